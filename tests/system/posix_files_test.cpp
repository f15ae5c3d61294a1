#include "system/posix_files.hpp"

#include <csignal>
#include <fstream>

#include <catch2/catch.hpp>
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/system/temp_folder.hpp"

namespace postproof::system {

namespace {

namespace fs = std::filesystem;

template <class T>
ErrorKind kind_of(const Result<T>& result) {
  REQUIRE(result.has_error());
  return result.error().kind;
}

std::string text_in(const Path& path) {
  const Result<Bytes> content = PosixFiles{}.read(path, 1U << 20U);
  return content ? std::string{text_of(content.value())} : "error: " + content.error().detail;
}

/// Writing a file beyond `bytes` fails for as long as it lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

}  // namespace

TEST_CASE("What was written is read back, of any length") {
  const TempFolder folder;
  PosixFiles files;
  for (const std::size_t size : {0U, 1U, 4096U, 300'000U}) {
    const std::string text(size, 'x');
    REQUIRE(files.write_synced(folder / "file", bytes_of(text)));
    CHECK(text_in(folder / "file") == text);
    CHECK(files.size(folder / "file").value() == size);
  }
}

TEST_CASE("A file has the mode that was asked for, whatever the umask and the file before it") {
  const TempFolder folder;
  PosixFiles files;
  const mode_t before = ::umask(0077);
  for (const unsigned mode : {0600U, 0644U, 0640U, 0666U, 0600U}) {
    REQUIRE(files.write_synced(folder / "file", bytes_of("x"), mode));
    CHECK(files.mode(folder / "file").value() == mode);
  }
  ::umask(0);
  REQUIRE(files.write_synced(folder / "other", bytes_of("x")));
  CHECK(files.mode(folder / "other").value() == 0640);
  ::umask(before);
}

TEST_CASE("Writing replaces a link and leaves what it points to alone") {
  const TempFolder folder;
  PosixFiles files;
  REQUIRE(files.write_synced(folder / "target", bytes_of("precious")));
  fs::create_symlink(folder / "target", folder / "soft");
  fs::create_hard_link(folder / "target", folder / "hard");
  REQUIRE(files.write_synced(folder / "soft", bytes_of("new")));
  REQUIRE(files.write_synced(folder / "hard", bytes_of("new")));
  CHECK(text_in(folder / "target") == "precious");
  CHECK(text_in(folder / "soft") == "new");
  CHECK_FALSE(fs::is_symlink(folder / "soft"));
}

TEST_CASE("Reading is bounded to the byte") {
  const TempFolder folder;
  PosixFiles files;
  REQUIRE(files.write_synced(folder / "file", bytes_of("12345")));
  CHECK(files.read(folder / "file", 5));
  CHECK(kind_of(files.read(folder / "file", 4)) == ErrorKind::file_invalid);
  REQUIRE(files.write_synced(folder / "empty", {}));
  CHECK(files.read(folder / "empty", 0).value().empty());
}

TEST_CASE("A file whose size says nothing is read to its end and no further than the bound") {
  PosixFiles files;
  if (!fs::exists("/proc/self/status")) return;
  CHECK(files.read("/proc/self/status", 1U << 20U).value().size() > 100);
  CHECK(kind_of(files.read("/proc/self/status", 100)) == ErrorKind::file_invalid);
}

TEST_CASE("Directories, pipes and devices are not read, and a pipe without a writer is not waited for") {
  const TempFolder folder;
  PosixFiles files;
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(kind_of(files.read(folder / "pipe", 10)) == ErrorKind::file_invalid);
  CHECK(kind_of(files.read(folder.path(), 10)) == ErrorKind::file_invalid);
  CHECK(kind_of(files.read("/dev/zero", 10)) == ErrorKind::file_invalid);
}

TEST_CASE("A missing path is not_found, and the message names it and the reason") {
  const TempFolder folder;
  PosixFiles files;
  const Path none = folder / "none";
  CHECK(kind_of(files.read(none, 10)) == ErrorKind::not_found);
  CHECK(kind_of(files.size(none)) == ErrorKind::not_found);
  CHECK(kind_of(files.mode(none)) == ErrorKind::not_found);
  CHECK(kind_of(files.list(none, 10)) == ErrorKind::not_found);
  CHECK(kind_of(files.free_space(none)) == ErrorKind::not_found);
  CHECK(kind_of(files.sync_directory(none)) == ErrorKind::not_found);
  CHECK(kind_of(files.rename_new(none, folder / "to")) == ErrorKind::not_found);
  CHECK(kind_of(files.rename_over(none, folder / "to")) == ErrorKind::not_found);
  CHECK(kind_of(files.write_synced(none / "file", bytes_of("x"))) == ErrorKind::not_found);
  CHECK_FALSE(files.exists(none));
  const std::string detail = files.read(none, 10).error().detail;
  CHECK(detail == "cannot read " + none.string() + ": No such file or directory");
}

TEST_CASE("A write that fails half way leaves nothing under the name") {
  const TempFolder folder;
  PosixFiles files;
  const FileSizeLimit limit{100'000};
  CHECK(files.write_synced(folder / "file", bytes_of(std::string(100'000, 'x'))));
  CHECK(kind_of(files.write_synced(folder / "file", bytes_of(std::string(100'001, 'x')))) == ErrorKind::io_failed);
  CHECK_FALSE(files.exists(folder / "file"));
}

TEST_CASE("A directory is not replaced by a file") {
  const TempFolder folder;
  PosixFiles files;
  CHECK(kind_of(files.write_synced(folder.path(), bytes_of("x"))) == ErrorKind::io_failed);
  CHECK(files.exists(folder.path()));
}

TEST_CASE("rename_new does not overwrite a file or a directory") {
  const TempFolder folder;
  PosixFiles files;
  REQUIRE(files.write_synced(folder / "new", bytes_of("new")));
  REQUIRE(files.write_synced(folder / "old", bytes_of("old")));
  REQUIRE(files.make_directories(folder / "empty"));
  CHECK(kind_of(files.rename_new(folder / "new", folder / "old")) == ErrorKind::state_conflict);
  CHECK(kind_of(files.rename_new(folder / "new", folder / "empty")) == ErrorKind::state_conflict);
  CHECK(text_in(folder / "old") == "old");
  CHECK(text_in(folder / "new") == "new");
  REQUIRE(files.rename_new(folder / "new", folder / "empty" / "moved"));
  CHECK(text_in(folder / "empty" / "moved") == "new");
  CHECK_FALSE(files.exists(folder / "new"));
}

TEST_CASE("rename_new moves a directory, but not onto an empty one") {
  const TempFolder folder;
  PosixFiles files;
  REQUIRE(files.make_directories(folder / "batch.tmp"));
  REQUIRE(files.write_synced(folder / "batch.tmp" / "file", bytes_of("x")));
  REQUIRE(files.make_directories(folder / "taken"));
  CHECK(kind_of(files.rename_new(folder / "batch.tmp", folder / "taken")) == ErrorKind::state_conflict);
  REQUIRE(files.rename_new(folder / "batch.tmp", folder / "batch"));
  CHECK(text_in(folder / "batch" / "file") == "x");
}

TEST_CASE("rename_over puts a file in the place of another") {
  const TempFolder folder;
  PosixFiles files;
  REQUIRE(files.write_synced(folder / "new", bytes_of("new")));
  REQUIRE(files.write_synced(folder / "old", bytes_of("old")));
  REQUIRE(files.rename_over(folder / "new", folder / "old"));
  CHECK(text_in(folder / "old") == "new");
  CHECK_FALSE(files.exists(folder / "new"));
}

TEST_CASE("Directories are made with all their parents, once or again") {
  const TempFolder folder;
  PosixFiles files;
  REQUIRE(files.make_directories(folder / "a" / "b" / "c"));
  REQUIRE(files.make_directories(folder / "a" / "b" / "c"));
  REQUIRE(files.make_directories(folder / "a" / "d" / ""));
  CHECK(fs::is_directory(folder / "a" / "b" / "c"));
  CHECK(fs::is_directory(folder / "a" / "d"));
  CHECK((files.mode(folder / "a" / "b").value() & 0007U) == 0);
  REQUIRE(files.write_synced(folder / "file", bytes_of("x")));
  CHECK(files.make_directories(folder / "file").has_error());
  CHECK(files.make_directories(folder / "file" / "sub").has_error());
}

TEST_CASE("A list is sorted and bounded") {
  const TempFolder folder;
  PosixFiles files;
  CHECK(files.list(folder.path(), 0).value().empty());
  for (const char* name : {"b", "a", "c"}) REQUIRE(files.write_synced(folder / name, {}));
  CHECK(files.list(folder.path(), 3).value() == std::vector<std::string>{"a", "b", "c"});
  CHECK(kind_of(files.list(folder.path(), 2)) == ErrorKind::file_invalid);
  CHECK(files.list(folder / "a", 3).has_error());
}

TEST_CASE("remove_all removes files, links and whole directories, and nothing behind a link") {
  const TempFolder folder;
  PosixFiles files;
  REQUIRE(files.make_directories(folder / "keep"));
  REQUIRE(files.write_synced(folder / "keep" / "file", bytes_of("x")));
  REQUIRE(files.make_directories(folder / "gone" / "deep"));
  fs::create_directory_symlink(folder / "keep", folder / "gone" / "deep" / "link");
  REQUIRE(files.remove_all(folder / "gone"));
  CHECK_FALSE(files.exists(folder / "gone"));
  CHECK(files.exists(folder / "keep" / "file"));
  REQUIRE(files.remove_all(folder / "keep" / "file"));
  CHECK_FALSE(files.exists(folder / "keep" / "file"));
  CHECK(files.remove_all(folder / "never there"));
}

TEST_CASE("The volume has free space") { CHECK(PosixFiles{}.free_space(TempFolder{}.path()).value() > 0); }

}  // namespace postproof::system
