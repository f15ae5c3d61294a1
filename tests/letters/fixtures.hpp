#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"
#include "letters/area.hpp"
#include "letters/font.hpp"
#include "letters/typesetter.hpp"

namespace postproof::letters::test {

/// The disk for reading, with some files replaced by others.
class OverlaidFiles final : public Files {
 public:
  void replace(const Path& path, std::string_view text);

  bool exists(const Path& path) const override;
  Result<Bytes> read(const Path& path, std::uint64_t most_bytes) const override;
  Result<std::vector<std::string>> list(const Path& directory, std::size_t most) const override;

  Result<void> write_synced(const Path&, ByteView, unsigned) override { return read_only(); }
  Result<void> rename_new(const Path&, const Path&) override { return read_only(); }
  Result<void> rename_over(const Path&, const Path&) override { return read_only(); }
  Result<void> make_directories(const Path&) override { return read_only(); }
  Result<void> sync_directory(const Path&) override { return read_only(); }
  Result<void> remove_all(const Path&) override { return read_only(); }
  Result<std::uint64_t> size(const Path&) const override { return read_only(); }
  Result<unsigned> mode(const Path&) const override { return read_only(); }
  Result<std::uint64_t> free_space(const Path&) const override { return read_only(); }

 private:
  static Error read_only() { return error(ErrorKind::io_failed, "for reading only"); }

  std::map<Path, Bytes> replaced_;
};

/// A folder that vanishes.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const Path& path() const { return path_; }
  Path write(const std::string& name, const Bytes& content) const;

 private:
  Path path_;
};

Path source_dir();
std::string text_file(const Path& path);
void write_file(const Path& path, const Bytes& content);
LetterSettings good_settings();
const Typesetter& typesetter();
const Fonts& fonts();

/// The letter of the golden tests.
LetterContent smirnova();

/// One letter with the code "1234 5678 9012" as a PDF.
Bytes letter_pdf(const LetterContent& letter);

/// What a shell command prints; it must succeed.
std::string output_of(const std::string& command);

/// A grey image of 8 bits.
struct Raster {
  int width = 0;
  int height = 0;
  double dots_per_mm = 0;
  std::string pixels;

  int at(int x, int y) const {
    return static_cast<unsigned char>(
        pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)]);
  }
};
Raster raster_of(const TempDir& dir, const Bytes& pdf, int dpi);

/// True if every dot of an area in millimetres is white.
bool is_white(const Raster& raster, const Area& area);

}  // namespace postproof::letters::test
