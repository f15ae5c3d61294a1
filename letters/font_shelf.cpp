#include "letters/font_shelf.hpp"

#include <utility>

#include "letters/characters.hpp"

namespace postproof::letters {

namespace {

constexpr std::size_t most_font_bytes = 8U << 20U;

Result<Font> read_font(const Files& files, const Path& path, std::string_view wanted) {
  PP_TRY(Bytes bytes, files.read(path, most_font_bytes));
  PP_TRY(Font font, Font::parse(std::move(bytes), path.string()));
  if (font.first_missing(wanted) != 0) {
    return fail(ErrorKind::file_invalid, path.string() + ": the font lacks characters that every letter has");
  }
  if (!font.has_even_digits()) {
    return fail(ErrorKind::file_invalid, path.string() + ": the font's digits are not equally wide");
  }
  return font;
}

void add(std::u16string& characters, std::string_view utf8) {
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t character = next_character(utf8, at);
    if (character <= 0xFFFF) characters += static_cast<char16_t>(character);
  }
}

}  // namespace

Result<Fonts> read_fonts(const Files& files, const Path& directory) {
  constexpr std::string_view text = "0123456789.,- •№АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя";
  constexpr std::string_view code = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ •";
  PP_TRY(Font regular, read_font(files, directory / "PTS55F.ttf", text));
  PP_TRY(Font bold, read_font(files, directory / "PTS75F.ttf", text));
  PP_TRY(Font mono, read_font(files, directory / "PTM75F.ttf", code));
  return Fonts{std::move(regular), std::move(bold), std::move(mono)};
}

std::u16string common_characters(const std::vector<ShelvedTemplate>& templates, const SenderLines& sender,
                                 std::string_view portal_url) {
  std::u16string characters = u"Ёё№«»–—•…’“”";
  for (char16_t c = u' '; c <= u'~'; ++c) characters += c;
  for (char16_t c = u'А'; c <= u'я'; ++c) characters += c;
  for (const auto& found : templates) add(characters, text_of(found.use.content));
  for (const auto& line : sender.lines) add(characters, line);
  add(characters, sender.name);
  add(characters, portal_url);
  return characters;
}

}  // namespace postproof::letters
