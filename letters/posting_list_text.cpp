#include "letters/posting_list_text.hpp"

#include <algorithm>

#include "letters/characters.hpp"

namespace postproof::letters {

namespace {

void add_part(std::string& out, const Personal& text) {
  if (text.empty()) return;
  out += ", ";
  out += text.reveal();
}

/// A number that begins with a digit, or is one letter, gets its kind before it.
void add_number(std::string& out, std::string_view kind, const Personal& number) {
  if (number.empty()) return;
  out += ", ";
  const std::string& text = number.reveal();
  std::size_t next = 0;
  const char32_t first = next_character(text, next);
  if ((first >= U'0' && first <= U'9') || next == text.size()) out += kind;
  out += text;
}

/// Where the part of `text` that fits a line of `width` units ends: as many characters as fit, at least one.
std::size_t end_of_fit(std::string_view text, const Font& font, double points, double width_mm) {
  std::size_t end = 0;
  std::uint64_t units = 0;
  while (end < text.size()) {
    std::size_t next = end;
    (void)next_character(text, next);
    units += font.units(text.substr(end, next - end));
    if (end > 0 && font.width_of(units, points) > width_mm) return end;
    end = next;
  }
  return end;
}

/// The last blank up to `fit` at which a line may end; 0 if there is none. Abbreviations stay with what they go with.
std::size_t last_break(std::string_view text, std::size_t fit) {
  std::size_t anywhere = 0;
  for (std::size_t at = std::min(fit, text.size() - 1); at > 0; --at) {
    if (text[at] != ' ') continue;
    if (text[at - 1] != '.') return at;
    if (anywhere == 0) anywhere = at;
  }
  return anywhere;
}

}  // namespace

void join_name(std::string& out, const orders::Recipient& recipient) {
  out = recipient.last_name.reveal();
  for (const Personal* name : {&recipient.first_name, &recipient.middle_name}) {
    if (name->empty()) continue;
    out.push_back(' ');
    out += name->reveal();
  }
}

void join_address(std::string& out, const orders::Address& address) {
  out = address.index.str();
  if (address.region != address.city) add_part(out, address.region);
  add_part(out, address.district);
  add_part(out, address.city);
  add_part(out, address.street);
  add_number(out, "д. ", address.house);
  add_number(out, "корп. ", address.building);
  add_number(out, "кв. ", address.apartment);
}

void break_into(std::vector<std::string_view>& lines, std::string_view text, const Font& font, double points,
                double width_mm) {
  while (!text.empty() && font.width(text, points) > width_mm) {
    const std::size_t fit = end_of_fit(text, font, points, width_mm);
    const std::size_t blank = last_break(text, fit);
    lines.push_back(text.substr(0, blank == 0 ? fit : blank));
    text.remove_prefix(blank == 0 ? fit : blank + 1);
  }
  if (!text.empty()) lines.push_back(text);
}

}  // namespace postproof::letters
