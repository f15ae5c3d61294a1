#include "codegen/typed_text.hpp"

#include <string>

#include <catch2/catch.hpp>

namespace postproof::codegen {

namespace {

std::string utf8(char32_t c) {
  std::string text;
  const auto put = [&](char32_t byte) { text.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6U));
    put(0x80 | (c & 0x3FU));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12U));
    put(0x80 | ((c >> 6U) & 0x3FU));
    put(0x80 | (c & 0x3FU));
  } else {
    put(0xF0 | (c >> 18U));
    put(0x80 | ((c >> 12U) & 0x3FU));
    put(0x80 | ((c >> 6U) & 0x3FU));
    put(0x80 | (c & 0x3FU));
  }
  return text;
}

}  // namespace

TEST_CASE("Every Unicode scalar value is taken from its UTF-8, and no surrogate") {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    const std::string text = utf8(c) + "x";
    std::string_view rest = text;
    const std::optional<char32_t> taken = take_code_point(rest);
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    if (taken.has_value() == surrogate || (taken && (*taken != c || rest != "x")))
      FAIL("code point " << static_cast<unsigned>(c));
  }
}

TEST_CASE("Broken UTF-8 is not taken and stays where it is") {
  const std::string_view broken[] = {"\x80",
                                     "\xBF",
                                     "\xC0\x80",
                                     "\xC1\xBF",
                                     "\xC2",
                                     "\xC2\x41",
                                     "\xE0\x80\x80",
                                     "\xE0\x9F\xBF",
                                     "\xE1\x80",
                                     "\xE1\x80\x41",
                                     "\xED\xA0\x80",
                                     "\xED\xBF\xBF",
                                     "\xF0\x80\x80\x80",
                                     "\xF0\x8F\xBF\xBF",
                                     "\xF1\x80\x80",
                                     "\xF4\x90\x80\x80",
                                     "\xF5\x80\x80\x80",
                                     "\xFE",
                                     "\xFF"};
  for (const std::string_view text : broken) {
    std::string_view rest = text;
    CHECK_FALSE(take_code_point(rest));
    CHECK(rest == text);
  }
}

TEST_CASE("Blanks, no-break spaces, hyphens and dashes separate") {
  for (const char32_t c :
       {0x0009, 0x0020, 0x00A0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008,
        0x2009, 0x200A, 0x202F, 0x205F, 0x3000, 0x002D, 0x00AD, 0x058A, 0x05BE, 0x1400, 0x1806, 0x2010, 0x2011,
        0x2012, 0x2013, 0x2014, 0x2015, 0x2053, 0x207B, 0x208B, 0x2212, 0x2E17, 0x2E1A, 0x2E3A, 0x2E3B, 0x2E40,
        0x2E5D, 0x301C, 0x3030, 0x30A0, 0xFE31, 0xFE32, 0xFE58, 0xFE63, 0xFF0D, 0x10EAD}) {
    INFO("U+" << std::hex << static_cast<unsigned>(c));
    CHECK(is_code_separator(c));
  }
}

TEST_CASE("Nothing else separates") {
  std::size_t separators = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) separators += is_code_separator(c) ? 1 : 0;
  CHECK(separators == 49);
  for (const char32_t c : {0x0000, 0x000A, 0x000D, 0x0085, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x202A, 0x2028,
                           0x2029, 0x2060, 0xFEFF, 0x002E, 0x005F, 0x00B7, 0x0030, 0x0041}) {
    INFO("U+" << std::hex << static_cast<unsigned>(c));
    CHECK_FALSE(is_code_separator(c));
  }
}

}  // namespace postproof::codegen
