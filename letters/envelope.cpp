#include "letters/envelope.hpp"

#include <array>

#include "letters/address_block.hpp"
#include "letters/index_stencil.hpp"
#include "letters/label.hpp"
#include "letters/letterhead.hpp"

namespace postproof::letters {

namespace {

struct Measures {
  EnvelopeSize size;
  std::string_view name;
  double width;
  double height;
  Area sender;
  Area label;
  Area addressee;
  double address_points;  ///< natural size
};

/// Sender upper left, stamp 40 x 25 mm upper right (left free), addressee lower right, code stamp lower left.
constexpr std::array<Measures, 3> all_measures = {
    {{EnvelopeSize::dl, "DL", 220, 110, {12, 13, 72, 38}, {86, 11, 82, 21}, {112, 54, 96, 46}, 12},
     {EnvelopeSize::c5, "C5", 229, 162, {14, 15, 76, 48}, {94, 12, 82, 21}, {113, 92, 104, 56}, 13},
     {EnvelopeSize::c4, "C4", 324, 229, {18, 19, 100, 60}, {160, 16, 90, 21}, {176, 142, 134, 68}, 15}}};

constexpr BarcodeMeasures bars{0.4, 11, 10};
constexpr double stencil_left = 15;
constexpr double stencil_above_bottom = 25;
constexpr TextStyle caption_style{Face::regular, 8, 0, Ink::grey};

const Measures& measures_of(EnvelopeSize size) { return all_measures[static_cast<std::size_t>(size)]; }

/// Light corner marks of the stamp's place.
void put_stamp_place(Sheet& sheet, const Measures& envelope) {
  constexpr double width = 40;
  constexpr double height = 25;
  constexpr double corner = 3;
  const double right = envelope.width - 8;
  const double left = right - width;
  const double top = 8;
  const double bottom = top + height;
  const auto mark = [&](Point at, double dx, double dy) {
    sheet.outlines.push_back({{{at.x + dx, at.y}, at, {at.x, at.y + dy}}, Ink::grey, 0.25, false});
  };
  mark({left, top}, corner, corner);
  mark({right, top}, -corner, corner);
  mark({left, bottom}, corner, -corner);
  mark({right, bottom}, -corner, -corner);
}

Result<void> put_addressee(Sheet& sheet, const EnvelopeContent& content, const Measures& envelope, const Fonts& fonts) {
  constexpr double caption_mm = 5;
  const Area& area = envelope.addressee;
  const auto fitting = fit_address(address_lines(content.recipient, content.address), area.width,
                                   area.height - caption_mm, fonts, envelope.address_points);
  if (!fitting.block) {
    Error refusal = error(ErrorKind::validation_failed, "the address does not fit the envelope");
    refusal.fields = fitting.misfits;
    return refusal;
  }
  put_text(sheet, "Кому, куда", caption_style, {area.x, area.y + 3});
  double y = area.y + caption_mm + fitting.block->leading_mm * 0.8;
  for (const auto& line : fitting.block->lines) {
    const Face face = line.strong ? Face::bold : Face::regular;
    put_text(sheet, line.text, {face, fitting.block->points, 0, Ink::black}, {area.x, y});
    y += fitting.block->leading_mm;
  }
  return success();
}

}  // namespace

std::string_view name_of(EnvelopeSize size) { return measures_of(size).name; }

std::optional<EnvelopeSize> envelope_size_of(std::string_view name) {
  for (const auto& measures : all_measures) {
    if (measures.name == name) return measures.size;
  }
  return std::nullopt;
}

Result<Page> compose_envelope(EnvelopeSize size, const EnvelopeContent& content, const SenderLines& sender,
                              const Fonts& fonts) {
  const std::string& index = content.address.index.str();
  if (index.size() != 6 || index.find_first_not_of("0123456789") != std::string::npos) {
    return fail(ErrorKind::validation_failed, "an envelope needs an index of six digits");
  }
  const Measures& envelope = measures_of(size);
  Page page{envelope.width, envelope.height, {}};
  if (!put_letterhead(page.own, sender, envelope.sender, fonts)) {
    return fail(ErrorKind::configuration_invalid, "sender: the lines do not fit the envelope");
  }
  put_text(page.own, "От кого, откуда", caption_style, {envelope.sender.x, envelope.sender.y - 1.8});
  put_stamp_place(page.own, envelope);
  if (!content.track_number.empty()) {
    PP_TRYV(put_label(page.own, content.track_number.str(), envelope.label, bars, fonts));
  }
  PP_TRYV(put_addressee(page.own, content, envelope, fonts));
  put_index_stencil(page.own, index, {stencil_left, envelope.height - stencil_above_bottom});
  return page;
}

}  // namespace postproof::letters
