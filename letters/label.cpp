#include "letters/label.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "letters/barcode.hpp"

namespace postproof::letters {

namespace {

constexpr double caption_mm = 3.4;  // from the top of the label to the bars
constexpr double digits_mm = 4.6;   // from the bars to the end of the label
constexpr TextStyle caption_style{Face::bold, 7.5, 0, Ink::black};

constexpr std::string_view mark = "ЗАКАЗНОЕ";
constexpr TextStyle mark_style{Face::bold, 13, 0, Ink::black};
constexpr double mark_width_mm = 31;
constexpr double mark_height_mm = 9;
constexpr double mark_line_mm = 0.5;
constexpr double cap_height_em = 0.7;  // PT Sans

double bars_width(const BarcodeMeasures& measures) { return track_number_modules * measures.module_mm; }
double quiet_width(const BarcodeMeasures& measures) { return measures.quiet_modules * measures.module_mm; }

void put_mark(Sheet& sheet, Point corner, const Fonts& fonts) {
  const double inset = mark_line_mm / 2;
  const double right = corner.x + mark_width_mm - inset;
  const double bottom = corner.y + mark_height_mm - inset;
  sheet.outlines.push_back(
      {{{corner.x + inset, corner.y + inset}, {right, corner.y + inset}, {right, bottom}, {corner.x + inset, bottom}},
       Ink::black,
       mark_line_mm,
       true});
  const double width = fonts.bold.width(mark, mark_style.points);
  const double capital = mark_style.points * cap_height_em * mm_per_point;
  put_text(sheet, mark, mark_style,
           {corner.x + (mark_width_mm - width) / 2, corner.y + (mark_height_mm + capital) / 2});
}

}  // namespace

double label_width_mm(const BarcodeMeasures& measures) {
  return bars_width(measures) + 2 * quiet_width(measures) + mark_width_mm;
}

double label_height_mm(const BarcodeMeasures& measures) { return caption_mm + measures.height_mm + digits_mm; }

bool is_label_number(std::string_view track_number) {
  return track_number.size() == 14 && track_number.find_first_not_of("0123456789") == std::string_view::npos;
}

Point label_bars(const Area& area, const BarcodeMeasures& measures) {
  return {area.x + quiet_width(measures), area.y + caption_mm};
}

std::array<LabelDigits, 4> label_digits(std::string_view track_number, const Area& area,
                                        const BarcodeMeasures& measures, const Fonts& fonts) {
  constexpr std::array<std::size_t, 4> lengths = {6, 2, 5, 1};
  constexpr std::size_t strong_group = 2;
  std::array<LabelDigits, 4> groups{};
  std::array<double, 4> widths{};
  double inked = 0;
  for (std::size_t i = 0, from = 0; i < lengths.size(); from += lengths[i++]) {
    groups[i] = {track_number.substr(from, lengths[i]), i == strong_group ? Face::bold : Face::regular, {}};
    widths[i] = font_of(fonts, groups[i].face).width(groups[i].text, label_digits_points);
    inked += widths[i];
  }
  const double gap = (bars_width(measures) - inked) / 3;
  Point left = label_bars(area, measures);
  left.y += measures.height_mm + digits_mm - 0.5;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    groups[i].at = left;
    left.x += widths[i] + gap;
  }
  return groups;
}

void put_label_form(Sheet& sheet, const Area& area, const BarcodeMeasures& measures, const Fonts& fonts) {
  const Point bars = label_bars(area, measures);
  put_text(sheet, "ПОЧТА РОССИИ", caption_style, {bars.x, bars.y - 1});
  put_mark(sheet, {area.right() - mark_width_mm, bars.y + (measures.height_mm - mark_height_mm) / 2}, fonts);
}

Result<void> put_label(Sheet& sheet, std::string_view track_number, const Area& area, const BarcodeMeasures& measures,
                       const Fonts& fonts) {
  if (!is_label_number(track_number)) {
    return fail(ErrorKind::track_number_malformed, "a label needs a track number of 14 digits");
  }
  PP_TRY(const Symbol symbol, interleaved_2_of_5(track_number));
  put_label_form(sheet, area, measures, fonts);
  const Point bars = label_bars(area, measures);
  for (const auto& bar : symbol.dark) {
    sheet.boxes.push_back(
        {{bars.x + bar.x * measures.module_mm, bars.y, bar.width * measures.module_mm, measures.height_mm},
         Ink::black});
  }
  for (const auto& group : label_digits(track_number, area, measures, fonts)) {
    put_text(sheet, group.text, {group.face, label_digits_points, 0, Ink::black}, group.at);
  }
  return success();
}

}  // namespace postproof::letters
