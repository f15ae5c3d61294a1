#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace postproof::postsim {

/// One file that a manifest names.
struct ManifestFile {
  std::string name;
  std::string sha256;
  std::int64_t bytes = 0;
  std::int64_t letters = 0;  ///< printed pages; 0 for lists

  bool holds_letters() const { return letters > 0; }
  bool encrypted() const { return name.ends_with(".p7m"); }
};

/// What is printed of `manifest.json`, format "postproof-batch/1".
struct Manifest {
  std::string batch_id;
  bool withdrawn = false;
  std::int64_t sequence = 0;
  std::int64_t letters = 0;
  std::int64_t weight_grams = 0;
  std::string first_track_number;
  std::string last_track_number;
  std::string recipient;  ///< SHA-256 of the certificate that files are encrypted for; "" for none
  std::vector<ManifestFile> files;
};

/// One row of `index.csv`.
struct IndexRow {
  std::int64_t sequence = 0;
  std::string file;
  int page = 0;
  std::string track_number;
  std::string index;
  std::int64_t weight_grams = 0;
};

/// B, eight digits, a hyphen and at least two digits.
bool is_batch_id(std::string_view text);

/// Reads and checks a manifest alone: fields and types, the format's name, the batch id, plain and unlike file names,
/// sums of letters and sheets, a withdrawn one without files and letters. file_invalid names the field.
Result<Manifest> parse_manifest(std::string_view text, std::string_view batch_id);

/// The number of letters that a manifest text names; 0 where it cannot be read. For answers to bad manifests.
std::int64_t letters_named(std::string_view manifest_text);

/// Reads `index.csv` (header `sequence,file,page,track_number,index,weight_grams`, LF or CRLF). file_invalid names the
/// line.
Result<std::vector<IndexRow>> parse_index(std::string_view text);

/// Checks rows against the manifest: one for each letter, sequence and pages from 1 without gaps, files in the
/// manifest's order, no number twice, first and last number, sum of the weights.
Result<void> match_index(const Manifest& manifest, std::span<const IndexRow> rows);

}  // namespace postproof::postsim
