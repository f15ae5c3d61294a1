#include "letters/address_block.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include <unicode/uchar.h>

#include "letters/characters.hpp"
#include "letters/text_flow.hpp"

namespace postproof::letters {

namespace {

constexpr double leading_per_point = 1.18;
constexpr double step_points = 0.5;

/// Digits first, or a single letter: a number that lacks its kind.
bool is_bare_number(std::string_view text) {
  std::size_t next = 0;
  const char32_t first = next_character(text, next);
  if (first >= U'0' && first <= U'9') return true;
  return next == text.size() && u_isalpha(static_cast<UChar32>(first)) != 0;
}

std::string numbered(const char* kind, const Personal& number) {
  return is_bare_number(number.reveal()) ? kind + std::string("\u00A0") + number.reveal() : number.reveal();
}

void add_part(AddressLine& line, const char* field, std::string text, const char* joint) {
  if (text.empty()) return;
  line.parts.push_back({field, line.parts.empty() ? std::move(text) : joint + text});
}

void add_house(AddressLine& line, const orders::Address& address) {
  const auto add = [&](const char* field, const char* kind, const Personal& number) {
    if (!number.empty()) add_part(line, field, numbered(kind, number), ", ");
  };
  add("address.house", "д.", address.house);
  add("address.building", "корп.", address.building);
  add("address.apartment", "кв.", address.apartment);
}

bool fits_unbroken(const std::vector<AddressLine>& lines, double points, double width, double height,
                   const Fonts& fonts) {
  if (static_cast<double>(lines.size()) * points * leading_per_point * mm_per_point > height) return false;
  return std::all_of(lines.begin(), lines.end(), [&](const AddressLine& line) {
    const Font& font = line.strong ? fonts.bold : fonts.regular;
    std::uint64_t units = 0;
    for (const auto& part : line.parts) units += font.units(part.text);
    return font.width_of(units, points) <= width;
  });
}

/// The field whose text is the widest in a line.
const char* widest_field(const AddressLine& line, const Font& font) {
  const auto narrower = [&](const auto& a, const auto& b) { return font.width(a.text, 1) < font.width(b.text, 1); };
  return std::max_element(line.parts.begin(), line.parts.end(), narrower)->field;
}

/// The fields of a line that hold a word wider than the field of the address.
std::vector<const char*> fields_too_wide(const AddressLine& line, const Font& font, double width) {
  std::vector<const char*> fields;
  for (const auto& part : line.parts) {
    if (!break_text(part.text, font, smallest_address_points, width)) fields.push_back(part.field);
  }
  if (fields.empty()) fields.push_back(widest_field(line, font));
  return fields;
}

FieldError misfit(const char* field) {
  return {field, "does_not_fit", "does not fit the address area of the letter without cutting"};
}

}  // namespace

std::string AddressLine::text() const {
  std::size_t size = 0;
  for (const auto& part : parts) size += part.text.size();
  std::string text;
  text.reserve(size);
  for (const auto& part : parts) text += part.text;
  return text;
}

std::vector<AddressLine> address_lines(const orders::Recipient& recipient, const orders::Address& address) {
  AddressLine name{{}, true};
  add_part(name, "recipient.last_name", recipient.last_name.reveal(), " ");
  add_part(name, "recipient.first_name", recipient.first_name.reveal(), " ");
  add_part(name, "recipient.middle_name", recipient.middle_name.reveal(), " ");
  AddressLine street;
  AddressLine settlement;
  add_part(street, "address.street", address.street.reveal(), " ");
  add_part(settlement, "address.city", address.city.reveal(), " ");
  add_house(address.street.empty() ? settlement : street, address);
  AddressLine district;
  add_part(district, "address.district", address.district.reveal(), " ");
  AddressLine region;
  if (address.region != address.city) add_part(region, "address.region", address.region.reveal(), " ");
  AddressLine index{{}, true};
  add_part(index, "address.index", address.index.str(), " ");
  std::vector<AddressLine> lines;
  lines.reserve(6);
  for (AddressLine* line : {&name, &street, &settlement, &district, &region, &index}) {
    if (!line->parts.empty()) lines.push_back(std::move(*line));
  }
  return lines;
}

AddressFitting fit_address(const std::vector<AddressLine>& lines, double width_mm, double height_mm, const Fonts& fonts,
                           double natural_points) {
  for (double points = natural_points; points >= smallest_address_points; points -= step_points) {
    if (!fits_unbroken(lines, points, width_mm, height_mm, fonts)) continue;
    FittedAddress block{points, points * leading_per_point * mm_per_point, {}};
    block.lines.reserve(lines.size());
    for (const auto& line : lines) block.lines.push_back({with_plain_blanks(line.text()), line.strong});
    return {std::move(block), {}};
  }
  FittedAddress block{smallest_address_points, smallest_address_points * leading_per_point * mm_per_point, {}};
  AddressFitting fitting;
  std::size_t most = 0;
  const AddressLine* longest = nullptr;
  for (const auto& line : lines) {
    const Font& font = line.strong ? fonts.bold : fonts.regular;
    const auto texts = break_text(line.text(), font, smallest_address_points, width_mm);
    if (!texts) {
      for (const char* field : fields_too_wide(line, font, width_mm)) fitting.misfits.push_back(misfit(field));
      continue;
    }
    if (texts->size() > most) {
      most = texts->size();
      longest = &line;
    }
    for (const auto& text : *texts) block.lines.push_back({text, line.strong});
  }
  if (fitting.misfits.empty() && static_cast<double>(block.lines.size()) * block.leading_mm > height_mm) {
    fitting.misfits.push_back(misfit(widest_field(*longest, longest->strong ? fonts.bold : fonts.regular)));
  }
  if (fitting.misfits.empty()) fitting.block = std::move(block);
  return fitting;
}

}  // namespace postproof::letters
