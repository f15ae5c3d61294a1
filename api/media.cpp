#include "api/media.hpp"

#include <algorithm>
#include <optional>

#include "api/ascii.hpp"

namespace postproof::api {

namespace {

/// A weight in thousandths (RFC 9110, section 12.4.2); nothing if it is none.
std::optional<int> weight_of(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  int weight = (text[0] - '0') * 1000;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int unit = 100;
  for (const char c : text.substr(std::min<std::size_t>(text.size(), 2))) {
    if (!is_digit(c)) return std::nullopt;
    weight += (c - '0') * unit;
    unit /= 10;
  }
  return weight <= 1000 ? std::optional{weight} : std::nullopt;
}

struct Weighted {
  std::string_view range;
  int weight = 1000;
};

/// Calls `use` for each well-formed element of all fields of this name.
template <class Use>
void for_each_weighted(const RequestHead& head, std::string_view name, Use use) {
  for (const HeaderField& field : head.fields) {
    if (!same_ignoring_case(field.name, name)) continue;
    std::string_view rest = field.value;
    while (!rest.empty()) {
      std::string_view element = take_until(rest, ',');
      Weighted weighted{trimmed(take_until(element, ';'))};
      bool readable = !weighted.range.empty();
      while (!element.empty()) {
        std::string_view value = element;
        const std::string_view parameter = trimmed(take_until(element, ';'));
        value = parameter;
        if (!same_ignoring_case(trimmed(take_until(value, '=')), "q")) continue;
        const auto weight = weight_of(trimmed(value));
        readable = readable && weight.has_value();
        weighted.weight = weight.value_or(0);
      }
      if (readable) use(weighted);
    }
  }
}

/// How closely a range names the type: 0 not at all, 3 by its full name.
int precision_of(std::string_view range, std::string_view type) {
  if (same_ignoring_case(range, type)) return 3;
  const std::string_view family = type.substr(0, type.find('/') + 1);
  if (range.size() == family.size() + 1 && range.ends_with('*') &&
      same_ignoring_case(range.substr(0, family.size()), family)) {
    return 2;
  }
  return range == "*/*" ? 1 : 0;
}

}  // namespace

bool accepts(const RequestHead& head, std::string_view type) {
  bool said_anything = false;
  int precision = 0;
  int weight = 0;
  for_each_weighted(head, "Accept", [&](const Weighted& element) {
    said_anything = true;
    const int its_precision = precision_of(element.range, type);
    if (its_precision == 0 || its_precision < precision) return;
    weight = its_precision == precision ? std::max(weight, element.weight) : element.weight;
    precision = its_precision;
  });
  return !said_anything || weight > 0;
}

bool body_is_json(const RequestHead& head) {
  if (head.count("Content-Type") != 1) return false;
  std::string_view rest = head.first("Content-Type");
  if (!same_ignoring_case(trimmed(take_until(rest, ';')), "application/json")) return false;
  while (!rest.empty()) {
    std::string_view value = trimmed(take_until(rest, ';'));
    if (!same_ignoring_case(take_until(value, '='), "charset")) continue;
    if (!same_ignoring_case(value, "utf-8") && !same_ignoring_case(value, "\"utf-8\"")) return false;
  }
  return true;
}

bool prefers_english(const RequestHead& head) {
  int english = 0;
  int russian = 0;
  for_each_weighted(head, "Accept-Language", [&](const Weighted& element) {
    std::string_view rest = element.range;
    const std::string_view language = take_until(rest, '-');
    if (same_ignoring_case(language, "en")) english = std::max(english, element.weight);
    if (same_ignoring_case(language, "ru") || language == "*") russian = std::max(russian, element.weight);
  });
  return english > russian;
}

}  // namespace postproof::api
