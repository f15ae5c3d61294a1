#include "letters/haru.hpp"

#include <string>

namespace postproof::letters {

namespace {

/// Called by the library on its first trouble; the document keeps the number itself.
void keep_quiet(HPDF_STATUS, HPDF_STATUS, void*) {}

}  // namespace

HaruDoc new_haru_doc() { return HaruDoc(HPDF_New(keep_quiet, nullptr)); }

// The public call reads fonts from named files only; this does the same with bytes that were checked before.
HPDF_FontDef load_haru_font(HPDF_Doc doc, const Font& font, std::string_view subset_tag) {
  const HPDF_Stream stream = HPDF_MemStream_New(doc->mmgr, static_cast<HPDF_UINT>(font.file().size()));
  if (stream == nullptr) return nullptr;
  if (HPDF_Stream_Write(stream, font.file().data(), static_cast<HPDF_UINT>(font.file().size())) != HPDF_OK) {
    HPDF_Stream_Free(stream);
    return nullptr;
  }
  const HPDF_FontDef loaded = HPDF_TTFontDef_Load(doc->mmgr, stream, HPDF_TRUE);  // takes the stream over
  if (loaded == nullptr) return nullptr;
  if (HPDF_List_Add(doc->fontdef_list, loaded) != HPDF_OK) {
    HPDF_FontDef_Free(loaded);
    return nullptr;
  }
  std::string tag(subset_tag);
  HPDF_TTFontDef_SetTagName(loaded, tag.data());
  return loaded;
}

Error haru_failure(HPDF_STATUS status) {
  return error(ErrorKind::internal_error, "the PDF library failed with number " + std::to_string(status));
}

}  // namespace postproof::letters
