#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace postproof::batches {

inline constexpr std::string_view index_header = "sequence,file,page,track_number,index,weight_grams\n";

/// One printed letter in index.csv: where it stands in which file.
struct IndexRow {
  std::int64_t sequence = 0;  ///< 1 ... in posting order over the printed letters
  std::string_view file;
  int page = 0;  ///< 1 ... in the file
  std::string_view track_number;
  std::string_view index;
};

/// Appends the row under index_header's columns, with LF; no field needs quotes: they are digits and our own file
/// names.
void append_index_row(std::string& csv, const IndexRow& row);

}  // namespace postproof::batches
