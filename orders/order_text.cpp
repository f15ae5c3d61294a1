#include "orders/order_text.hpp"

#include <array>
#include <string>
#include <vector>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include "core/ensure.hpp"

namespace postproof::orders {

namespace {

std::vector<UChar32> code_points_of(std::string_view text) {
  std::vector<UChar32> points;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    points.push_back(c);
  }
  return points;
}

enum class Script : std::uint8_t { none, cyrillic, latin };

/// The script of a letter we print; none for everything else (marks, modifier letters, other scripts).
Script script_of_letter(UChar32 c) {
  const auto category = u_charType(c);
  if (category != U_UPPERCASE_LETTER && category != U_LOWERCASE_LETTER) return Script::none;
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &status);
  if (script == USCRIPT_CYRILLIC) return Script::cyrillic;
  return script == USCRIPT_LATIN ? Script::latin : Script::none;
}

bool is_ascii_digit(UChar32 c) { return c >= '0' && c <= '9'; }

bool is_among(UChar32 c, std::u32string_view set) {
  return set.find(static_cast<char32_t>(c)) != std::u32string_view::npos;
}

bool may_stand_inside(UChar32 c, TextClass text_class) {
  if (is_among(c, U" -'’.")) return true;
  return text_class == TextClass::address && (is_ascii_digit(c) || is_among(c, U",/()№«»\"–—"));
}

bool may_stand_first(UChar32 c, TextClass text_class) {
  if (script_of_letter(c) != Script::none) return true;
  return text_class == TextClass::address && (is_ascii_digit(c) || is_among(c, U"«№"));
}

bool has_bad_characters(const std::vector<UChar32>& points, TextClass text_class) {
  if (points.empty() || !may_stand_first(points.front(), text_class)) return true;
  Script word = Script::none;
  for (const UChar32 c : points) {
    const Script script = script_of_letter(c);
    if (script == Script::none) {
      if (!may_stand_inside(c, text_class)) return true;
      if (is_among(c, U" -–—,/().")) word = Script::none;
      continue;
    }
    if (word != Script::none && word != script) return true;
    word = script;
  }
  return false;
}

bool is_digit(char16_t c) { return c >= u'0' && c <= u'9'; }

/// Lower case, ё as е, every run of anything but letters, digits and slashes as one blank, with a blank at each end and
/// between letters and digits, but none beside a slash: "А / Я5" gives " а/я 5 ".
std::u16string folded(std::string_view text) {
  icu::UnicodeString lower =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  lower.toLower();
  std::u16string plain = u" ";
  for (std::int32_t i = 0; i < lower.length(); ++i) {
    const char16_t c = lower[i];
    if (c == u'/') {
      if (plain.back() == u' ' && plain.size() > 1) plain.pop_back();
      plain.push_back(c);
    } else if (u_isalnum(c) != 0) {
      const bool new_kind = u_isalnum(plain.back()) != 0 && is_digit(plain.back()) != is_digit(c);
      if (new_kind) plain.push_back(u' ');
      plain.push_back(c == u'ё' ? u'е' : c);
    } else if (plain.back() != u' ' && plain.back() != u'/') {
      plain.push_back(u' ');
    }
  }
  if (plain.back() != u' ') plain.push_back(u' ');
  return plain;
}

}  // namespace

bool is_utf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::int64_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    if (c < 0) return false;
  }
  return true;
}

std::optional<std::string> normalised(std::string_view text) {
  constexpr std::size_t most_bytes = 64U << 10U;  // bodies and import fields are smaller
  if (text.size() > most_bytes || !is_utf8(text)) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  ensure(U_SUCCESS(status) != 0, "ICU has its NFC data");
  const auto source =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  icu::UnicodeString composed = nfc->normalize(source, status);
  if (U_FAILURE(status) != 0) return std::nullopt;
  std::int32_t begin = 0;
  std::int32_t end = composed.length();
  while (begin < end && u_isUWhiteSpace(composed[begin]) != 0) ++begin;
  while (end > begin && u_isUWhiteSpace(composed[end - 1]) != 0) --end;
  std::string result;
  composed.tempSubStringBetween(begin, end).toUTF8String(result);
  return result;
}

std::optional<std::string_view> fault_of(std::string_view normalised_text, TextClass text_class) {
  const std::vector<UChar32> points = code_points_of(normalised_text);
  if (points.size() > static_cast<std::size_t>(longest_text_code_points)) return "too_long";
  if (has_bad_characters(points, text_class)) return "bad_characters";
  return std::nullopt;
}

bool names_no_house(std::string_view normalised_text) {
  static constexpr std::array<std::u16string_view, 22> phrases{u" а/я ",
                                                               u" а я ",
                                                               u" п/я ",
                                                               u" п я ",
                                                               u" абонентский ящик ",
                                                               u" аб ящик ",
                                                               u" абон ящик ",
                                                               u" почтовый ящик ",
                                                               u" в/ч ",
                                                               u" в ч ",
                                                               u" войсковая часть ",
                                                               u" воинская часть ",
                                                               u" п/п ",
                                                               u" полевая почта ",
                                                               u" до востребования ",
                                                               u" до востр ",
                                                               u" po box ",
                                                               u" p o box ",
                                                               u" p/o box ",
                                                               u" pobox ",
                                                               u" poste restante ",
                                                               u" general delivery "};
  const std::u16string plain = folded(normalised_text);
  const std::u16string_view text = plain;
  for (std::size_t at = text.find(u' '); at != text.npos && at + 1 < text.size(); at = text.find(u' ', at + 1)) {
    for (const std::u16string_view phrase : phrases) {
      if (phrase[1] == text[at + 1] && text.substr(at).starts_with(phrase)) return true;
    }
  }
  return false;
}

}  // namespace postproof::orders
