#include "batches/courier.hpp"

#include "codegen/sha256.hpp"

namespace postproof::batches {

namespace {

constexpr std::uint64_t most_file_bytes = 1ULL << 32U;

Error foreign(const Path& path) {
  return error(ErrorKind::state_conflict, "another file of this name lies at the print house already: " +
                                              path.string() + "; find out whose it is, then release the batch");
}

}  // namespace

Result<void> FolderCourier::deliver_one(const Path& from, const Path& to_folder, const Consignment& file) {
  const Path target = to_folder / file.name;
  if (files_.exists(target)) {
    PP_TRY(const Bytes there, files_.read(target, most_file_bytes));
    if (codegen::sha256(there) != file.sha256) return foreign(target);
    return success();
  }
  PP_TRY(const Bytes content, files_.read(from / file.name, most_file_bytes));
  if (codegen::sha256(content) != file.sha256) {
    return fail(ErrorKind::data_corrupt, "the file changed since it was made: " + (from / file.name).string());
  }
  const Path temporary = to_folder / ("." + file.name + ".part");
  PP_TRYV(files_.write_synced(temporary, content));
  PP_TRY(const Bytes arrived, files_.read(temporary, most_file_bytes));
  if (codegen::sha256(arrived) != file.sha256) {
    return fail(ErrorKind::io_failed, "the copy does not read back as it was written: " + temporary.string());
  }
  return files_.rename_new(temporary, target);
}

Result<void> FolderCourier::deliver(const BatchId& batch, const Path& folder, const std::vector<Consignment>& files) {
  const Path target = destination_ / batch.str();
  PP_TRYV(files_.make_directories(target));
  for (const Consignment& file : files) {
    PP_TRYV(deliver_one(folder, target, file));
  }
  PP_TRYV(files_.sync_directory(target));
  const Consignment done{"DONE", codegen::sha256({})};
  return deliver_one(folder, target, done);
}

}  // namespace postproof::batches
