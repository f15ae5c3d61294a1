#pragma once

#include <array>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/result.hpp"
#include "letters/content_writer.hpp"
#include "letters/font.hpp"
#include "letters/pdf_file.hpp"

namespace postproof::letters {

/// The fonts as objects of a PDF, ready to be written into every document: composite fonts (ISO 32000-1, 9.7) whose
/// codes are UTF-16 code units, with a map to Unicode. The text faces come in two subsets: the common characters, and
/// all the font has, for the rare document that needs more. The mono face has what codes are made of. Immutable; any
/// thread.
class ShellFonts {
 public:
  /// `common` are the characters of the common subset. internal_error if libharu fails.
  static Result<ShellFonts> make(const Fonts& fonts, std::u16string_view common);

  /// The characters that the common subset was made for.
  const CharacterSet& common() const { return common_; }

  /// Writes the fonts, and as object `number` the dictionary that names them F0, F1, F2.
  void write(PdfFile& file, int number, bool with_rare) const;

 private:
  /// A font's objects as far as they are the same in every file.
  struct Embedded {
    std::string name;
    std::string widths;      ///< W array
    std::string descriptor;  ///< entries
    std::size_t file_size = 0;
    Bytes file;          ///< deflated
    Bytes glyph_by_cid;  ///< deflated
  };
  using Faces = std::array<Embedded, 3>;

  ShellFonts() = default;
  static Result<Embedded> embed(const Font& font, std::u16string_view characters, std::string_view tag);
  static int write(PdfFile& file, const Embedded& font, int unicode_map);

  CharacterSet common_;
  Faces common_faces_;
  Faces rare_faces_;
  Bytes unicode_map_;  ///< deflated
};

}  // namespace postproof::letters
