#include "letters/font_subset.hpp"

#include <cmath>
#include <memory>

#include "letters/haru.hpp"

namespace postproof::letters {

namespace {

struct StreamFree {
  void operator()(HPDF_Stream_Rec* stream) const { HPDF_Stream_Free(stream); }
};
using HaruStream = std::unique_ptr<HPDF_Stream_Rec, StreamFree>;

Result<Bytes> subset_file(HPDF_Doc doc, HPDF_FontDef font) {
  constexpr HPDF_UINT chunk = 64U << 10U;
  const HaruStream stream(HPDF_MemStream_New(doc->mmgr, chunk));
  if (!stream) return haru_failure(HPDF_GetError(doc));
  HPDF_STATUS status = HPDF_TTFontDef_SaveFontData(font, stream.get());
  if (status != HPDF_OK) return haru_failure(status);
  Bytes file(HPDF_Stream_Size(stream.get()));
  status = HPDF_Stream_Seek(stream.get(), 0, HPDF_SEEK_SET);
  HPDF_UINT size = static_cast<HPDF_UINT>(file.size());
  if (status == HPDF_OK) status = HPDF_Stream_Read(stream.get(), file.data(), &size);
  if (status != HPDF_OK && status != HPDF_STREAM_EOF) return haru_failure(status);
  if (size != file.size()) return fail(ErrorKind::internal_error, "the PDF library gave back less than it wrote");
  return file;
}

/// The library adds a style to the name of a bold font, for readers that have to make one up.
std::string without_style(std::string_view name) { return std::string(name.substr(0, name.find(','))); }

}  // namespace

Result<FontSubset> make_font_subset(const Font& font, std::u16string_view characters, std::string_view subset_tag) {
  const HaruDoc doc = new_haru_doc();
  if (!doc) return fail(ErrorKind::internal_error, "the PDF library is out of memory");
  const HPDF_FontDef loaded = load_haru_font(doc.get(), font, subset_tag);
  if (loaded == nullptr) return haru_failure(HPDF_GetError(doc.get()));
  for (const char16_t character : characters) {
    if (font.has(character)) HPDF_TTFontDef_GetCharWidth(loaded, character);  // asked for its width, it is used
  }
  FontSubset subset;
  PP_TRY(subset.file, subset_file(doc.get(), loaded));
  const auto whole = [](float value) { return static_cast<int>(std::lround(value)); };
  subset.name = std::string(subset_tag) + "+" + without_style(loaded->base_font);
  subset.ascent = loaded->ascent;
  subset.descent = loaded->descent;
  subset.capital_height = loaded->cap_height;
  subset.flags = loaded->flags;
  subset.box = {whole(loaded->font_bbox.left), whole(loaded->font_bbox.bottom), whole(loaded->font_bbox.right),
                whole(loaded->font_bbox.top)};
  return subset;
}

}  // namespace postproof::letters
