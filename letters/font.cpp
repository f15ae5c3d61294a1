#include "letters/font.hpp"

#include <cstring>
#include <optional>
#include <span>
#include <utility>

namespace postproof::letters {

namespace {

/// Big-endian numbers of a byte range; reading outside is remembered instead of done.
class Reader {
 public:
  explicit Reader(ByteView bytes) : bytes_(bytes) {}

  std::uint16_t u16(std::size_t at) {
    if (at > bytes_.size() || bytes_.size() - at < 2) {
      broken_ = true;
      return 0;
    }
    return static_cast<std::uint16_t>(bytes_[at] << 8U | bytes_[at + 1]);
  }
  std::uint32_t u32(std::size_t at) { return static_cast<std::uint32_t>(u16(at)) << 16U | u16(at + 2); }
  bool broken() const { return broken_; }

 private:
  ByteView bytes_;
  bool broken_ = false;
};

std::optional<ByteView> find_table(ByteView file, const char* tag) {
  Reader reader(file);
  const std::size_t count = reader.u16(4);
  for (std::size_t i = 0; i < count && !reader.broken(); ++i) {
    const std::size_t record = 12 + 16 * i;
    const std::uint32_t offset = reader.u32(record + 8);
    const std::uint32_t length = reader.u32(record + 12);
    if (reader.broken() || std::memcmp(file.data() + record, tag, 4) != 0) continue;
    if (offset > file.size() || length > file.size() - offset) return std::nullopt;
    return file.subspan(offset, length);
  }
  return std::nullopt;
}

/// The subtable of platform 3 (Windows), encoding 1 (Unicode BMP), if it has format 4.
std::optional<ByteView> find_unicode_map(ByteView cmap) {
  Reader reader(cmap);
  const std::size_t count = reader.u16(2);
  for (std::size_t i = 0; i < count && !reader.broken(); ++i) {
    const std::size_t record = 4 + 8 * i;
    if (reader.u16(record) != 3 || reader.u16(record + 2) != 1) continue;
    const std::uint32_t offset = reader.u32(record + 4);
    if (reader.broken() || offset > cmap.size()) return std::nullopt;
    const ByteView map = cmap.subspan(offset);
    if (Reader(map).u16(0) == 4) return map;
  }
  return std::nullopt;
}

struct Metrics {
  std::uint16_t units_per_em = 0;
  std::uint16_t glyphs = 0;
  std::vector<std::uint16_t> advances;  // by glyph

  std::uint16_t advance(std::uint16_t glyph) const {
    return glyph < advances.size() ? advances[glyph] : advances.back();
  }
};

std::optional<Metrics> read_metrics(ByteView file) {
  const auto head = find_table(file, "head");
  const auto hhea = find_table(file, "hhea");
  const auto maxp = find_table(file, "maxp");
  const auto hmtx = find_table(file, "hmtx");
  if (!head || !hhea || !maxp || !hmtx) return std::nullopt;
  Metrics metrics;
  metrics.units_per_em = Reader(*head).u16(18);
  metrics.glyphs = Reader(*maxp).u16(4);
  const std::uint16_t wide = Reader(*hhea).u16(34);
  if (metrics.units_per_em < 16 || metrics.units_per_em > 16384 || wide == 0 || wide > metrics.glyphs) {
    return std::nullopt;
  }
  Reader widths(*hmtx);
  for (std::size_t i = 0; i < wide; ++i) metrics.advances.push_back(widths.u16(4 * i));
  return widths.broken() ? std::nullopt : std::optional(std::move(metrics));
}

/// Glyphs and widths by code point from a cmap subtable of format 4 (OpenType 1.9, cmap). False for a map that leaves
/// the table.
bool read_map(ByteView map, const Metrics& metrics, std::vector<std::uint16_t>& advances,
              std::vector<std::uint16_t>& glyphs) {
  Reader reader(map);
  const std::size_t segments = reader.u16(6) / 2U;
  const std::size_t ends = 14;
  const std::size_t starts = ends + 2 * segments + 2;
  const std::size_t deltas = starts + 2 * segments;
  const std::size_t ranges = deltas + 2 * segments;
  for (std::size_t i = 0; i < segments && !reader.broken(); ++i) {
    const std::uint32_t first = reader.u16(starts + 2 * i);
    const std::uint32_t last = reader.u16(ends + 2 * i);
    const std::uint32_t delta = reader.u16(deltas + 2 * i);
    const std::uint32_t range = reader.u16(ranges + 2 * i);
    for (std::uint32_t code = first; code <= last && code < 0xFFFF && !reader.broken(); ++code) {
      std::uint32_t glyph = code;
      if (range != 0) glyph = reader.u16(ranges + 2 * i + range + std::size_t{2} * (code - first));
      if (range == 0 || glyph != 0) glyph = (glyph + delta) & 0xFFFFU;
      if (glyph == 0 || glyph >= metrics.glyphs) continue;
      glyphs[code] = static_cast<std::uint16_t>(glyph);
      advances[code] = metrics.advance(glyphs[code]);
    }
  }
  return !reader.broken();
}

}  // namespace

Result<Font> Font::parse(Bytes file, std::string name) {
  const auto cmap = find_table(file, "cmap");
  const auto map = cmap ? find_unicode_map(*cmap) : std::nullopt;
  if (!map) return fail(ErrorKind::file_invalid, name + ": no TrueType font with a Unicode map of format 4");
  const auto metrics = read_metrics(file);
  if (!metrics) return fail(ErrorKind::file_invalid, name + ": the font's metrics are broken");
  Font font;
  font.units_per_em_ = metrics->units_per_em;
  font.advances_.assign(0x10000, no_glyph);
  font.glyphs_.assign(0x10000, 0);
  if (!read_map(*map, *metrics, font.advances_, font.glyphs_)) {
    return fail(ErrorKind::file_invalid, name + ": the font's character map leaves its table");
  }
  font.file_ = std::move(file);
  return font;
}

char32_t Font::first_missing(std::string_view utf8) const {
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t character = next_character(utf8, at);
    if (!has(character)) return character;
  }
  return 0;
}

bool Font::has_even_digits() const {
  for (char32_t digit = U'0'; digit <= U'9'; ++digit) {
    if (!has(digit) || advances_[digit] != advances_[U'0']) return false;
  }
  return true;
}

}  // namespace postproof::letters
