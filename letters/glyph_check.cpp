#include "letters/glyph_check.hpp"

#include <array>
#include <string>

#include <fmt/format.h>

#include "letters/characters.hpp"

namespace postproof::letters {

namespace {

/// Names and addresses are printed in both text faces. 0 if nothing is missing.
char32_t missing_in_text_faces(std::string_view text, const Fonts& fonts) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t character = next_character(text, at);
    if (!fonts.regular.has(character) || !fonts.bold.has(character)) return character;
  }
  return 0;
}

std::string number_of(char32_t character) { return fmt::format("U+{:04X}", static_cast<std::uint32_t>(character)); }

}  // namespace

std::vector<FieldError> missing_glyphs(const orders::Recipient& recipient, const orders::Address& address,
                                       const Fonts& fonts) {
  struct Named {
    const char* field;
    const std::string& text;
  };
  const std::array<Named, 11> fields = {{{"recipient.last_name", recipient.last_name.reveal()},
                                         {"recipient.first_name", recipient.first_name.reveal()},
                                         {"recipient.middle_name", recipient.middle_name.reveal()},
                                         {"address.index", address.index.str()},
                                         {"address.region", address.region.reveal()},
                                         {"address.district", address.district.reveal()},
                                         {"address.city", address.city.reveal()},
                                         {"address.street", address.street.reveal()},
                                         {"address.house", address.house.reveal()},
                                         {"address.building", address.building.reveal()},
                                         {"address.apartment", address.apartment.reveal()}}};
  std::vector<FieldError> errors;
  for (const auto& field : fields) {
    const char32_t missing = missing_in_text_faces(field.text, fonts);
    if (missing == 0) continue;
    errors.push_back({field.field, "glyph_missing", "the letter's font has no character " + number_of(missing)});
  }
  return errors;
}

Result<void> check_letters(const orders::Recipient& recipient, const orders::Address& address, const Fonts& fonts) {
  std::vector<FieldError> missing = missing_glyphs(recipient, address, fonts);
  if (missing.empty()) return success();
  Error refusal = error(ErrorKind::validation_failed, "the letter's font lacks a character of this order");
  refusal.fields = std::move(missing);
  return refusal;
}

Result<void> check_glyphs(const ShelvedTemplate& found, const Fonts& fonts) {
  std::vector<Block> blocks = found.text.before_code;
  blocks.insert(blocks.end(), found.text.after_code.begin(), found.text.after_code.end());
  blocks.insert(blocks.end(), found.text.lower.begin(), found.text.lower.end());
  for (const auto* block : {&found.text.code, &found.text.deadline, &found.text.qr, &found.text.footer}) {
    blocks.push_back(*block);
  }
  for (const auto& block : blocks) {
    for (const auto& passage : block.passages) {
      for (const auto& piece : passage) {
        const char32_t missing = missing_in_text_faces(piece.text, fonts);
        if (missing == 0) continue;
        return fail(ErrorKind::file_invalid, found.file + ":" + std::to_string(block.line) +
                                                 ": the font has no character " + number_of(missing));
      }
    }
  }
  return success();
}

Result<void> check_sender(const SenderLines& sender, const Fonts& fonts) {
  constexpr std::size_t most_lines = 12;
  if (sender.name.empty()) return fail(ErrorKind::configuration_invalid, "sender: the name is missing");
  if (sender.lines.size() > most_lines) return fail(ErrorKind::configuration_invalid, "sender: more than 12 lines");
  std::vector<std::string> all = sender.lines;
  all.push_back(sender.name);
  for (const auto& line : all) {
    const char32_t missing = missing_in_text_faces(line, fonts);
    if (missing == 0) continue;
    return fail(ErrorKind::configuration_invalid, "sender: the letter's font has no character " + number_of(missing));
  }
  return success();
}

Result<void> check_portal_url(std::string_view url, const Fonts& fonts) {
  constexpr std::size_t most_bytes = 200;
  if (!url.starts_with("https://") && !url.starts_with("http://")) {
    return fail(ErrorKind::configuration_invalid, "letters: the portal address must begin with https:// or http://");
  }
  if (url.size() > most_bytes || url.find(' ') != std::string_view::npos || missing_in_text_faces(url, fonts) != 0) {
    return fail(ErrorKind::configuration_invalid,
                "letters: the portal address is longer than 200 bytes or holds blanks or unprintable characters");
  }
  return success();
}

}  // namespace postproof::letters
