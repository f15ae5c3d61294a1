#include "batches/index_csv.hpp"

#include <iterator>

#include <fmt/format.h>

#include "batches/manifest.hpp"

namespace postproof::batches {

std::string write_index_csv(const std::vector<IndexRow>& rows) {
  constexpr std::size_t usual_row_bytes = 64;
  std::string csv = "sequence,file,page,track_number,index,weight_grams\n";
  csv.reserve(csv.size() + rows.size() * usual_row_bytes);
  for (const IndexRow& row : rows) {
    fmt::format_to(std::back_inserter(csv), "{},{},{},{},{},{}\n", row.sequence, row.file, row.page, row.track_number,
                   row.index, letter_weight_grams);
  }
  return csv;
}

}  // namespace postproof::batches
