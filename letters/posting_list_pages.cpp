#include "letters/posting_list_pages.hpp"

#include <fmt/format.h>

#include "letters/area.hpp"

namespace postproof::letters {

namespace {

constexpr int pages_per_node = 256;
constexpr int fast = 1;  // a level of Deflater

}  // namespace

PostingListPages::PostingListPages(PdfFile& file)
    : file_(file), deflater_(fast), root_(file.take_number()), font_names_(file.take_number()) {}

void PostingListPages::put_stream(int number, ByteView content) {
  file_.put_stream(number, "/Filter/FlateDecode", deflater_.compress(content));
}

void PostingListPages::add(ByteView content, int shared) {
  if (kids_of_node_ == pages_per_node) end_node();
  if (kids_of_node_ == 0) nodes_.push_back(file_.take_number());
  const int stream = file_.take_number();
  put_stream(stream, content);
  const int page = file_.take_number();
  const std::string before = shared == 0 ? std::string() : fmt::format("{} 0 R ", shared);
  file_.put(page, fmt::format("<</Type/Page/Parent {} 0 R/Contents[{}{} 0 R]>>", nodes_.back(), before, stream));
  kids_ += fmt::format("{} 0 R ", page);
  ++kids_of_node_;
  ++count_;
}

void PostingListPages::end_node() {
  file_.put(nodes_.back(), fmt::format("<</Type/Pages/Parent {} 0 R/Count {}/Kids[{}]>>", root_, kids_of_node_, kids_));
  kids_.clear();
  kids_of_node_ = 0;
}

int PostingListPages::finish(double width_mm, double height_mm) {
  if (kids_of_node_ > 0) end_node();
  std::string nodes;
  for (const int node : nodes_) nodes += fmt::format("{} 0 R ", node);
  constexpr double points_per_mm = 1 / mm_per_point;
  file_.put(root_,
            fmt::format("<</Type/Pages/Count {}/Kids[{}]/MediaBox[0 0 {:.2f} {:.2f}]/Resources<</Font {} 0 R>>>>",
                        count_, nodes, width_mm * points_per_mm, height_mm * points_per_mm, font_names_));
  return root_;
}

}  // namespace postproof::letters
