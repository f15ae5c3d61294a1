#include "postsim/russian_text.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace postproof::postsim {

namespace {

constexpr std::array<std::string_view, 12> months_ru{"января", "февраля", "марта",    "апреля",  "мая",    "июня",
                                                     "июля",   "августа", "сентября", "октября", "ноября", "декабря"};
constexpr std::array<std::string_view, 12> months_en{"january",   "february", "march",    "april",
                                                     "may",       "june",     "july",     "august",
                                                     "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 4> words_before{"по", "through", "until", "by"};

/// Small letter of a two-byte Russian capital, or the two bytes as they are.
void append_lower(std::string& out, unsigned char lead, unsigned char trail) {
  if (lead == 0xD0 && trail >= 0x90 && trail <= 0x9F) {  // А-П
    trail = static_cast<unsigned char>(trail + 0x20);
  } else if (lead == 0xD0 && trail >= 0xA0 && trail <= 0xAF) {  // Р-Я
    lead = 0xD1;
    trail = static_cast<unsigned char>(trail - 0x20);
  } else if (lead == 0xD0 && trail == 0x81) {  // Ё
    lead = 0xD1;
    trail = 0x91;
  }
  out.push_back(static_cast<char>(lead));
  out.push_back(static_cast<char>(trail));
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) words.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::optional<int> number_in(std::string_view word, std::size_t fewest, std::size_t most) {
  const std::size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
  if (digits < fewest || digits > most) return std::nullopt;
  int value = 0;
  for (const char c : word.substr(0, digits)) value = value * 10 + (c - '0');
  return value;
}

std::optional<unsigned> month_of(const std::string& word) {
  for (unsigned i = 0; i < 12; ++i) {
    if (word == months_ru[i] || word == months_en[i]) return i + 1;
  }
  return std::nullopt;
}

/// The date that three words name: day, month, year. The year may be followed by a full stop or a comma.
std::optional<Date> date_of(std::span<const std::string> three) {
  const auto day = three[0].size() <= 2 ? number_in(three[0], 1, 2) : std::nullopt;
  const auto month = month_of(three[1]);
  const auto year = number_in(three[2], 4, 4);
  if (!day || !month || !year) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{*month},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return Date{date};
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lower;
  lower.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\xD0' && i + 1 < text.size()) {
      append_lower(lower, 0xD0, static_cast<unsigned char>(text[++i]));
    } else {
      lower.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c);
    }
  }
  return lower;
}

std::string plain_blanks(std::string_view text) {
  static constexpr std::array<std::string_view, 8> blanks{" ",        "\t",           "\n",           "\r",
                                                          "\xC2\xA0", "\xE2\x80\x89", "\xE2\x80\xAF", "\xE2\x80\x87"};
  std::string plain;
  for (std::size_t i = 0; i < text.size();) {
    const auto* blank =
        std::find_if(blanks.begin(), blanks.end(), [&](std::string_view b) { return text.substr(i, b.size()) == b; });
    if (blank == blanks.end()) {
      plain.push_back(text[i++]);
      continue;
    }
    if (!plain.empty() && plain.back() != ' ') plain.push_back(' ');
    i += blank->size();
  }
  if (!plain.empty() && plain.back() == ' ') plain.pop_back();
  return plain;
}

std::optional<Date> last_day_in(std::string_view text) {
  const std::vector<std::string> words = words_of(lower_case(text));
  std::optional<Date> latest;
  for (std::size_t i = 0; i + 3 <= words.size(); ++i) {
    const auto date = date_of(std::span(words).subspan(i, 3));
    if (!date) continue;
    if (i > 0 && std::find(words_before.begin(), words_before.end(), words[i - 1]) != words_before.end()) return date;
    if (!latest || *date > *latest) latest = date;
  }
  return latest;
}

}  // namespace postproof::postsim
