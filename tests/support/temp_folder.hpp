#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

#include <unistd.h>

#include "core/ensure.hpp"
#include "core/files.hpp"

namespace postproof::test {

/// A folder of its own, gone with the object. Unique among processes and within one.
class TempFolder {
 public:
  TempFolder() {
    for (int number = 0;; ++number) {
      path_ = std::filesystem::temp_directory_path() /
              ("postproof_test_" + std::to_string(::getpid()) + "_" + std::to_string(number));
      if (std::filesystem::create_directory(path_)) return;
    }
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const Path& path() const { return path_; }
  Path operator/(const Path& name) const { return path_ / name; }

 private:
  Path path_;
};

/// The whole content of a file; empty if there is none.
inline std::string text_of_file(const Path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Makes or replaces a file, its folders too.
inline Path write_file(const Path& path, std::string_view content) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  ensure(file.good(), "the test's own file can be written");
  return path;
}

}  // namespace postproof::test
