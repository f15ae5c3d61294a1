#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "batches/night.hpp"

namespace postproof::batches {

/// Of one file of a batch.
inline constexpr std::uint64_t most_batch_file_bytes = 1ULL << 32U;

/// Where a batch is made, and where it lies when it is complete.
Path partial_folder(const Night& night, const Batch& batch);
Path finished_folder(const Night& night, const Batch& batch);

/// The error of something that is not as it was sealed or recorded; the batch is then held.
Error changed(const std::string& what);

/// Whether a file with this content lies there. A file that cannot be read is an error, not another content.
Result<bool> lies_there(const Files& files, const Path& path, const Digest& sha256);

/// Puts a file in place under its name, synced, over whatever lay there.
Result<void> put_in_place(Files& files, const Path& path, ByteView content);

/// Removes a batch's finished folder. It gives up its name first, so that what an interrupted removal leaves is never
/// taken for a batch; safe to repeat, and nothing there is success.
Result<void> remove_batch_folder(Files& files, const Path& outbox, const BatchId& batch);

/// The files of a rendered batch that are handed over, in this order: those of the manifest, its signature if there is
/// one, the manifest. data_corrupt if the manifest is not the recorded one.
Result<std::vector<Consignment>> consignments(const Night& night, const Batch& batch);

/// Compares a folder of the batch (by default the finished one) with the records: every file's hash, and the
/// manifest's. One sentence for each difference.
Result<std::vector<std::string>> differences(const Night& night, const Batch& batch);
Result<std::vector<std::string>> differences_in(const Night& night, const Batch& batch, const Path& folder);

}  // namespace postproof::batches
