#include "postsim/pdf_pages.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

namespace postproof::postsim {

namespace {

constexpr double mm_per_point = 25.4 / 72;
constexpr std::size_t most_words = 10'000;

/// The library would write its complaints about fonts to standard error.
void swallow(const std::string&, void*) {}

bool is_a4(const poppler::rectf& sheet) {
  return std::abs(sheet.width() * mm_per_point - 210) < 1 && std::abs(sheet.height() * mm_per_point - 297) < 1;
}

TextBox box_of(const poppler::text_box& word) {
  const poppler::ustring text = word.text();
  const poppler::byte_array utf8 = text.to_utf8();
  const poppler::rectf area = word.bbox();
  TextBox box;
  box.text.assign(utf8.begin(), utf8.end());
  box.left = area.x() * mm_per_point;
  box.top = area.y() * mm_per_point;
  box.width = area.width() * mm_per_point;
  box.height = area.height() * mm_per_point;
  if (word.has_font_info()) {
    box.font_pt = word.get_font_size();
    box.font = word.get_font_name();
  }
  return box;
}

}  // namespace

struct PdfPages::Document {
  Bytes bytes;  // the library reads from here as long as it lives
  std::unique_ptr<poppler::document> pdf;
};

PdfPages::PdfPages(std::unique_ptr<Document> document) : document_(std::move(document)) {}
PdfPages::PdfPages(PdfPages&&) noexcept = default;
PdfPages& PdfPages::operator=(PdfPages&&) noexcept = default;
PdfPages::~PdfPages() = default;

Result<PdfPages> PdfPages::open(Bytes pdf) {
  if (pdf.empty() || pdf.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return fail(ErrorKind::file_invalid, "a PDF of this size cannot be read");
  }
  poppler::set_debug_error_function(swallow, nullptr);
  auto document = std::make_unique<Document>();
  document->bytes = std::move(pdf);
  document->pdf.reset(poppler::document::load_from_raw_data(reinterpret_cast<const char*>(document->bytes.data()),
                                                            static_cast<int>(document->bytes.size())));
  if (!document->pdf || document->pdf->is_locked() || document->pdf->pages() < 1) {
    return fail(ErrorKind::file_invalid, "the file is no readable PDF with at least one page");
  }
  return PdfPages(std::move(document));
}

int PdfPages::count() const { return document_->pdf->pages(); }

Result<std::vector<TextBox>> PdfPages::words(int number, Fonts fonts) const {
  if (number < 1 || number > count()) return fail(ErrorKind::file_invalid, fmt::format("there is no page {}", number));
  const std::unique_ptr<poppler::page> page(document_->pdf->create_page(number - 1));
  if (!page || !is_a4(page->page_rect(poppler::media_box)) || page->orientation() != poppler::page::portrait) {
    return fail(ErrorKind::file_invalid, fmt::format("page {} is no upright A4 sheet", number));
  }
  const std::vector<poppler::text_box> words =
      page->text_list(fonts == Fonts::with ? poppler::page::text_list_include_font : 0);
  if (words.size() > most_words) return fail(ErrorKind::file_invalid, fmt::format("page {} is overfull", number));
  std::vector<TextBox> boxes;
  boxes.reserve(words.size());
  for (const poppler::text_box& word : words) boxes.push_back(box_of(word));
  return boxes;
}

}  // namespace postproof::postsim
