#pragma once

#include <memory>

#include "letters/installation.hpp"
#include "letters/typesetter.hpp"

namespace postproof::letters {

/// The fast renderer. It writes the PDF itself, around fonts that libharu made subsets of. What letters of one template
/// and last day have in common is set once and written as form XObjects (ISO 32000-1, 8.10), between the gaps of the
/// plate; a page's own content fills the gaps and calls the forms in reading order. The same letters in the same order
/// give the same bytes. The installation must outlive it.
std::unique_ptr<LetterDocument> begin_press_document(const Installation& installation);

}  // namespace postproof::letters
