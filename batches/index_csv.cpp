#include "batches/index_csv.hpp"

#include <iterator>

#include <fmt/format.h>

#include "batches/manifest.hpp"

namespace postproof::batches {

void append_index_row(std::string& csv, const IndexRow& row) {
  fmt::format_to(std::back_inserter(csv), "{},{},{},{},{},{}\n", row.sequence, row.file, row.page, row.track_number,
                 row.index, letter_weight_grams);
}

}  // namespace postproof::batches
