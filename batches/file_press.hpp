#pragma once

#include "batches/code_press.hpp"
#include "batches/night.hpp"

namespace postproof::batches {

/// One letter file in memory: the PDF (it holds codes) and what could not be printed.
struct PrintedFile {
  Bytes plaintext;
  Digest plain_mac{};
  std::vector<Refusal> refusals;
  int letters = 0;
};

/// Prints members of a batch into one PDF. Members that are rejected already are passed over; a member that cannot be
/// set is refused and passed over. A file of which nothing can be printed has no plaintext. data_corrupt if the batch
/// names a template that is not there.
Result<PrintedFile> print_file(const letters::Typesetter& typesetter, CodePress& press, const Batch& batch,
                               const std::vector<Member>& members);

}  // namespace postproof::batches
