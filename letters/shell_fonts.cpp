#include "letters/shell_fonts.hpp"

#include <fmt/format.h>

#include "letters/deflater.hpp"
#include "letters/font_subset.hpp"
#include "letters/unicode_map.hpp"

namespace postproof::letters {

namespace {

constexpr int small = 6;  // a level of Deflater; higher ones gain one part in a hundred and take twice as long
constexpr std::u16string_view code_characters = u"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ •";

Bytes deflated(ByteView plain) {
  Deflater deflater(small);
  const ByteView packed = deflater.compress(plain);
  return {packed.begin(), packed.end()};
}

/// The characters of a font among those wanted, in order, each once.
std::u16string those_of(const Font& font, std::u16string_view wanted) {
  CharacterSet set(0x10000);
  for (const char16_t character : wanted) set[character] = true;
  std::u16string found;
  for (char32_t character = 0; character < 0x10000; ++character) {
    if (set[character] && font.has(character)) found += static_cast<char16_t>(character);
  }
  return found;
}

std::u16string every_character() {
  std::u16string all;
  for (char32_t character = 0x20; character < 0xFFFF; ++character) all += static_cast<char16_t>(character);
  return all;
}

/// Table 115: each run of neighbouring codes as "first [width width ...]".
std::string widths_of(const Font& font, std::u16string_view characters) {
  std::string text;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const bool goes_on = i > 0 && characters[i] == characters[i - 1] + 1;
    if (!goes_on) text += fmt::format("{}{}[", i == 0 ? "" : "]", static_cast<int>(characters[i]));
    text += fmt::format("{}{}", goes_on ? " " : "", font.thousandths(characters[i]));
  }
  return text + "]";
}

/// Two bytes for each code up to the highest one.
Bytes glyph_map_of(const Font& font, std::u16string_view characters) {
  Bytes map(characters.empty() ? 2 : 2 * (std::size_t{characters.back()} + 1));
  for (const char16_t character : characters) {
    const std::uint16_t glyph = font.glyph(character);
    map[2 * std::size_t{character}] = static_cast<std::uint8_t>(glyph >> 8U);
    map[2 * std::size_t{character} + 1] = static_cast<std::uint8_t>(glyph & 0xFFU);
  }
  return map;
}

/// Table 122. The weight of stems is a hint for fonts that are not embedded.
std::string descriptor_of(const FontSubset& subset) {
  constexpr unsigned force_bold = 1U << 18U;
  return fmt::format(
      "/Type/FontDescriptor/FontName/{}/Flags {}/FontBBox[{} {} {} {}]/ItalicAngle 0/Ascent {}/Descent {}/CapHeight {}"
      "/StemV 80",
      subset.name, subset.flags & ~force_bold, subset.box[0], subset.box[1], subset.box[2], subset.box[3],
      subset.ascent, subset.descent, subset.capital_height);
}

}  // namespace

Result<ShellFonts> ShellFonts::make(const Fonts& fonts, std::u16string_view common) {
  ShellFonts shell;
  shell.common_.resize(0x10000);
  for (const char16_t character : common) shell.common_[character] = true;
  for (const char16_t character : code_characters) shell.common_[character] = true;
  const std::u16string all = every_character();
  PP_TRY(shell.common_faces_[0], embed(fonts.regular, common, "POSTAA"));
  PP_TRY(shell.common_faces_[1], embed(fonts.bold, common, "POSTAB"));
  PP_TRY(shell.common_faces_[2], embed(fonts.mono, code_characters, "POSTAC"));
  PP_TRY(shell.rare_faces_[0], embed(fonts.regular, all, "POSTAD"));
  PP_TRY(shell.rare_faces_[1], embed(fonts.bold, all, "POSTAE"));
  shell.rare_faces_[2] = shell.common_faces_[2];
  shell.unicode_map_ = deflated(bytes_of(unicode_map()));
  return shell;
}

Result<ShellFonts::Embedded> ShellFonts::embed(const Font& font, std::u16string_view characters, std::string_view tag) {
  const std::u16string present = those_of(font, characters);
  PP_TRY(const FontSubset subset, make_font_subset(font, present, tag));
  Embedded embedded;
  embedded.name = subset.name;
  embedded.widths = widths_of(font, present);
  embedded.descriptor = descriptor_of(subset);
  embedded.file_size = subset.file.size();
  embedded.file = deflated(subset.file);
  embedded.glyph_by_cid = deflated(glyph_map_of(font, present));
  return embedded;
}

void ShellFonts::write(PdfFile& file, int number, bool with_rare) const {
  constexpr std::string_view deflate = "/Filter/FlateDecode";
  const int map = file.take_number();
  file.put_stream(map, deflate, unicode_map_);
  std::string names = "<<";
  const Faces& faces = with_rare ? rare_faces_ : common_faces_;
  for (std::size_t i = 0; i < faces.size(); ++i) names += fmt::format("/F{} {} 0 R", i, write(file, faces[i], map));
  file.put(number, names + ">>");
}

int ShellFonts::write(PdfFile& file, const Embedded& font, int unicode_map) {
  const int type_0 = file.take_number();
  const int descendant = file.take_number();
  const int descriptor = file.take_number();
  const int program = file.take_number();
  const int glyphs = file.take_number();
  file.put(type_0, fmt::format("<</Type/Font/Subtype/Type0/BaseFont/{}/Encoding/Identity-H/DescendantFonts[{} 0 R]"
                               "/ToUnicode {} 0 R>>",
                               font.name, descendant, unicode_map));
  file.put(descendant, fmt::format("<</Type/Font/Subtype/CIDFontType2/BaseFont/{}/CIDSystemInfo<</Registry(Adobe)"
                                   "/Ordering(Identity)/Supplement 0>>/FontDescriptor {} 0 R/CIDToGIDMap {} 0 R/DW 500"
                                   "/W[{}]>>",
                                   font.name, descriptor, glyphs, font.widths));
  file.put(descriptor, fmt::format("<<{}/FontFile2 {} 0 R>>", font.descriptor, program));
  file.put_stream(program, fmt::format("/Filter/FlateDecode/Length1 {}", font.file_size), font.file);
  file.put_stream(glyphs, "/Filter/FlateDecode", font.glyph_by_cid);
  return type_0;
}

}  // namespace postproof::letters
