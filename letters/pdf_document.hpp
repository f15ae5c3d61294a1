#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/result.hpp"
#include "letters/font.hpp"
#include "letters/sheet.hpp"

namespace postproof::letters {

/// What a document says about itself; never anything about a person.
struct PdfFacts {
  std::string title;     ///< UTF-8
  std::string language;  ///< RFC 3066 tag, e.g. "ru"
};

/// A PDF drawn by libharu, in memory. For one thread; documents share nothing. Fonts are embedded as subsets and
/// borrowed: they must outlive the document. No dates and no random identifiers: the same calls give the same bytes.
class PdfDocument {
 public:
  static Result<std::unique_ptr<PdfDocument>> create(const Fonts& fonts, const PdfFacts& facts);
  ~PdfDocument();
  PdfDocument(const PdfDocument&) = delete;
  PdfDocument& operator=(const PdfDocument&) = delete;

  /// Draws a page. Runs marked as code show `code`. internal_error with the library's number if it fails; the document
  /// is then of no further use.
  Result<void> add(const Page& page, std::string_view code);
  std::size_t pages() const;
  /// The whole file; the document is of no further use.
  Result<Bytes> save();

 private:
  class Impl;
  explicit PdfDocument(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace postproof::letters
