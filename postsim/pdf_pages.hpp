#pragma once

#include <memory>
#include <vector>

#include "core/bytes.hpp"
#include "core/result.hpp"
#include "postsim/sheet.hpp"

namespace postproof::postsim {

/// The words of a PDF, page by page. Owns the bytes. Not for several threads at once.
class PdfPages {
 public:
  /// file_invalid if the bytes are no PDF, are locked or hold no page.
  static Result<PdfPages> open(Bytes pdf);
  PdfPages(PdfPages&&) noexcept;
  PdfPages& operator=(PdfPages&&) noexcept;
  ~PdfPages();

  int count() const;
  /// Asking for fonts doubles the time; without, the words have none (size 0).
  enum class Fonts { with, without };
  /// The words of page `number` (from 1), in no promised order. file_invalid if there is no such page, if it is not
  /// A4 upright, or if it holds more than 10 000 words.
  Result<std::vector<TextBox>> words(int number, Fonts fonts) const;

 private:
  struct Document;
  explicit PdfPages(std::unique_ptr<Document> document);
  std::unique_ptr<Document> document_;
};

}  // namespace postproof::postsim
