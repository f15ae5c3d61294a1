#pragma once

#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace postproof::test {

/// How an operation fails: without having been done, or done but reported as failed; once, or from then on for ever.
struct FaultKind {
  bool done = false;
  bool for_ever = false;
};

/// Counts operations and says which of them fails. Any thread.
class FaultPlan {
 public:
  /// The n-th operation from now (1 ...) fails; 0 for none.
  void arm(int n, FaultKind kind) {
    const std::lock_guard guard(mutex_);
    countdown_ = n;
    kind_ = kind;
    struck_ = false;
  }
  void disarm() { arm(0, {}); }
  bool struck() const {
    const std::lock_guard guard(mutex_);
    return struck_;
  }

  /// Runs one operation under the plan.
  template <class T, class Operation>
  Result<T> run(ErrorKind kind, Operation operation) {
    if (!strikes()) return operation();
    if (kind_.done) (void)operation();
    return fail(kind, "a fault of the test");
  }

 private:
  bool strikes() {
    const std::lock_guard guard(mutex_);
    const bool strikes = countdown_ == 1 || (struck_ && kind_.for_ever);
    if (countdown_ > 0) --countdown_;
    struck_ = struck_ || strikes;
    return strikes;
  }

  mutable std::mutex mutex_;
  int countdown_ = 0;
  FaultKind kind_;
  bool struck_ = false;
};

/// A disk that fails by plan, writes down the order in which names appear, and may bend what is read back. One thread.
class FailingFiles final : public Files {
 public:
  FailingFiles(Files& inner, FaultPlan& plan) : inner_(inner), plan_(plan) {}

  std::vector<std::string> appeared;  ///< targets of renames, in order
  std::set<std::string> bent;         ///< names of files that read back one byte off

  bool exists(const Path& path) const override { return inner_.exists(path); }
  Result<Bytes> read(const Path& path, std::uint64_t most_bytes) const override {
    PP_TRY(Bytes content, plan_.run<Bytes>(ErrorKind::io_failed, [&] { return inner_.read(path, most_bytes); }));
    if (bent.contains(path.filename().string()) && !content.empty()) content.front() ^= 1U;
    return content;
  }
  Result<void> write_synced(const Path& path, ByteView content, unsigned mode) override {
    return plan_.run<void>(ErrorKind::disk_full, [&] { return inner_.write_synced(path, content, mode); });
  }
  Result<void> rename_new(const Path& from, const Path& to) override {
    appeared.push_back(to.string());
    return plan_.run<void>(ErrorKind::io_failed, [&] { return inner_.rename_new(from, to); });
  }
  Result<void> rename_over(const Path& from, const Path& to) override {
    appeared.push_back(to.string());
    return plan_.run<void>(ErrorKind::io_failed, [&] { return inner_.rename_over(from, to); });
  }
  Result<void> make_directories(const Path& path) override {
    return plan_.run<void>(ErrorKind::io_failed, [&] { return inner_.make_directories(path); });
  }
  Result<void> sync_directory(const Path& path) override {
    return plan_.run<void>(ErrorKind::io_failed, [&] { return inner_.sync_directory(path); });
  }
  Result<std::vector<std::string>> list(const Path& directory, std::size_t most) const override {
    return plan_.run<std::vector<std::string>>(ErrorKind::io_failed, [&] { return inner_.list(directory, most); });
  }
  Result<void> remove_all(const Path& path) override {
    return plan_.run<void>(ErrorKind::io_failed, [&] { return inner_.remove_all(path); });
  }
  Result<std::uint64_t> size(const Path& path) const override { return inner_.size(path); }
  Result<unsigned> mode(const Path& path) const override { return inner_.mode(path); }
  Result<std::uint64_t> free_space(const Path& path) const override { return inner_.free_space(path); }

 private:
  Files& inner_;
  FaultPlan& plan_;
};

}  // namespace postproof::test
