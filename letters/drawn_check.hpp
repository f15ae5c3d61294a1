#pragma once

#include <string_view>

#include "core/result.hpp"
#include "letters/font.hpp"
#include "letters/geometry.hpp"
#include "letters/sheet.hpp"

namespace postproof::letters {

/// The room that a run of text may blacken: its advance across, and the highest accent and lowest tail of the PT faces
/// (cap height 0.7 em, no tail for figures alone). `shown` is the text, or the code for a run marked so.
Area ink_of(const TextRun& run, std::string_view shown, const Fonts& fonts);

/// Checks what was drawn, not what was planned: every box, line and text of a page lies wholly in one area of the
/// geometry (either fold mark counts), so that nothing reaches into the window, over a fold or out of the frame.
/// file_invalid with "name: ..." naming the place otherwise.
Result<void> check_drawn(const Page& page, const Geometry& geometry, const Fonts& fonts, std::string_view name);

}  // namespace postproof::letters
