#include "letters/pdf_document.hpp"

#include <array>
#include <utility>

#include "core/secret.hpp"
#include "letters/colour.hpp"
#include "letters/haru.hpp"
#include "letters/unicode_map.hpp"

namespace postproof::letters {

namespace {

constexpr double points_per_mm = 1.0 / mm_per_point;
constexpr HPDF_UINT pages_per_node = 256;  // lifts the library's limit of 32,767 pages

/// Six letters before the name of an embedded subset (ISO 32000-1, 9.6.4).
constexpr std::array<std::string_view, 3> subset_tags = {"POSTAA", "POSTAB", "POSTAC"};

/// Draws sheets on one page of the library. The first failure is kept and the rest is skipped.
class Painter {
 public:
  Painter(HPDF_Page page, double height_mm, const std::array<HPDF_Font, 3>& fonts)
      : page_(page), height_mm_(height_mm), fonts_(fonts) {}

  HPDF_STATUS status() const { return status_; }

  void draw(const Sheet& sheet, std::string_view code) {
    fill_ = stroke_ = none;
    for (const auto& box : sheet.boxes) draw_box(box);
    if (!sheet.boxes.empty()) check(HPDF_Page_Fill(page_));
    for (const auto& outline : sheet.outlines) draw_outline(outline);
    if (sheet.texts.empty()) return;
    face_ = none;
    check(HPDF_Page_BeginText(page_));
    for (const auto& run : sheet.texts) draw_text(run, code);
    check(HPDF_Page_EndText(page_));
  }

 private:
  static constexpr int none = -1;

  void check(HPDF_STATUS status) {
    if (status_ == HPDF_OK) status_ = status;
  }
  HPDF_REAL across(double mm) const { return static_cast<HPDF_REAL>(mm * points_per_mm); }
  HPDF_REAL up(double mm) const { return static_cast<HPDF_REAL>((height_mm_ - mm) * points_per_mm); }

  void set_fill(Ink ink) {
    if (fill_ == static_cast<int>(ink)) return;
    fill_ = static_cast<int>(ink);
    const Colour colour = colour_of(ink);
    check(colour.grey ? HPDF_Page_SetGrayFill(page_, colour.red)
                      : HPDF_Page_SetRGBFill(page_, colour.red, colour.green, colour.blue));
  }

  void set_stroke(Ink ink) {
    if (stroke_ == static_cast<int>(ink)) return;
    stroke_ = static_cast<int>(ink);
    const Colour colour = colour_of(ink);
    check(colour.grey ? HPDF_Page_SetGrayStroke(page_, colour.red)
                      : HPDF_Page_SetRGBStroke(page_, colour.red, colour.green, colour.blue));
  }

  /// Rectangles of one ink make one path, filled when the ink changes.
  void draw_box(const Box& box) {
    if (fill_ != none && fill_ != static_cast<int>(box.ink)) check(HPDF_Page_Fill(page_));
    set_fill(box.ink);
    check(HPDF_Page_Rectangle(page_, across(box.area.x), up(box.area.bottom()), across(box.area.width),
                              across(box.area.height)));
  }

  void draw_outline(const Outline& outline) {
    const bool filled = outline.line_mm <= 0;
    if (filled) {
      set_fill(outline.ink);
    } else {
      set_stroke(outline.ink);
      check(HPDF_Page_SetLineWidth(page_, across(outline.line_mm)));
    }
    bool first = true;
    for (const Point point : outline.points) {
      check(first ? HPDF_Page_MoveTo(page_, across(point.x), up(point.y))
                  : HPDF_Page_LineTo(page_, across(point.x), up(point.y)));
      first = false;
    }
    if (filled) {
      check(HPDF_Page_Fill(page_));
    } else {
      check(outline.closed ? HPDF_Page_ClosePathStroke(page_) : HPDF_Page_Stroke(page_));
    }
  }

  void draw_text(const TextRun& run, std::string_view code) {
    if (face_ != static_cast<int>(run.face) || points_ != run.points) {
      face_ = static_cast<int>(run.face);
      points_ = run.points;
      check(HPDF_Page_SetFontAndSize(page_, fonts_[static_cast<std::size_t>(run.face)],
                                     static_cast<HPDF_REAL>(run.points)));
    }
    set_fill(run.ink);
    if (!run.code) {
      check(HPDF_Page_TextOut(page_, across(run.baseline.x), up(run.baseline.y), run.text.c_str()));
      return;
    }
    std::string text(code);  // the library wants a terminated text
    check(HPDF_Page_TextOut(page_, across(run.baseline.x), up(run.baseline.y), text.c_str()));
    wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  }

  HPDF_Page page_;
  double height_mm_;
  const std::array<HPDF_Font, 3>& fonts_;
  HPDF_STATUS status_ = HPDF_OK;
  int fill_ = none;
  int stroke_ = none;
  int face_ = none;
  double points_ = 0;
};

}  // namespace

class PdfDocument::Impl {
 public:
  Impl() : doc_(new_haru_doc()) {}

  Result<void> begin(const Fonts& fonts, const PdfFacts& facts) {
    if (!doc_) return fail(ErrorKind::internal_error, "the PDF library is out of memory");
    check(HPDF_SetPagesConfiguration(doc_.get(), pages_per_node));
    check(HPDF_SetCompressionMode(doc_.get(), HPDF_COMP_ALL));
    check(HPDF_UseUTFEncodings(doc_.get()));
    check(HPDF_SetCurrentEncoder(doc_.get(), "UTF-8"));
    check(HPDF_SetInfoAttr(doc_.get(), HPDF_INFO_TITLE, facts.title.c_str()));
    check(HPDF_Dict_Add(doc_->catalog, "Lang", HPDF_String_New(doc_->mmgr, facts.language.c_str(), nullptr)));
    const std::array<const Font*, 3> files = {&fonts.regular, &fonts.bold, &fonts.mono};
    for (std::size_t i = 0; i < files.size() && status_ == HPDF_OK; ++i) {
      fonts_[i] = load_font(*files[i], subset_tags[i]);
      if (fonts_[i] == nullptr) check(HPDF_GetError(doc_.get()));
    }
    return outcome();
  }

  Result<void> add(const Page& page, std::string_view code) {
    const HPDF_Page drawn = HPDF_AddPage(doc_.get());
    if (drawn == nullptr) {
      check(HPDF_GetError(doc_.get()));
      return outcome();
    }
    check(HPDF_Page_SetWidth(drawn, static_cast<HPDF_REAL>(page.width_mm * points_per_mm)));
    check(HPDF_Page_SetHeight(drawn, static_cast<HPDF_REAL>(page.height_mm * points_per_mm)));
    Painter painter(drawn, page.height_mm, fonts_);
    painter.draw(page.own, code);
    check(painter.status());
    if (status_ == HPDF_OK) ++pages_;
    return outcome();
  }

  Result<Bytes> save() {
    check(HPDF_SaveToStream(doc_.get()));
    PP_TRYV(outcome());
    Bytes bytes(HPDF_GetStreamSize(doc_.get()));
    check(HPDF_ResetStream(doc_.get()));
    HPDF_UINT32 read = static_cast<HPDF_UINT32>(bytes.size());
    const HPDF_STATUS status = HPDF_ReadFromStream(doc_.get(), bytes.data(), &read);
    if (status != HPDF_STREAM_EOF) check(status);
    PP_TRYV(outcome());
    if (read != bytes.size()) return fail(ErrorKind::internal_error, "the PDF library gave back less than it wrote");
    return bytes;
  }

  std::size_t pages() const { return pages_; }

 private:
  void check(HPDF_STATUS status) {
    if (status_ == HPDF_OK) status_ = status;
  }
  Result<void> outcome() const {
    if (status_ != HPDF_OK) return haru_failure(status_);
    return success();
  }

  HPDF_Font load_font(const Font& file, std::string_view subset_tag) {
    const HPDF_FontDef loaded = load_haru_font(doc_.get(), file, subset_tag);
    if (loaded == nullptr) return nullptr;
    const HPDF_Font font = HPDF_GetFont(doc_.get(), loaded->base_font, "UTF-8");
    if (font != nullptr) replace_unicode_map(font);
    return font;
  }

  /// The library's own map to Unicode is malformed (begincidrange instead of beginbfrange).
  void replace_unicode_map(HPDF_Font font) {
    const HPDF_Dict map = HPDF_DictStream_New(doc_->mmgr, doc_->xref);
    if (map == nullptr) return check(HPDF_GetError(doc_.get()));
    map->filter = HPDF_STREAM_FILTER_FLATE_DECODE;
    const std::string text = unicode_map();
    check(HPDF_Stream_Write(map->stream, reinterpret_cast<const HPDF_BYTE*>(text.data()),
                            static_cast<HPDF_UINT>(text.size())));
    check(HPDF_Dict_Add(font, "ToUnicode", map));
  }

  HaruDoc doc_;
  std::array<HPDF_Font, 3> fonts_{};
  HPDF_STATUS status_ = HPDF_OK;
  std::size_t pages_ = 0;
};

PdfDocument::PdfDocument(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PdfDocument::~PdfDocument() = default;

Result<std::unique_ptr<PdfDocument>> PdfDocument::create(const Fonts& fonts, const PdfFacts& facts) {
  auto impl = std::make_unique<Impl>();
  PP_TRYV(impl->begin(fonts, facts));
  return std::unique_ptr<PdfDocument>(new PdfDocument(std::move(impl)));
}

Result<void> PdfDocument::add(const Page& page, std::string_view code) { return impl_->add(page, code); }
std::size_t PdfDocument::pages() const { return impl_->pages(); }
Result<Bytes> PdfDocument::save() { return impl_->save(); }

}  // namespace postproof::letters
