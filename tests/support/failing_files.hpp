#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "tests/support/fault_plan.hpp"

namespace postproof::test {

/// A disk that fails by plan, writes down the order in which names appear, and may bend what is read back. Writing and
/// syncing a file are two operations, and so is the unlinking of every file of a folder that is removed. One thread.
class FailingFiles final : public Files {
 public:
  FailingFiles(Files& inner, FaultPlan& plan) : inner_(inner), plan_(plan) {}

  std::vector<std::string> appeared;  ///< targets of renames, in order
  std::set<std::string> bent;         ///< names of files that read back one byte off

  bool exists(const Path& path) const override { return inner_.exists(path); }
  Result<Bytes> read(const Path& path, std::uint64_t most_bytes) const override {
    PP_TRY(Bytes content, plan_.run<Bytes>(reading("read", path), ErrorKind::io_failed,
                                           [&] { return inner_.read(path, most_bytes); }));
    if (bent.contains(path.filename().string()) && !content.empty()) content.front() ^= 1U;
    return content;
  }
  /// As the disk of the machine: after a failure nothing stands there. A crash leaves what was written, a power cut an
  /// empty file.
  Result<void> write_synced(const Path& path, ByteView content, unsigned mode) override {
    const auto nothing = [&] { (void)inner_.remove_all(path); };
    const auto some = [&](std::size_t bytes) { (void)inner_.write_synced(path, content.first(bytes), mode); };
    PP_TRYV(plan_.run<void>(effect("write", path), ErrorKind::disk_full,
                            [&] { return inner_.write_synced(path, content, mode); },
                            {[&] { some(content.size() / 2); }, [&] { some(0); }, nothing}));
    return plan_.run<void>(effect("sync", path), ErrorKind::io_failed, [] { return Result<void>(success()); },
                           {{}, [&] { some(0); }, nothing});
  }
  Result<void> rename_new(const Path& from, const Path& to) override {
    appeared.push_back(to.string());
    return plan_.run<void>(effect("rename", to), ErrorKind::io_failed, [&] { return inner_.rename_new(from, to); });
  }
  Result<void> rename_over(const Path& from, const Path& to) override {
    appeared.push_back(to.string());
    return plan_.run<void>(effect("rename", to), ErrorKind::io_failed, [&] { return inner_.rename_over(from, to); });
  }
  Result<void> make_directories(const Path& path) override {
    return plan_.run<void>(effect("make folder", path), ErrorKind::io_failed,
                           [&] { return inner_.make_directories(path); });
  }
  Result<void> sync_directory(const Path& path) override {
    return plan_.run<void>(effect("sync folder", path), ErrorKind::io_failed,
                           [&] { return inner_.sync_directory(path); });
  }
  Result<std::vector<std::string>> list(const Path& directory, std::size_t most) const override {
    return plan_.run<std::vector<std::string>>(reading("list", directory), ErrorKind::io_failed,
                                               [&] { return inner_.list(directory, most); });
  }
  Result<void> remove_all(const Path& path) override {
    constexpr std::size_t most = 1000;
    if (std::filesystem::is_directory(std::filesystem::symlink_status(path))) {
      PP_TRY(const std::vector<std::string> names, inner_.list(path, most));
      for (auto name = names.rbegin(); name != names.rend(); ++name) {  // the worst order: DONE goes last
        PP_TRYV(remove_all(path / *name));
      }
    }
    return plan_.run<void>(effect("unlink", path), ErrorKind::io_failed, [&] { return inner_.remove_all(path); });
  }
  Result<std::uint64_t> size(const Path& path) const override { return inner_.size(path); }
  Result<unsigned> mode(const Path& path) const override { return inner_.mode(path); }
  Result<std::uint64_t> free_space(const Path& path) const override { return free ? *free : inner_.free_space(path); }

  std::optional<std::uint64_t> free;  ///< what free_space tells instead of the truth

 private:
  static Operation reading(std::string_view verb, const Path& path) {
    return {Realm::disk, verb, path.filename().string(), false};
  }
  static Operation effect(std::string_view verb, const Path& path) {
    return {Realm::disk, verb, path.filename().string(), true};
  }

  Files& inner_;
  FaultPlan& plan_;
};

}  // namespace postproof::test
