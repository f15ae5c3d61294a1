#include "tracking/number_range.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "core/ensure.hpp"
#include "tracking/track_number.hpp"

namespace postproof::tracking {

namespace {

constexpr std::size_t prefix_length = 8;
constexpr std::size_t serial_length = 5;
constexpr std::size_t number_length = 14;

int serial_of(std::string_view number) {
  int serial = 0;
  const std::string_view digits = number.substr(prefix_length, serial_length);
  std::from_chars(digits.data(), digits.data() + digits.size(), serial);
  return serial;
}

int last_serial(const NumberRange& range) { return range.first_serial + range.count - 1; }

}  // namespace

Result<NumberRange> make_range(std::string_view first, long long count) {
  if (first.size() != number_length) {
    return fail(ErrorKind::track_number_malformed, "A range starts with a number of 14 digits.");
  }
  PP_TRYV(validate_track_number(first));
  const int serial = serial_of(first);
  const int most = largest_serial - serial + 1;
  if (count < 1 || count > most) {
    Error refusal = fail(ErrorKind::validation_failed, fmt::format("From this number on a range holds 1 to {}.", most));
    refusal.fields.push_back({"count", "not_allowed", refusal.detail});
    return refusal;
  }
  return NumberRange{std::string{first.substr(0, prefix_length)}, serial, static_cast<int>(count)};
}

bool overlap(const NumberRange& a, const NumberRange& b) {
  return a.prefix == b.prefix && a.first_serial <= last_serial(b) && b.first_serial <= last_serial(a);
}

TrackNumber number_at(const NumberRange& range, int n) {
  ensure(n >= 0 && n < range.count && last_serial(range) <= largest_serial, "the number lies in its range");
  std::string number = fmt::format("{}{:05}", range.prefix, range.first_serial + n);
  number.push_back(check_digit_of(number));
  return TrackNumber{std::move(number)};
}

bool contains(const NumberRange& range, const TrackNumber& number) {
  const std::string& text = number.str();
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (text.size() != number_length || !digits || !text.starts_with(range.prefix)) return false;
  const int n = serial_of(text) - range.first_serial;
  return n >= 0 && n < range.count && number_at(range, n) == number;
}

bool runs_low(long long left, long long total) { return left * 5 < total || left <= 0; }

}  // namespace postproof::tracking
