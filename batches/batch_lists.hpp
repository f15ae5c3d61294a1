#pragma once

#include <functional>
#include <optional>
#include <string>

#include "batches/conveyor.hpp"
#include "batches/night.hpp"

namespace postproof::batches {

/// What is listed of a batch beside its letters: index.csv and the post's list, in memory (they hold names and
/// addresses), and what the manifest says of the letters as a whole.
struct BatchLists {
  std::string index_csv;
  std::int64_t letters = 0;  ///< that are printed
  std::string first_track_number;
  std::string last_track_number;
  PostingList posting;
};

/// Gives the members of the batch's letter files in posting order, those that are not printed marked as rejected;
/// nothing after the last file.
using FileSource = std::function<Result<std::optional<FileMembers>>()>;

/// Makes the lists in one pass. Everything is a function of the batch and the members. Errors of the source and of the
/// posting list.
Result<BatchLists> make_lists(const Night& night, const Batch& batch, const FileSource& next);

}  // namespace postproof::batches
