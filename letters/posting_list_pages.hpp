#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "letters/deflater.hpp"
#include "letters/pdf_file.hpp"

namespace postproof::letters {

/// The pages of a long document, written one after the other: equal in size and fonts, under a tree of two levels (ISO
/// 32000-1, 7.7.3). For one thread; the file must outlive it.
class PostingListPages {
 public:
  explicit PostingListPages(PdfFile& file);

  /// The object that names the fonts; the owner writes it before the file ends.
  int font_names() const { return font_names_; }
  std::int64_t count() const { return count_; }

  /// Writes a content stream, deflated, as object `number`.
  void put_stream(int number, ByteView content);
  /// Writes a page of these content; a stream in object `shared` is drawn before it, if that is not 0.
  void add(ByteView content, int shared);
  /// Writes what holds the pages together; gives the number of its root.
  int finish(double width_mm, double height_mm);

 private:
  void end_node();

  PdfFile& file_;
  Deflater deflater_;
  int root_;
  int font_names_;
  std::int64_t count_ = 0;
  std::vector<int> nodes_;
  std::string kids_;  ///< of the last node
  int kids_of_node_ = 0;
};

}  // namespace postproof::letters
