#pragma once

#include <string>
#include <vector>

#include "batches/batch.hpp"

namespace postproof::batches {

/// One printed letter in index.csv: where it stands in which file.
struct IndexRow {
  std::int64_t sequence = 0;  ///< 1 ... in posting order over the printed letters
  std::string file;
  int page = 0;  ///< 1 ... in the file
  std::string track_number;
  std::string index;
};

/// `sequence,file,page,track_number,index,weight_grams` with a header line, LF line ends; no field needs quotes: they
/// are digits and our own file names.
std::string write_index_csv(const std::vector<IndexRow>& rows);

}  // namespace postproof::batches
