#include "tracking/track_number.hpp"

#include <algorithm>
#include <array>

#include "core/ensure.hpp"

namespace postproof::tracking {

namespace {

constexpr std::size_t domestic_length = 14;
constexpr std::size_t s10_length = 13;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool all_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }
int value_of(char digit) { return digit - '0'; }
char digit_of(int value) { return static_cast<char>('0' + value); }

bool has_s10_form(std::string_view text) {
  return text.size() == s10_length && is_capital(text[0]) && is_capital(text[1]) && all_digits(text.substr(2, 9)) &&
         is_capital(text[11]) && is_capital(text[12]);
}

Error malformed(const char* why) { return fail(ErrorKind::track_number_malformed, why); }

}  // namespace

char check_digit_of(std::string_view first_13) {
  ensure(first_13.size() == 13 && all_digits(first_13), "a domestic identifier has 13 digits before the check digit");
  int sum = 0;
  for (std::size_t i = 0; i < first_13.size(); ++i) sum += value_of(first_13[i]) * (i % 2 == 0 ? 3 : 1);
  return digit_of((10 - sum % 10) % 10);
}

char s10_check_digit_of(std::string_view serial) {
  constexpr std::array weights{8, 6, 4, 2, 3, 5, 9, 7};
  ensure(serial.size() == weights.size() && all_digits(serial), "an S10 serial number has 8 digits");
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += value_of(serial[i]) * weights[i];
  const int rest = 11 - sum % 11;
  if (rest == 10) return '0';
  if (rest == 11) return '5';
  return digit_of(rest);
}

int month_counter_of(Date date) {
  const std::chrono::year_month_day day{date};
  const int months = (static_cast<int>(day.year()) - 2000) * 12 + static_cast<int>(static_cast<unsigned>(day.month()));
  const int counter = ((months % 99) + 99) % 99;
  return counter == 0 ? 99 : counter;
}

Result<TrackNumber> validate_track_number(std::string_view text) {
  if (text.size() == domestic_length && all_digits(text)) {
    if (check_digit_of(text.substr(0, 13)) != text[13]) return malformed("The track number's last digit is wrong.");
    return TrackNumber{std::string{text}};
  }
  if (has_s10_form(text)) {
    if (s10_check_digit_of(text.substr(2, 8)) != text[10]) return malformed("The track number's ninth digit is wrong.");
    return TrackNumber{std::string{text}};
  }
  return malformed("A track number is 14 digits, or 13 characters such as EE473124829RU.");
}

}  // namespace postproof::tracking
