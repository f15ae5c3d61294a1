#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace postproof::letters {

/// What a template may ask for. Closed: a letter gives exactly these.
enum class Field : std::uint8_t { literal, addressee, valid_through, portal_url, sender_name, track_number };

/// A piece of text: literal, or the value of a field; printed bold if `strong`. No-break spaces are U+00A0.
struct Piece {
  Field field = Field::literal;
  std::string text;
  bool strong = false;
};
using Passage = std::vector<Piece>;

enum class BlockKind : std::uint8_t {
  heading,
  paragraph,
  code,
  deadline,
  subheading,
  steps,
  notice,
  lower,
  qr,
  footer
};

/// A block of the template: its passages (paragraphs, or items of a list) and the line its mark stands on.
struct Block {
  BlockKind kind = BlockKind::paragraph;
  int line = 0;
  std::vector<Passage> passages;
};

/// A letter's text. Immutable; any thread.
struct LetterTemplate {
  std::vector<Block> before_code;  ///< heading and paragraphs
  Block code;                      ///< the caption of the code
  Block deadline;                  ///< what stands beside the code
  std::vector<Block> after_code;   ///< paragraphs, subheadings, lists, notices
  std::vector<Block> lower;        ///< the same, on the lower panel
  Block qr;
  Block footer;

  bool has_qr() const { return !qr.passages.empty(); }
  bool has_footer() const { return !footer.passages.empty(); }
};

inline constexpr std::size_t most_template_bytes = 64U << 10U;

/// Reads a template (format: templates/README.md). `name` is how errors call the file. file_invalid with
/// "name:line: reason" for text that is not UTF-8 in NFC, control characters, text outside a block, an unknown or
/// misplaced block, an empty or repeated one, an unclosed `{{` or `**`, an unknown field, a field used twice, and for a
/// template without heading, code, deadline, {{valid_through}} or {{portal_url}}.
Result<LetterTemplate> parse_template(std::string_view text, std::string_view name);

/// The values of the fields in one letter.
struct FieldValues {
  std::string addressee;
  std::string valid_through;
  std::string portal_url;
  std::string sender_name;
  std::string track_number;

  const std::string& of(Field field) const;
};

/// True if every letter of one template prints the same here.
bool same_in_every_letter(const std::vector<Block>& blocks);

}  // namespace postproof::letters
