#pragma once

#include "letters/area.hpp"
#include "letters/envelope.hpp"
#include "letters/sheet.hpp"

namespace postproof::letters {

/// Adds the sender: a neutral emblem (an envelope with a seal, in a square), the name, and the lines below it. False,
/// with nothing added, if it does not fit the area.
bool put_letterhead(Sheet& sheet, const SenderLines& sender, const Area& area, const Fonts& fonts);

}  // namespace postproof::letters
