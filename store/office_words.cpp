#include <algorithm>

#include "store/office_search.hpp"

namespace postproof::store {

namespace {

constexpr char first_russian = '\x80';
constexpr char other_letter = '\xFF';
constexpr char russian(char32_t letter) {
  return static_cast<char>(static_cast<unsigned char>(first_russian) + (letter - U'а'));
}

constexpr float same = 1.0F;
constexpr float beginning = 0.85F;
constexpr float first_letter = 0.6F;
constexpr float slip = 0.7F;
constexpr float slip_in_beginning = 0.55F;
constexpr float other_ending = 0.45F;

constexpr std::size_t least_for_slip = 4;
constexpr std::size_t least_for_slip_in_beginning = 5;
constexpr std::size_t least_stem = 5;
constexpr std::size_t longest_ending = 3;

/// The next code point, the text moved behind it; U+FFFD for what is no UTF-8.
char32_t next_code_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  const auto is_tail = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  if (size == 0 || size > text.size() || !std::ranges::all_of(text.substr(1, size - 1), is_tail)) {
    text.remove_prefix(1);
    return U'\uFFFD';
  }
  char32_t point = size == 1 ? lead : lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) point = point << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
  text.remove_prefix(size);
  return point;
}

/// The folded sign of a code point; 0 for what parts words.
char folded(char32_t point) {
  if (point >= U'0' && point <= U'9') return static_cast<char>(point);
  if (point >= U'a' && point <= U'z') return static_cast<char>(point);
  if (point >= U'A' && point <= U'Z') return static_cast<char>(point - U'A' + U'a');
  if (point >= U'а' && point <= U'я') return russian(point);
  if (point >= U'А' && point <= U'Я') return russian(point - U'А' + U'а');
  if (point == U'ё' || point == U'Ё') return russian(U'е');
  const bool latin = point >= 0xC0 && point <= 0x24F && point != 0xD7 && point != 0xF7;
  return latin || (point >= 0x400 && point <= 0x52F) ? other_letter : '\0';
}

constexpr char32_t breve = 0x306;
constexpr char32_t diaeresis = 0x308;

/// Whether `rest` of the word is, or (where beginnings count) begins with, the rest of what was typed.
bool goes_on(std::string_view typed, std::string_view word, bool whole) {
  return whole ? typed == word : word.starts_with(typed);
}

/// What a slip at the first sign that differs leaves alike: most words are told apart by this alone.
bool may_be_slip(std::string_view typed, std::string_view word) {
  if (typed.size() < 2 || word.size() < 2) return true;
  return typed[1] == word[0] || typed[0] == word[1] || typed[1] == word[1];
}

/// Whether one slip at the first sign that differs makes one of the other.
bool is_one_slip(std::string_view typed, std::string_view word, bool whole) {
  if (!typed.empty() && goes_on(typed.substr(1), word, whole)) return true;
  if (word.empty()) return false;
  if (goes_on(typed, word.substr(1), whole)) return true;
  if (typed.empty()) return false;
  if (goes_on(typed.substr(1), word.substr(1), whole)) return true;
  return typed.size() > 1 && word.size() > 1 && typed[0] == word[1] && typed[1] == word[0] &&
         goes_on(typed.substr(2), word.substr(2), whole);
}

}  // namespace

std::vector<std::string> folded_words(std::string_view utf8) {
  std::vector<std::string> words;
  std::string word;
  while (!utf8.empty()) {
    const char32_t point = next_code_point(utf8);
    if (point == breve && !word.empty() && word.back() == russian(U'и')) {
      word.back() = russian(U'й');
    } else if (point == diaeresis && !word.empty()) {
      continue;
    } else if (const char sign = folded(point); sign != '\0') {
      word.push_back(sign);
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

float likeness(std::string_view typed, std::string_view word) {
  std::size_t at = 0;
  while (at < typed.size() && at < word.size() && typed[at] == word[at]) ++at;
  if (at == typed.size()) {
    if (at == word.size()) return same;
    return at > 1 ? beginning : first_letter;
  }
  if (typed.size() < least_for_slip) return 0;
  const std::string_view typed_rest = typed.substr(at);
  const std::string_view word_rest = word.substr(at);
  if (may_be_slip(typed_rest, word_rest)) {
    if (is_one_slip(typed_rest, word_rest, true)) return slip;
    if (typed.size() >= least_for_slip_in_beginning && is_one_slip(typed_rest, word_rest, false)) {
      return slip_in_beginning;
    }
  }
  const bool same_stem = at >= least_stem && typed_rest.size() <= longest_ending && word_rest.size() <= longest_ending;
  return same_stem ? other_ending : 0;
}

}  // namespace postproof::store
