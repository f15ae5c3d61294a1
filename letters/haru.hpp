#pragma once

#include <memory>
#include <string_view>

#include <hpdf.h>

#include "core/error.hpp"
#include "letters/font.hpp"

namespace postproof::letters {

struct HaruFree {
  void operator()(HPDF_Doc_Rec* doc) const { HPDF_Free(doc); }
};

/// A document of libharu. It reports no trouble by itself: every status it gives is to be looked at.
using HaruDoc = std::unique_ptr<HPDF_Doc_Rec, HaruFree>;

/// An empty document; null if there is no memory.
HaruDoc new_haru_doc();

/// Makes a font known to the document, which owns it and embeds the characters used of it as a subset under a name that
/// begins with `subset_tag` (six capital letters; ISO 32000-1, 9.6.4). Null if the library does not take it: the
/// document then knows the reason.
HPDF_FontDef load_haru_font(HPDF_Doc doc, const Font& font, std::string_view subset_tag);

/// What to tell of a status that is not HPDF_OK.
Error haru_failure(HPDF_STATUS status);

}  // namespace postproof::letters
