#include "tests/letters/fixtures.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>

#include <catch2/catch.hpp>
#include <unistd.h>

namespace postproof::letters::test {

void OverlaidFiles::replace(const Path& path, std::string_view text) {
  const ByteView bytes = bytes_of(text);
  replaced_[path] = Bytes(bytes.begin(), bytes.end());
}

bool OverlaidFiles::exists(const Path& path) const { return replaced_.contains(path) || std::filesystem::exists(path); }

Result<Bytes> OverlaidFiles::read(const Path& path, std::uint64_t most_bytes) const {
  Bytes bytes;
  if (const auto known = replaced_.find(path); known != replaced_.end()) {
    bytes = known->second;
  } else {
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(ErrorKind::not_found, path.string() + ": no such file");
    bytes.assign(std::istreambuf_iterator<char>(file), {});
  }
  if (bytes.size() > most_bytes) return fail(ErrorKind::file_invalid, path.string() + ": too large");
  return bytes;
}

Result<std::vector<std::string>> OverlaidFiles::list(const Path& directory, std::size_t most) const {
  std::set<std::string> names;
  for (const auto& [path, content] : replaced_) {
    const Path inside = path.lexically_relative(directory);
    if (!inside.empty() && *inside.begin() != "..") names.insert(inside.begin()->string());
  }
  std::error_code ec;
  for (const auto& entry : std::filesystem::directory_iterator(directory, ec)) names.insert(entry.path().filename());
  if (names.empty() && ec) return fail(ErrorKind::not_found, directory.string() + ": no such directory");
  if (names.size() > most) return fail(ErrorKind::file_invalid, directory.string() + ": too many entries");
  return std::vector<std::string>(names.begin(), names.end());
}

TempDir::TempDir() {
  static int count = 0;
  path_ = std::filesystem::temp_directory_path() /
          ("postproof-letters-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
  std::filesystem::create_directories(path_);
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Path TempDir::write(const std::string& name, const Bytes& content) const {
  const Path path = path_ / name;
  write_file(path, content);
  return path;
}

void write_file(const Path& path, const Bytes& content) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  REQUIRE(file.good());
}

Path source_dir() { return POSTPROOF_SOURCE_DIR; }

std::string text_file(const Path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

LetterSettings good_settings() {
  LetterSettings settings;
  settings.template_dir = source_dir() / "templates";
  settings.geometry_file = source_dir() / "templates/geometry/dl-right.json";
  settings.font_dir = "/usr/share/fonts/truetype/paratype";
  settings.sender_name = "Министерство цифровых услуг Образцовой области";
  settings.sender_lines = {"101000, Москва, Мясницкая ул., д. 26", "Телефон 8 800 000-00-00", "ИНН 7700000000"};
  settings.portal_url = "https://portal.example.ru/code";
  return settings;
}

const Typesetter& typesetter() {
  static const std::unique_ptr<Typesetter> loaded = [] {
    auto result = Typesetter::load(good_settings(), OverlaidFiles());
    if (!result) FAIL(result.error().detail);
    return std::move(result).value();
  }();
  return *loaded;
}

const Fonts& fonts() {
  static const Fonts loaded = [] {
    const auto load = [](const char* name) {
      return Font::parse(OverlaidFiles().read(good_settings().font_dir / name, 1U << 24U).value(), name).value();
    };
    return Fonts{load("PTS55F.ttf"), load("PTS75F.ttf"), load("PTM75F.ttf")};
  }();
  return loaded;
}

LetterContent smirnova() {
  using namespace std::chrono;
  LetterContent letter;
  letter.recipient = {Personal("Смирнова"), Personal("Анна"), Personal("Сергеевна")};
  letter.address.index = PostalIndex("620014");
  letter.address.region = Personal("Свердловская область");
  letter.address.district = Personal("Городской округ Екатеринбург");
  letter.address.city = Personal("Екатеринбург");
  letter.address.street = Personal("Мясницкая улица");
  letter.address.house = Personal("26");
  letter.address.building = Personal("1");
  letter.address.apartment = Personal("7");
  letter.track_number = TrackNumber("10100024004170");
  letter.valid_through = Date{year{2027} / January / 22};
  return letter;
}

Bytes letter_pdf(const LetterContent& letter) {
  const Secret code("1234 5678 9012");
  LetterContent shown = letter;
  shown.code_shown = &code;
  const auto document = typesetter().begin_document();
  const auto added = document->add(shown);
  if (!added) FAIL(added.error().detail);
  return document->finish().value();
}

std::string output_of(const std::string& command) {
  FILE* pipe = ::popen((command + " 2>/dev/null").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string text;
  std::array<char, 4096> part{};
  for (std::size_t read = 0; (read = std::fread(part.data(), 1, part.size(), pipe)) > 0;)
    text.append(part.data(), read);
  INFO(command);
  REQUIRE(::pclose(pipe) == 0);
  return text;
}

Raster raster_of(const TempDir& dir, const Bytes& pdf, int dpi) {
  const Path file = dir.write("page.pdf", pdf);
  output_of("pdftoppm -gray -singlefile -r " + std::to_string(dpi) + " " + file.string() + " " +
            (dir.path() / "page").string());
  std::istringstream image(text_file(dir.path() / "page.pgm"));
  std::string magic;
  int most = 0;
  Raster raster;
  image >> magic >> raster.width >> raster.height >> most;
  image.get();
  REQUIRE(magic == "P5");
  raster.dots_per_mm = dpi / 25.4;
  raster.pixels.assign(std::istreambuf_iterator<char>(image), {});
  REQUIRE(raster.pixels.size() == static_cast<std::size_t>(raster.width) * static_cast<std::size_t>(raster.height));
  return raster;
}

bool is_white(const Raster& raster, const Area& area) {
  const auto dot = [&](double mm) { return static_cast<int>(std::lround(mm * raster.dots_per_mm)); };
  for (int y = dot(area.y); y < std::min(dot(area.bottom()), raster.height); ++y) {
    for (int x = dot(area.x); x < std::min(dot(area.right()), raster.width); ++x) {
      if (raster.at(x, y) != 255) return false;
    }
  }
  return true;
}

}  // namespace postproof::letters::test
