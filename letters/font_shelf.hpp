#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"
#include "core/result.hpp"
#include "letters/envelope.hpp"
#include "letters/font.hpp"
#include "letters/template_shelf.hpp"

namespace postproof::letters {

/// Reads the faces of a letter, PTS55F.ttf, PTS75F.ttf and PTM75F.ttf. Errors: those of Files and Font::parse;
/// file_invalid for a face without the characters that every letter has, or whose digits differ in width.
Result<Fonts> read_fonts(const Files& files, const Path& directory);

/// The characters that almost every letter of an installation gets by with: ASCII, Russian letters, the usual marks,
/// and what its templates, sender and portal address hold.
std::u16string common_characters(const std::vector<ShelvedTemplate>& templates, const SenderLines& sender,
                                 std::string_view portal_url);

}  // namespace postproof::letters
