#include "letters/letter_layout.hpp"

#include <algorithm>
#include <utility>

#include "letters/address_block.hpp"
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

/// Sets all passages of a block one under the other, half a line apart; false if they do not fit.
bool put_block(Sheet& sheet, const Block& block, const TextStyle& style, const Area& area, const FieldValues& values,
               const Fonts& fonts) {
  TextColumn column(sheet, area, values, fonts);
  return std::all_of(block.passages.begin(), block.passages.end(), [&](const Passage& passage) {
    const bool fits = column.put(passage, style);
    column.skip(style.leading_mm / 2);
    return fits;
  });
}

/// The line of the first block that does not fit; 0 if all do.
int put_blocks(Sheet& sheet, const std::vector<Block>& blocks, const Area& area, const FieldValues& values,
               const Fonts& fonts) {
  TextColumn column(sheet, area, values, fonts);
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
  const double above = (geometry.intro.y + std::max(geometry.window.bottom(), geometry.sender.bottom())) / 2;
  sheet.boxes.push_back({{geometry.intro.x, above - rule_mm / 2, geometry.intro.width, rule_mm}, Ink::accent});
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

bool put_footer(Sheet& sheet, const Block& footer, const Geometry& geometry, const FieldValues& values,
                const Fonts& fonts) {
  const Area& area = geometry.footer;
  sheet.boxes.push_back({{area.x, area.y, area.width, rule_mm}, Ink::grey});
  return put_block(sheet, footer, footer_style, {area.x, area.y + 1.2, area.width, area.height - 1.2}, values, fonts);
}

/// The caption and the place of the code under it.
bool put_code(Sheet& sheet, const Block& block, const Area& area, const FieldValues& values, const Fonts& fonts) {
  const Area inner{area.x + code_padding_mm, area.y + 4, area.width - 2 * code_padding_mm, area.height - 4};
  if (!put_block(sheet, block, caption_style, {inner.x, inner.y, inner.width, caption_style.leading_mm}, values,
                 fonts)) {
    return false;
  }
  const double fitting = inner.width / fonts.mono.width(widest_code, 1);
  const double points = std::min(largest_code_points, fitting);
  const double capital = points * 0.7 * mm_per_point;
  const double free = area.bottom() - inner.y - caption_style.leading_mm;
  const Point baseline{inner.x, inner.y + caption_style.leading_mm + (free - 4 + capital) / 2 + 1};
  sheet.texts.push_back({baseline, Face::mono, points, Ink::black, {}, true});
  return true;
}

bool put_deadline(Sheet& sheet, const Block& block, const Area& area, const FieldValues& values, const Fonts& fonts) {
  return put_block(sheet, block, deadline_style, {area.x + 4, area.y + 4, area.width - 8, area.height - 6}, values,
                   fonts);
}

void put_address(Sheet& sheet, const FittedAddress& address, const Area& area) {
  double y = area.y + address.leading_mm * 0.8;
  for (const auto& line : address.lines) {
    put_text(sheet, line.text, {line.strong ? Face::bold : Face::regular, address.points, 0, Ink::black}, {area.x, y});
    y += address.leading_mm;
  }
}

Error text_too_long(const orders::Recipient& recipient) {
  const bool middle = recipient.middle_name.reveal().size() > recipient.first_name.reveal().size();
  Error refusal = error(ErrorKind::validation_failed, "the letter does not fit the page with this name");
  refusal.fields.push_back({middle ? "recipient.middle_name" : "recipient.first_name", "does_not_fit",
                            "does not fit the text of the letter without cutting"});
  return refusal;
}

}  // namespace

std::string addressee_of(const orders::Recipient& recipient) {
  std::string name = recipient.first_name.reveal();
  if (!recipient.middle_name.empty()) name.append(" ").append(recipient.middle_name.reveal());
  return name;
}

Result<LetterLayout> LetterLayout::make(LetterTemplate text, std::string_view name, const FieldValues& widest,
                                        const LayoutParts& parts) {
  LetterLayout layout;
  layout.body_is_fixed_ = same_in_every_letter(text.after_code);
  layout.footer_is_fixed_ = same_in_every_letter({text.footer});
  layout.text_ = std::move(text);
  put_frame(layout.head_, parts.geometry);
  if (!put_letterhead(layout.head_, parts.sender, parts.geometry.sender, parts.fonts)) {
    return fail(ErrorKind::configuration_invalid, "sender: the lines do not fit the sender's area of the letter");
  }
  Sheet unused;
  int line = layout.put_fixed(widest, parts);
  if (line == 0) line = layout.put_varying(unused, widest, parts);
  if (line != 0) {
    return fail(ErrorKind::file_invalid,
                std::string(name) + ":" + std::to_string(line) + ": the text does not fit its place on the page");
  }
  return layout;
}

int LetterLayout::put_fixed(const FieldValues& values, const LayoutParts& parts) {
  const Geometry& geometry = parts.geometry;
  if (body_is_fixed_) {
    if (const int line = put_blocks(tail_, text_.after_code, geometry.body, values, parts.fonts)) return line;
  }
  if (text_.has_qr()) {
    put_qr(tail_, parts.portal_qr, geometry.qr);
    const bool fits = same_in_every_letter({text_.qr}) &&
                      put_block(tail_, text_.qr, qr_style, geometry.qr_caption, values, parts.fonts);
    if (!fits) return text_.qr.line;
  }
  if (text_.has_footer() && footer_is_fixed_ && !put_footer(tail_, text_.footer, geometry, values, parts.fonts)) {
    return text_.footer.line;
  }
  return 0;
}

int LetterLayout::put_varying(Sheet& sheet, const FieldValues& values, const LayoutParts& parts) const {
  const Geometry& geometry = parts.geometry;
  const Fonts& fonts = parts.fonts;
  if (const int line = put_blocks(sheet, text_.before_code, geometry.intro, values, fonts)) return line;
  if (!put_code(sheet, text_.code, geometry.code, values, fonts)) return text_.code.line;
  if (!put_deadline(sheet, text_.deadline, geometry.deadline, values, fonts)) return text_.deadline.line;
  if (!body_is_fixed_) {
    if (const int line = put_blocks(sheet, text_.after_code, geometry.body, values, fonts)) return line;
  }
  const bool footer_varies = text_.has_footer() && !footer_is_fixed_;
  return footer_varies && !put_footer(sheet, text_.footer, geometry, values, fonts) ? text_.footer.line : 0;
}

Result<Page> LetterLayout::page(const LayoutContent& content, const LayoutParts& parts) const {
  const Geometry& geometry = parts.geometry;
  Page page{geometry.page_width, geometry.page_height, &head_, {}, &tail_};
  const auto address = fit_address(address_lines(content.recipient, content.address), geometry.address.width,
                                   geometry.address.height, parts.fonts);
  if (!address.block) {
    Error refusal = error(ErrorKind::validation_failed, "the address does not fit the letter");
    refusal.fields = address.misfits;
    return refusal;
  }
  PP_TRYV(put_label(page.own, content.track_number, geometry.label, geometry.barcode, parts.fonts));
  put_address(page.own, *address.block, geometry.address);
  const FieldValues values{addressee_of(content.recipient), content.valid_through, std::string(parts.portal_url),
                           parts.sender.name, std::string(content.track_number)};
  if (put_varying(page.own, values, parts) != 0) return text_too_long(content.recipient);
  return page;
}

}  // namespace postproof::letters
