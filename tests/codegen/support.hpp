#pragma once

#include <algorithm>
#include <map>
#include <random>
#include <string>

#include "core/bytes.hpp"
#include "core/ensure.hpp"
#include "core/entropy.hpp"
#include "core/files.hpp"
#include "core/secret.hpp"

namespace postproof::codegen {

/// The same "random" bytes for the same seed.
class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(std::uint64_t seed) : generator_(seed) {}
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(generator_());
  }

 private:
  std::mt19937_64 generator_;
};

/// A disk in memory: as much of it as the key ring needs. An operation named in `failing` fails.
class MemoryFiles final : public Files {
 public:
  struct File {
    Bytes content;
    unsigned mode = 0600;
  };
  std::map<Path, File> files;
  std::string failing;

  void put(const Path& path, std::string_view text, unsigned mode_bits = 0600) {
    files[path] = {Bytes(text.begin(), text.end()), mode_bits};
  }
  std::string text(const Path& path) const { return std::string{text_of(files.at(path).content)}; }

  bool exists(const Path& path) const override { return files.contains(path); }
  Result<Bytes> read(const Path& path, std::uint64_t most_bytes) const override {
    if (failing == "read") return fail(ErrorKind::io_failed, "read fails");
    if (!files.contains(path)) return fail(ErrorKind::not_found, "no such file");
    if (files.at(path).content.size() > most_bytes) return fail(ErrorKind::file_invalid, "too large");
    return files.at(path).content;
  }
  Result<void> write_synced(const Path& path, ByteView content, unsigned mode_bits) override {
    files[path] = {Bytes(content.begin(), content.end()), mode_bits};
    if (failing == "write_synced") return fail(ErrorKind::disk_full, "write fails");
    return success();
  }
  Result<void> rename_new(const Path&, const Path&) override { return unused(); }
  Result<void> rename_over(const Path& from, const Path& to) override {
    if (failing == "rename_over") return fail(ErrorKind::io_failed, "rename fails");
    files[to] = std::move(files.at(from));
    files.erase(from);
    return success();
  }
  Result<void> make_directories(const Path&) override { return unused(); }
  Result<void> sync_directory(const Path&) override { return unused(); }
  Result<std::vector<std::string>> list(const Path&, std::size_t) const override { return unused(); }
  Result<void> remove_all(const Path& path) override {
    files.erase(path);
    return success();
  }
  Result<std::uint64_t> size(const Path&) const override { return unused(); }
  Result<unsigned> mode(const Path& path) const override {
    if (!files.contains(path)) return fail(ErrorKind::not_found, "no such file");
    return files.at(path).mode;
  }
  Result<std::uint64_t> free_space(const Path&) const override { return unused(); }

 private:
  static Error unused() { return fail(ErrorKind::internal_error, "not used by the key ring"); }
};

inline Bytes unhex(std::string_view hex) {
  Bytes bytes;
  ensure(from_hex(hex, bytes), "the test's hexadecimal text is right");
  return bytes;
}

inline Secret secret_of_hex(std::string_view hex) { return Secret{unhex(hex)}; }

}  // namespace postproof::codegen
