#include "postsim/sheet.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "postsim/russian_text.hpp"

namespace postproof::postsim {

namespace {

using Line = std::vector<TextBox>;

double middle_of(const TextBox& box) { return box.top + box.height / 2; }

/// Words that stand beside each other make a line; lines from the top, words from the left.
std::vector<Line> lines_of(std::vector<TextBox> boxes) {
  std::sort(boxes.begin(), boxes.end(), [](const TextBox& a, const TextBox& b) { return middle_of(a) < middle_of(b); });
  std::vector<Line> lines;
  for (TextBox& box : boxes) {
    const bool beside = !lines.empty() && middle_of(box) - middle_of(lines.back().back()) <
                                              0.4 * std::min(box.height, lines.back().back().height);
    if (!beside) lines.emplace_back();
    lines.back().push_back(std::move(box));
  }
  for (Line& line : lines) {
    std::sort(line.begin(), line.end(), [](const TextBox& a, const TextBox& b) { return a.left < b.left; });
  }
  return lines;
}

std::string text_of_line(const Line& line) {
  std::string text;
  for (const TextBox& box : line) text += box.text + " ";
  return plain_blanks(text);
}

std::string without_blanks(std::string_view text) {
  std::string rest = plain_blanks(text);
  std::erase(rest, ' ');
  return rest;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

bool is_track_number(std::string_view text) {
  if (text.size() == 14) return std::all_of(text.begin(), text.end(), is_digit);
  return text.size() == 13 && is_capital(text[0]) && is_capital(text[1]) && is_capital(text[11]) &&
         is_capital(text[12]) && std::all_of(text.begin() + 2, text.begin() + 11, is_digit);
}

std::vector<TextBox> boxes_in_window(std::span<const TextBox> page) {
  namespace area = sheet_areas;
  std::vector<TextBox> inside;
  for (const TextBox& box : page) {
    const double x = box.left + box.width / 2;
    const double y = middle_of(box);
    const bool in = x > area::window_left && x < area::window_right && y > area::window_top && y < area::window_bottom;
    if (in) inside.push_back(box);
  }
  return inside;
}

/// How many lines belong to the label: up to the lowest one that is a track number; 0 if there is none.
std::size_t end_of_label(std::span<const Line> lines) {
  std::size_t end = lines.size();
  while (end > 0 && !is_track_number(without_blanks(text_of_line(lines[end - 1])))) --end;
  return end;
}

bool same_font(const TextBox& a, const TextBox& b) {
  return a.font == b.font && std::abs(a.font_pt - b.font_pt) < 0.25;
}

/// How many leading lines make up the recipient: those in the font of the first, or the first alone where the whole
/// address is set in one font.
std::size_t recipient_lines(std::span<const Line> lines) {
  std::size_t same = 1;
  while (same < lines.size() && same_font(lines[same].front(), lines.front().front())) ++same;
  return same == lines.size() ? 1 : same;
}

/// The index at the end of the last line, taken off it; nothing if there is none.
std::optional<std::string> take_index(std::string& last_line) {
  const std::size_t start = last_line.size() >= 6 ? last_line.size() - 6 : last_line.size();
  const std::string index = last_line.substr(start);
  const bool alone = start == 0 || last_line[start - 1] == ' ';
  if (index.size() != 6 || !alone || !std::all_of(index.begin(), index.end(), is_digit)) return std::nullopt;
  last_line = plain_blanks(last_line.substr(0, start));
  return index;
}

/// 12 symbols in groups of four; nothing if the text is no code.
std::optional<std::string> code_in(std::string_view text) {
  const std::string symbols = without_blanks(text);
  const auto symbol = [](char c) { return is_digit(c) || is_capital(c); };
  if (symbols.size() != 12 || !std::all_of(symbols.begin(), symbols.end(), symbol)) return std::nullopt;
  return symbols.substr(0, 4) + " " + symbols.substr(4, 4) + " " + symbols.substr(8, 4);
}

bool is_large(const TextBox& box) {
  if (box.font_pt == 0) return box.height >= sheet_areas::code_smallest_mm;
  return box.font_pt >= sheet_areas::code_smallest_pt - 0.01;
}

std::optional<std::string> find_code(std::span<const TextBox> page) {
  std::vector<TextBox> large;
  for (const TextBox& box : page) {
    const bool on_panel = box.top >= sheet_areas::panel_top && box.top + box.height <= sheet_areas::panel_bottom;
    if (on_panel && is_large(box)) large.push_back(box);
  }
  for (const Line& line : lines_of(std::move(large))) {
    if (auto code = code_in(text_of_line(line))) return code;
  }
  return std::nullopt;
}

std::optional<Date> find_last_day(std::span<const TextBox> page) {
  std::string text;
  for (const Line& line : lines_of({page.begin(), page.end()})) text += text_of_line(line) + " ";
  return last_day_in(text);
}

}  // namespace

Result<Addressee> read_addressee(std::span<const TextBox> page) {
  const std::vector<Line> lines = lines_of(boxes_in_window(page));
  const std::size_t label_end = end_of_label(lines);
  if (label_end == 0) return fail(ErrorKind::file_invalid, "the window zone shows no track number");
  Addressee addressee;
  addressee.track_number = without_blanks(text_of_line(lines[label_end - 1]));
  const std::span<const Line> address = std::span<const Line>(lines).subspan(label_end);
  if (address.size() < 2) return fail(ErrorKind::file_invalid, "the window zone shows no address below the label");

  const std::size_t names = recipient_lines(address);
  for (std::size_t i = 0; i < address.size(); ++i) {
    const std::string text = text_of_line(address[i]);
    if (i < names) {
      addressee.recipient += (i == 0 ? "" : " ") + text;
    } else {
      addressee.address_lines.push_back(text);
    }
  }
  if (addressee.address_lines.empty()) return fail(ErrorKind::file_invalid, "the window zone shows no address");
  auto index = take_index(addressee.address_lines.back());
  if (!index) return fail(ErrorKind::file_invalid, "the last line of the address shows no index of six digits");
  addressee.index = std::move(*index);
  if (addressee.address_lines.back().empty()) addressee.address_lines.pop_back();
  return addressee;
}

Result<Sheet> read_sheet(std::span<const TextBox> page) {
  PP_TRY(Addressee addressee, read_addressee(page));
  auto code = find_code(page);
  if (!code) return fail(ErrorKind::file_invalid, "the middle panel shows no code of 12 symbols");
  const auto last_day = find_last_day(page);
  if (!last_day) return fail(ErrorKind::file_invalid, "the sheet names no last day of the code");
  return Sheet{std::move(addressee), std::move(*code), format_date(*last_day)};
}

bool needs_fonts(std::span<const TextBox> page) {
  const std::vector<Line> lines = lines_of(boxes_in_window(page));
  const std::size_t label_end = end_of_label(lines);
  return label_end < lines.size() && lines[label_end].front().height < sheet_areas::small_print_mm;
}

}  // namespace postproof::postsim
