#include "letters/text_column.hpp"

#include <algorithm>
#include <string>

#include "core/ensure.hpp"

namespace postproof::letters {

namespace {

constexpr TextStyle heading_style{Face::bold, 16, 7.2, Ink::accent};
constexpr TextStyle subheading_style{Face::bold, 12, 5.6, Ink::accent};
constexpr TextStyle paragraph_style{Face::regular, 10.5, 4.9, Ink::black};
constexpr TextStyle number_style{Face::bold, 10.5, 4.9, Ink::accent};
constexpr TextStyle notice_style{Face::regular, 10, 4.6, Ink::black};

constexpr double after_heading_mm = 2.6;
constexpr double after_subheading_mm = 1.2;
constexpr double after_paragraph_mm = 2.4;
constexpr double after_step_mm = 1.5;
constexpr double step_indent_mm = 6.5;
constexpr double notice_padding_mm = 3.2;
constexpr double notice_indent_mm = 6;
constexpr double notice_bar_mm = 1.2;
constexpr double baseline_in_leading = 0.78;  // from the top of a line to its baseline

bool names_addressee(const Passage& passage) {
  return std::any_of(passage.begin(), passage.end(),
                     [](const Piece& piece) { return piece.field == Field::addressee; });
}

}  // namespace

bool TextColumn::put(const Passage& passage, const TextStyle& style, double indent_mm) {
  if (opening_ != nullptr && names_addressee(passage)) return leave_open(passage, style, indent_mm);
  const auto lines = break_lines(passage, values_, style, area_.width - indent_mm, fonts_);
  if (!lines) return false;
  for (const auto& line : *lines) {
    if (y_ + style.leading_mm > area_.bottom() + area_tolerance_mm) return false;
    put_line(sheet_, line, style, {area_.x + indent_mm, y_ + style.leading_mm * baseline_in_leading}, fonts_);
    y_ += style.leading_mm;
  }
  return true;
}

bool TextColumn::leave_open(const Passage& passage, const TextStyle& style, double indent_mm) {
  opening_->passage = &passage;
  opening_->style = style;
  opening_->width_mm = area_.width - indent_mm;
  const Point baseline{area_.x + indent_mm, y_ + style.leading_mm * baseline_in_leading};
  sheet_.texts.push_back({baseline, style.face, style.points, style.ink, {}, false, Gap::addressee});
  const double height = static_cast<double>(opening_->lines) * style.leading_mm;
  y_ += height;
  return y_ <= area_.bottom() + area_tolerance_mm;
}

bool TextColumn::put(const Block& block) {
  if (block.kind == BlockKind::steps) return put_steps(block);
  if (block.kind == BlockKind::notice) return put_notice(block);
  const bool heading = block.kind == BlockKind::heading;
  const bool subheading = block.kind == BlockKind::subheading;
  ensure(heading || subheading || block.kind == BlockKind::paragraph, "the block runs in a column");
  for (const auto& passage : block.passages) {
    if (!put(passage, heading ? heading_style : subheading ? subheading_style : paragraph_style)) return false;
    y_ += heading ? after_heading_mm : subheading ? after_subheading_mm : after_paragraph_mm;
  }
  return true;
}

bool TextColumn::put_steps(const Block& block) {
  int number = 0;
  for (const auto& passage : block.passages) {
    put_text(sheet_, std::to_string(++number) + ".", number_style,
             {area_.x, y_ + number_style.leading_mm * baseline_in_leading});
    if (!put(passage, paragraph_style, step_indent_mm)) return false;
    y_ += after_step_mm;
  }
  y_ += after_paragraph_mm - after_step_mm;
  return true;
}

bool TextColumn::put_notice(const Block& block) {
  const double top = y_;
  y_ += notice_padding_mm;
  for (const auto& passage : block.passages) {
    if (!put(passage, notice_style, notice_indent_mm)) return false;
    y_ += after_step_mm;
  }
  y_ += notice_padding_mm - after_step_mm;
  if (y_ > area_.bottom() + area_tolerance_mm) return false;
  sheet_.boxes.push_back({{area_.x, top, notice_bar_mm, y_ - top}, Ink::accent});
  y_ += after_paragraph_mm;
  return true;
}

}  // namespace postproof::letters
