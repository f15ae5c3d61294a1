#pragma once

#include <memory>

#include "letters/installation.hpp"
#include "letters/typesetter.hpp"

namespace postproof::letters {

/// The reference renderer: every page set whole and drawn by libharu's own calls, nothing shared between pages. Slow
/// and plain; what the fast renderer does is compared with it.
std::unique_ptr<LetterDocument> begin_plain_document(const Installation& installation);

}  // namespace postproof::letters
