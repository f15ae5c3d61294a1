#include "bench/work_folder.hpp"

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

namespace postproof::bench {

namespace {

Result<Path> temporary_folder(std::string_view program) {
  std::string pattern = (std::filesystem::temp_directory_path() / fmt::format("postproof-{}-XXXXXX", program)).string();
  if (::mkdtemp(pattern.data()) == nullptr) return fail(ErrorKind::io_failed, "no temporary folder can be made");
  return Path{pattern};
}

Result<void> run(std::string_view program, const std::string& dir,
                 const std::function<Result<void>(const Path&)>& measure) {
  if (!dir.empty()) {
    std::filesystem::create_directories(dir);
    return measure(dir);
  }
  PP_TRY(const Path folder, temporary_folder(program));
  auto measured = measure(folder);
  std::filesystem::remove_all(folder);
  return measured;
}

}  // namespace

int in_work_folder(std::string_view program, const std::string& dir,
                   const std::function<Result<void>(const Path&)>& measure) {
  const auto measured = run(program, dir, measure);
  if (measured) return 0;
  fmt::print(stderr, "{}: {}\n", program, measured.error().detail);
  return 1;
}

}  // namespace postproof::bench
