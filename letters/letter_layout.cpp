#include "letters/letter_layout.hpp"

#include <algorithm>
#include <utility>

#include "letters/label.hpp"
#include "letters/letterhead.hpp"
#include "letters/text_column.hpp"

namespace postproof::letters {

namespace {

constexpr TextStyle caption_style{Face::regular, 9.5, 4.4, Ink::grey};
constexpr TextStyle deadline_style{Face::regular, 10.5, 4.9, Ink::black};
constexpr TextStyle qr_style{Face::regular, 8.5, 3.8, Ink::grey};
constexpr TextStyle footer_style{Face::regular, 8, 3.6, Ink::grey};

constexpr double code_padding_mm = 6;
constexpr double largest_code_points = 28;
constexpr std::string_view widest_code = "0000 0000 0000";
constexpr double bar_mm = 1.2;
constexpr double rule_mm = 0.3;

/// Where text goes and what it is made of.
struct Setting {
  Sheet& sheet;
  const FieldValues& values;
  const Fonts& fonts;
  Opening* opening;

  TextColumn column(const Area& area) const { return {sheet, area, values, fonts, opening}; }
};

/// Sets all passages of a block one under the other, half a line apart; false if they do not fit.
bool put_block(const Setting& setting, const Block& block, const TextStyle& style, const Area& area) {
  TextColumn column = setting.column(area);
  return std::all_of(block.passages.begin(), block.passages.end(), [&](const Passage& passage) {
    const bool fits = column.put(passage, style);
    column.skip(style.leading_mm / 2);
    return fits;
  });
}

/// The line of the first block that does not fit; 0 if all do.
int put_blocks(const Setting& setting, const std::vector<Block>& blocks, const Area& area) {
  TextColumn column = setting.column(area);
  for (const auto& block : blocks) {
    if (!column.put(block)) return block.line;
  }
  return 0;
}

void put_frame(Sheet& sheet, const Geometry& geometry) {
  for (const double fold : geometry.folds) {
    const Area& mark = geometry.fold_mark;
    sheet.boxes.push_back({{mark.x, fold - mark.height / 2, mark.width, mark.height}, Ink::grey});
  }
  sheet.boxes.push_back({geometry.rule, Ink::accent});
  sheet.boxes.push_back({geometry.code, Ink::pale});
  sheet.boxes.push_back({geometry.deadline, Ink::pale});
  sheet.boxes.push_back({{geometry.code.x, geometry.code.y, bar_mm, geometry.code.height}, Ink::accent});
}

void put_qr(Sheet& sheet, const Symbol& symbol, const Area& area) {
  const double module = area.width / symbol.width;
  for (const auto& dark : symbol.dark) {
    sheet.boxes.push_back(
        {{area.x + dark.x * module, area.y + dark.y * module, dark.width * module, dark.height * module}, Ink::black});
  }
}

bool put_footer(const Setting& setting, const Block& footer, const Area& area) {
  setting.sheet.boxes.push_back({{area.x, area.y, area.width, rule_mm}, Ink::grey});
  return put_block(setting, footer, footer_style, {area.x, area.y + 1.2, area.width, area.height - 1.2});
}

/// The caption and the place of the code under it.
bool put_code(const Setting& setting, const Block& block, const Area& area) {
  const Area inner{area.x + code_padding_mm, area.y + 4, area.width - 2 * code_padding_mm, area.height - 4};
  const Area caption{inner.x, inner.y, inner.width, caption_style.leading_mm};
  if (!put_block(setting, block, caption_style, caption)) return false;
  const double fitting = inner.width / setting.fonts.mono.width(widest_code, 1);
  const double points = std::min(largest_code_points, fitting);
  const double capital = points * 0.7 * mm_per_point;
  const double free = area.bottom() - inner.y - caption_style.leading_mm;
  const Point baseline{inner.x, inner.y + caption_style.leading_mm + (free - 4 + capital) / 2 + 1};
  setting.sheet.texts.push_back({baseline, Face::mono, points, Ink::black, {}, true});
  return true;
}

bool put_deadline(const Setting& setting, const Block& block, const Area& area) {
  return put_block(setting, block, deadline_style, {area.x + 4, area.y + 4, area.width - 8, area.height - 6});
}

bool put_qr(const Setting& setting, const Block& caption, const Symbol& symbol, const Geometry& geometry) {
  put_qr(setting.sheet, symbol, geometry.qr);
  return same_in_every_letter({caption}) && put_block(setting, caption, qr_style, geometry.qr_caption);
}

void put_address(Sheet& sheet, const FittedAddress& address, const Area& area) {
  Point at = first_baseline(address, area);
  for (const auto& line : address.lines) {
    put_text(sheet, line.text, {line.strong ? Face::bold : Face::regular, address.points, 0, Ink::black}, at);
    at.y += address.leading_mm;
  }
}

void put_gap(Sheet& sheet, Gap gap) { sheet.texts.push_back({{}, Face::regular, 0, Ink::black, {}, false, gap}); }

}  // namespace

Error text_too_long(const orders::Recipient& recipient) {
  const bool middle = recipient.middle_name.reveal().size() > recipient.first_name.reveal().size();
  Error refusal = error(ErrorKind::validation_failed, "the letter does not fit the page with this name");
  refusal.fields.push_back({middle ? "recipient.middle_name" : "recipient.first_name", "does_not_fit",
                            "does not fit the text of the letter without cutting"});
  return refusal;
}

Result<FittedAddress> fit_letter_address(const orders::Recipient& recipient, const orders::Address& address,
                                         const LayoutParts& parts) {
  const Area& area = parts.geometry.address;
  auto fitting = fit_address(address_lines(recipient, address), area.width, area.height, parts.fonts);
  if (fitting.block) return std::move(*fitting.block);
  Error refusal = error(ErrorKind::validation_failed, "the address does not fit the letter");
  refusal.fields = std::move(fitting.misfits);
  return refusal;
}

Point first_baseline(const FittedAddress& address, const Area& area) {
  constexpr double baseline_in_leading = 0.8;
  return {area.x, area.y + address.leading_mm * baseline_in_leading};
}

Result<LetterLayout> LetterLayout::make(LetterTemplate text, std::string_view name, const FieldValues& widest,
                                        const LayoutParts& parts) {
  LetterLayout layout;
  layout.text_ = std::move(text);
  put_frame(layout.head_, parts.geometry);
  if (!put_letterhead(layout.head_, parts.sender, parts.geometry.sender, parts.fonts)) {
    return fail(ErrorKind::configuration_invalid, "sender: the lines do not fit the sender's area of the letter");
  }
  Sheet unused;
  if (const int line = layout.set_text(unused, widest, parts, nullptr)) {
    return fail(ErrorKind::file_invalid,
                std::string(name) + ":" + std::to_string(line) + ": the text does not fit its place on the page");
  }
  layout.find_opening(widest, parts);
  return layout;
}

void LetterLayout::find_opening(const FieldValues& widest, const LayoutParts& parts) {
  constexpr std::size_t most_lines = 100;
  for (std::size_t lines = 1; lines <= most_lines; ++lines) {
    Opening opening{lines, nullptr, {}, 0};
    Sheet unused;
    if (set_text(unused, widest, parts, &opening) != 0) return;
    opening_ = opening;
    if (opening.passage == nullptr) return;
  }
}

int LetterLayout::set_text(Sheet& sheet, const FieldValues& values, const LayoutParts& parts, Opening* opening) const {
  const Geometry& geometry = parts.geometry;
  const Setting setting{sheet, values, parts.fonts, opening};
  if (const int line = put_blocks(setting, text_.before_code, geometry.intro)) return line;
  if (!put_code(setting, text_.code, geometry.code)) return text_.code.line;
  if (!put_deadline(setting, text_.deadline, geometry.deadline)) return text_.deadline.line;
  if (const int line = put_blocks(setting, text_.after_code, geometry.body)) return line;
  if (const int line = put_blocks(setting, text_.lower, geometry.lower)) return line;
  if (text_.has_qr() && !put_qr(setting, text_.qr, parts.portal_qr, geometry)) return text_.qr.line;
  return text_.has_footer() && !put_footer(setting, text_.footer, geometry.footer) ? text_.footer.line : 0;
}

std::optional<std::vector<TextLine>> LetterLayout::addressee_lines(const FieldValues& values,
                                                                   const Fonts& fonts) const {
  if (opening_.passage == nullptr) return std::vector<TextLine>{};
  auto lines = break_lines(*opening_.passage, values, opening_.style, opening_.width_mm, fonts);
  if (lines && lines->size() > opening_.lines) lines.reset();
  return lines;
}

Result<Page> LetterLayout::page(const LayoutContent& content, const LayoutParts& parts) const {
  const Geometry& geometry = parts.geometry;
  Page page{geometry.page_width, geometry.page_height, head_};
  PP_TRYV(put_label(page.own, content.values.track_number, geometry.label, geometry.barcode, parts.fonts));
  put_address(page.own, content.address, geometry.address);
  if (set_text(page.own, content.values, parts, nullptr) != 0) {
    return fail(ErrorKind::validation_failed, "the letter does not fit the page");
  }
  return page;
}

std::optional<Sheet> LetterLayout::plate(std::size_t addressee_lines, const FieldValues& values,
                                         const LayoutParts& parts) const {
  Sheet sheet = head_;
  put_label_form(sheet, parts.geometry.label, parts.geometry.barcode, parts.fonts);
  put_gap(sheet, Gap::label);
  put_gap(sheet, Gap::address);
  FieldValues any = values;
  any.track_number = "00000000000000";  // digits are equally wide
  Opening opening{addressee_lines, nullptr, {}, 0};
  if (set_text(sheet, any, parts, &opening) != 0) return std::nullopt;
  return sheet;
}

}  // namespace postproof::letters
