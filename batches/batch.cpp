#include "batches/batch.hpp"

#include <fmt/format.h>

namespace postproof::batches {

int file_count(const Batch& batch) {
  return static_cast<int>((batch.members + batch.letters_per_file - 1) / batch.letters_per_file);
}

std::string letters_file_name(const Batch& batch, int file_no) {
  return fmt::format("letters-{:04}.pdf{}", file_no, batch.encryption == "cms" ? ".p7m" : "");
}

}  // namespace postproof::batches
