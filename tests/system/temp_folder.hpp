#pragma once

#include <filesystem>
#include <string>

#include <unistd.h>

namespace postproof::system {

/// A folder of its own for one test case, gone with it.
class TempFolder {
 public:
  TempFolder() {
    for (int i = 0;; ++i) {
      path_ = std::filesystem::temp_directory_path() /
              ("postproof_system_" + std::to_string(::getpid()) + "_" + std::to_string(i));
      if (std::filesystem::create_directory(path_)) break;
    }
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace postproof::system
