#include "batches/courier_local.hpp"

namespace postproof::batches {

Result<std::vector<RemoteEntry>> LocalFolder::list(const std::string& directory, std::size_t most) {
  const Path folder = root_ / directory;
  PP_TRY(std::vector<std::string> names, files_.list(folder, most));
  std::vector<RemoteEntry> entries;
  for (std::string& name : names) {
    const Result<std::uint64_t> size = files_.size(folder / name);
    if (!size) continue;  // gone since it was listed
    entries.push_back(RemoteEntry{std::move(name), true, size.value()});
  }
  return entries;
}

Result<void> LocalFolder::read(const std::string& path, std::uint64_t most_bytes, const Sink& sink) {
  PP_TRY(const Bytes content, files_.read(root_ / path, most_bytes));
  sink(content);
  return success();
}

Result<void> LocalFolder::write(const std::string& path, ByteView content) {
  return files_.write_synced(root_ / path, content);
}

Result<void> LocalFolder::rename_new(const std::string& from, const std::string& to) {
  return files_.rename_new(root_ / from, root_ / to);
}

Result<void> LocalFolder::make_directory(const std::string& path) { return files_.make_directories(root_ / path); }

Result<void> LocalFolder::remove_file(const std::string& path) { return files_.remove_all(root_ / path); }

std::string LocalFolder::describe(const std::string& path) const { return (root_ / path).string(); }

}  // namespace postproof::batches
