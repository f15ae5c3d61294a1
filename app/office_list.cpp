#include "app/office_list.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_map>

#include <fmt/format.h>
#include <libdeflate.h>

#include "app/csv_rows.hpp"
#include "app/dbf_rows.hpp"
#include "batches/zip_archive.hpp"

namespace postproof::app {

namespace {

constexpr std::uint64_t most_file_bytes = 64ULL << 20U;
constexpr std::uint64_t most_unpacked_bytes = 256ULL << 20U;
constexpr std::size_t most_zipped_files = 16;
constexpr std::size_t most_offices = 500'000;
constexpr std::size_t most_text_bytes = 200;

enum Column : std::size_t { index, name, type, region, autonomous, area, city, city_1, column_count };
constexpr std::array<std::string_view, column_count> column_names{"INDEX",   "OPSNAME", "OPSTYPE", "REGION",
                                                                  "AUTONOM", "AREA",    "CITY",    "CITY1"};

/// A column's name as it is compared: capitals, no underscores.
std::string plain_name(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c != '_') plain.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return plain;
}

/// The text with every run of blanks, no-break ones too, as one, and none at its ends.
std::string folded_blanks(std::string_view text) {
  constexpr std::string_view no_break_space = "\xC2\xA0";
  std::string folded;
  bool blank = false;
  while (!text.empty()) {
    const std::size_t blank_bytes = text.starts_with(no_break_space) ? 2 : text.front() == ' ' ? 1 : 0;
    blank = blank || blank_bytes > 0;
    if (blank_bytes == 0) {
      if (blank && !folded.empty()) folded.push_back(' ');
      blank = false;
      folded.push_back(text.front());
    }
    text.remove_prefix(std::max<std::size_t>(1, blank_bytes));
  }
  return folded;
}

bool is_index(std::string_view text) {
  return text.size() == 6 && text != "000000" && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string joined(const std::string& a, const std::string& b) { return a.empty() || b.empty() ? a + b : a + ", " + b; }

/// Makes offices of rows, whichever form they come from. Errors are told without the place, which the form knows.
class ListReader {
 public:
  Result<void> header(const std::vector<std::string>& names) {
    places_.assign(column_count, names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto column = std::ranges::find(column_names, plain_name(names[i]));
      if (column == column_names.end()) continue;
      std::size_t& place = places_.at(static_cast<std::size_t>(column - column_names.begin()));
      if (place != names.size()) return bad(fmt::format("the column {} occurs twice", *column));
      place = i;
    }
    for (std::size_t i = 0; i < column_count; ++i) {
      if (places_[i] == names.size()) return bad(fmt::format("the column {} is missing", column_names.at(i)));
    }
    width_ = names.size();
    return success();
  }
  bool has_header() const { return width_ > 0; }

  Result<void> row(const std::vector<std::string>& cells, std::int64_t place) {
    if (cells.size() != width_) return bad(fmt::format("there are {} fields, not {}", cells.size(), width_));
    std::array<std::string, column_count> texts;
    for (std::size_t i = 0; i < column_count; ++i) {
      texts.at(i) = folded_blanks(cells[places_[i]]);
      const bool has_control =
          std::ranges::any_of(texts.at(i), [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; });
      if (texts.at(i).size() > most_text_bytes || has_control) {
        return bad(fmt::format("{} is too long or holds a control character", column_names.at(i)));
      }
    }
    if (!is_index(texts[index])) return bad("INDEX is not six digits");
    if (texts[name].empty()) return bad("OPSNAME is empty");
    const auto [known, fresh] = seen_.emplace(texts[index], place);
    if (!fresh) return bad(fmt::format("the index {} is that of {} too", texts[index], known->second));
    if (offices.size() == most_offices) return bad("the list has more than 500000 offices");
    const bool within = !texts[city_1].empty();
    offices.push_back({texts[index], texts[name], texts[region].empty() ? texts[autonomous] : texts[region],
                       within ? joined(texts[area], texts[city]) : texts[area], within ? texts[city_1] : texts[city],
                       texts[type]});
    return success();
  }

  std::vector<orders::Office> offices;

 private:
  static Error bad(std::string what) { return error(ErrorKind::file_invalid, std::move(what)); }

  std::vector<std::size_t> places_;  ///< of our columns among those of the file
  std::size_t width_ = 0;
  std::unordered_map<std::string, std::int64_t> seen_;  ///< index and line or record
};

Error refused(const Path& file, const std::string& what) {
  return error(ErrorKind::file_invalid, fmt::format("{}: {}; the list is as it was", file.string(), what));
}

Result<void> read_csv_list(ByteView content, const Path& file, ListReader& list) {
  const auto take = [&](const CsvRow& row) -> Result<void> {
    Result<void> taken = list.has_header() ? list.row(row.cells, row.line) : list.header(row.cells);
    if (taken) return taken;
    return csv_fault(file, row.line, taken.error().detail + "; the list is as it was");
  };
  return read_csv(text_of(content), file, take);
}

Result<void> read_dbf_list(ByteView content, const Path& file, ListReader& list) {
  DbfTakers takers;
  takers.header = [&](const std::vector<std::string>& fields) { return list.header(fields); };
  takers.record = [&](const DbfRow& row) -> Result<void> {
    Result<void> taken = list.row(row.cells, row.record);
    if (taken) return taken;
    return fail(ErrorKind::file_invalid, fmt::format("record {}: {}", row.record, taken.error().detail));
  };
  Result<void> read = read_dbf(content, takers);
  if (read) return read;
  return refused(file, read.error().detail);
}

/// The one .dbf of an archive.
Result<Bytes> unzipped(ByteView archive) {
  PP_TRY(batches::ZipReader zip, batches::ZipReader::open(archive, most_zipped_files));
  std::vector<std::size_t> lists;
  for (std::size_t i = 0; i < zip.names().size(); ++i) {
    if (plain_name(zip.names()[i]).ends_with(".DBF")) lists.push_back(i);
  }
  if (lists.size() != 1) return fail(ErrorKind::file_invalid, "the archive does not hold exactly one .dbf");
  Bytes content;
  PP_TRYV(zip.read(lists.front(), most_unpacked_bytes, [&](std::string_view piece) -> Result<void> {
    const ByteView bytes = bytes_of(piece);
    content.insert(content.end(), bytes.begin(), bytes.end());
    return success();
  }));
  return content;
}

struct FreeDecompressor {
  void operator()(libdeflate_decompressor* decompressor) const { libdeflate_free_decompressor(decompressor); }
};

/// A file of gzip (RFC 1952) with one member; its last four bytes tell the size of what is packed.
Result<Bytes> gunzipped(ByteView packed) {
  constexpr std::size_t least_bytes = 18;
  const auto unsound = [] { return fail(ErrorKind::file_invalid, "the file is no sound gzip, or too large unpacked"); };
  if (packed.size() < least_bytes) return unsound();
  std::size_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) size |= std::size_t{packed[packed.size() - 4 + i]} << (8 * i);
  if (size > most_unpacked_bytes) return unsound();
  const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor(libdeflate_alloc_decompressor());
  if (!decompressor) return fail(ErrorKind::internal_error, "there is no memory to unpack with");
  Bytes content(size);
  std::size_t read = 0;
  std::size_t written = 0;
  const libdeflate_result result = libdeflate_gzip_decompress_ex(decompressor.get(), packed.data(), packed.size(),
                                                                 content.data(), content.size(), &read, &written);
  if (result != LIBDEFLATE_SUCCESS || read != packed.size() || written != size) return unsound();
  return content;
}

bool begins_with(ByteView content, std::initializer_list<std::uint8_t> bytes) {
  return content.size() >= bytes.size() && std::equal(bytes.begin(), bytes.end(), content.begin());
}

/// The list itself, out of whatever it is packed in.
Result<Bytes> unpacked(Bytes content) {
  if (begins_with(content, {'P', 'K', 3, 4})) return unzipped(content);
  if (begins_with(content, {0x1F, 0x8B})) return gunzipped(content);
  return content;
}

}  // namespace

Result<std::vector<orders::Office>> read_office_list(const Path& file, const Files& files) {
  auto read = files.read(file, most_file_bytes);
  if (!read) return fail(ErrorKind::file_invalid, read.error().detail);
  const auto content = unpacked(std::move(read.value()));
  if (!content) return refused(file, content.error().detail);
  ListReader list;
  PP_TRYV(looks_like_dbf(content.value()) ? read_dbf_list(content.value(), file, list)
                                          : read_csv_list(content.value(), file, list));
  if (list.offices.empty()) return refused(file, "it names no office");
  std::ranges::sort(list.offices, {}, &orders::Office::index);
  return std::move(list.offices);
}

}  // namespace postproof::app
