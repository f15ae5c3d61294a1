#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "batches/batch.hpp"
#include "core/result.hpp"

namespace postproof::batches {

/// One file as the manifest names it; `letters` is 0 for files without letters.
struct ManifestFile {
  std::string name;
  Digest sha256{};
  std::uint64_t bytes = 0;
  std::int64_t letters = 0;
  friend bool operator==(const ManifestFile&, const ManifestFile&) = default;
};

/// manifest.json of a batch folder, format "postproof-batch/1" (docs/formats.md).
struct Manifest {
  BatchId batch_id;
  std::int64_t sequence = 0;
  std::optional<Digest> previous_manifest;
  bool withdrawn = false;  ///< a batch that was rejected before the hand-over: no letters, no files
  Instant sealed_at{};
  Instant cutoff{};
  std::int64_t letters = 0;
  std::int64_t weight_grams = 0;
  std::string first_track_number;  ///< in posting order; empty if nothing is printed
  std::string last_track_number;
  std::vector<TemplateDigest> templates;
  std::optional<Digest> recipient_certificate;  ///< SHA-256 of what the files are encrypted for
  std::vector<ManifestFile> files;
  friend bool operator==(const Manifest&, const Manifest&) = default;
};

inline constexpr std::int64_t letter_weight_grams = 20;  // one A4 sheet of 80 g/m2, a DL envelope and its window

/// The file's bytes; the same manifest gives the same bytes. Instants carry the offset of `zone`.
std::string write_manifest(const Manifest& manifest, ZoneOffset zone);

/// Reads what write_manifest wrote. file_invalid with one sentence for anything else.
Result<Manifest> read_manifest(std::string_view text);

}  // namespace postproof::batches
