#pragma once

#include <string>

#include "core/remote_folder.hpp"
#include "tests/support/fault_plan.hpp"

namespace postproof::test {

/// A partner's directory whose calls fail by plan with remote_failed: the request lost, or the answer. One thread.
class FailingRemoteFolder final : public RemoteFolder {
 public:
  FailingRemoteFolder(RemoteFolder& inner, FaultPlan& plan) : inner_(inner), plan_(plan) {}

  Result<std::vector<RemoteEntry>> list(const std::string& directory, std::size_t most) override {
    return run<std::vector<RemoteEntry>>("list", directory, false, [&] { return inner_.list(directory, most); });
  }
  Result<void> read(const std::string& path, std::uint64_t most_bytes, const Sink& sink) override {
    return run<void>("read", path, false, [&] { return inner_.read(path, most_bytes, sink); });
  }
  /// One that is lost on its way leaves a file cut short; so does a crash.
  Result<void> write(const std::string& path, ByteView content) override {
    const auto half = [&] { (void)inner_.write(path, content.first(content.size() / 2)); };
    return run<void>("write", path, true, [&] { return inner_.write(path, content); }, {half, half, half});
  }
  Result<void> rename_new(const std::string& from, const std::string& to) override {
    return run<void>("rename", to, true, [&] { return inner_.rename_new(from, to); });
  }
  Result<void> make_directory(const std::string& path) override {
    return run<void>("make folder", path, true, [&] { return inner_.make_directory(path); });
  }
  Result<void> remove_file(const std::string& path) override {
    return run<void>("remove", path, true, [&] { return inner_.remove_file(path); });
  }
  std::string describe(const std::string& path) const override { return inner_.describe(path); }

 private:
  template <class T, class Whole>
  Result<T> run(std::string_view verb, const std::string& path, bool effect, Whole whole, const Remains& remains = {}) {
    return plan_.run<T>({Realm::remote, verb, path, effect}, ErrorKind::remote_failed, whole, remains);
  }

  RemoteFolder& inner_;
  FaultPlan& plan_;
};

}  // namespace postproof::test
