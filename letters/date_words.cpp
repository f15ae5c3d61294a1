#include "letters/date_words.hpp"

#include <array>
#include <chrono>

namespace postproof::letters {

namespace {

constexpr const char* no_break = "\u00A0";

constexpr std::array<const char*, 12> months_ru = {"января", "февраля", "марта",    "апреля",  "мая",    "июня",
                                                   "июля",   "августа", "сентября", "октября", "ноября", "декабря"};
constexpr std::array<const char*, 12> months_en = {"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};

}  // namespace

std::string date_in_words(std::optional<Date> day, orders::Language language) {
  const bool russian = language == orders::Language::ru;
  std::string number = "••";
  std::string month = "••••••••";
  std::string year = "••••";
  if (day) {
    const std::chrono::year_month_day date{*day};
    const auto index = static_cast<unsigned>(date.month()) - 1;
    number = std::to_string(static_cast<unsigned>(date.day()));
    month = russian ? months_ru[index] : months_en[index];
    year = std::to_string(static_cast<int>(date.year()));
  }
  std::string words = number + no_break + month + no_break + year;
  if (russian) words.append(no_break).append("г.");
  return words;
}

}  // namespace postproof::letters
