#include "postsim/manifest.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "postsim/json_fields.hpp"

namespace postproof::postsim {

namespace {

constexpr std::string_view format_name = "postproof-batch/1";
constexpr std::string_view index_header = "sequence,file,page,track_number,index,weight_grams";
constexpr std::size_t most_manifest_bytes = 4U << 20U;
constexpr std::int64_t most_letters = 10'000'000;
constexpr std::int64_t most_bytes = std::int64_t{1} << 40;

Error bad(std::string what) { return fail(ErrorKind::file_invalid, "manifest.json: " + std::move(what)); }

bool all_digits(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }

bool is_plain_name(std::string_view name) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-._";
  return !name.empty() && name.size() <= 64 && name.front() != '.' &&
         name.find_first_not_of(allowed) == std::string_view::npos;
}

Result<ManifestFile> parse_file(const boost::json::value& value) {
  if (!value.is_object()) return bad("files: each entry is an object");
  const JsonFields fields(value.get_object(), "manifest.json: files");
  ManifestFile file;
  PP_TRY(file.name, fields.text("name"));
  PP_TRY(file.sha256, fields.sha256("sha256", false));
  PP_TRY(file.bytes, fields.count("bytes", most_bytes));
  PP_TRY(file.letters, fields.count("letters", most_letters));
  if (!is_plain_name(file.name)) return bad("files: a name is no plain file name");
  return file;
}

Result<std::vector<ManifestFile>> parse_files(const boost::json::array& values) {
  std::vector<ManifestFile> files;
  std::set<std::string> names;
  for (const boost::json::value& value : values) {
    PP_TRY(ManifestFile file, parse_file(value));
    if (!names.insert(file.name).second) return bad("files: " + file.name + " is named twice");
    files.push_back(std::move(file));
  }
  return files;
}

/// Fields that are only looked at for their form.
Result<void> check_form(const JsonFields& fields) {
  PP_TRYV(fields.sha256("previous_manifest_sha256", true));
  PP_TRYV(fields.instant("sealed_at"));
  PP_TRYV(fields.instant("cutoff"));
  PP_TRYV(fields.list("templates"));
  return success();
}

Result<void> check_sums(const Manifest& manifest, std::int64_t sheets) {
  std::int64_t sum = 0;
  bool index_named = false;
  for (const ManifestFile& file : manifest.files) {
    sum += file.letters;
    index_named = index_named || file.name == "index.csv";
  }
  if (sum != manifest.letters) {
    return bad(fmt::format("letters: {} named, the files hold {}", manifest.letters, sum));
  }
  if (sheets != manifest.letters) return bad("sheets: not as many as letters");
  if (manifest.letters == 0) return bad("letters: a batch to print holds some");
  if (!index_named) return bad("files: index.csv is missing");
  return success();
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 0;
}

std::vector<std::string_view> split(std::string_view text, char by) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0;;) {
    const std::size_t end = text.find(by, at);
    if (end == std::string_view::npos) {
      parts.push_back(text.substr(at));
      return parts;
    }
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
}

bool read_row(std::string_view line, IndexRow& row) {
  const auto cells = split(line, ',');
  if (cells.size() != 6) return false;
  row.file = cells[1];
  row.track_number = cells[3];
  row.index = cells[4];
  return read_number(cells[0], row.sequence) && read_number(cells[2], row.page) && is_plain_name(row.file) &&
         (row.track_number.size() == 14 || row.track_number.size() == 13) && row.index.size() == 6 &&
         all_digits(row.index) && read_number(cells[5], row.weight_grams);
}

Error bad_row(std::int64_t sequence, std::string_view what) {
  return fail(ErrorKind::file_invalid, fmt::format("index.csv: letter {}: {}", sequence, what));
}

}  // namespace

bool is_batch_id(std::string_view text) {
  return text.size() >= 12 && text.size() <= 16 && text[0] == 'B' && all_digits(text.substr(1, 8)) && text[9] == '-' &&
         all_digits(text.substr(10));
}

Result<Manifest> parse_manifest(std::string_view text, std::string_view batch_id) {
  PP_TRY(const auto object, parse_object(text, "manifest.json", most_manifest_bytes));
  const JsonFields fields(object, "manifest.json");
  Manifest manifest;
  PP_TRY(const std::string format, fields.text("format"));
  if (format != format_name) return bad("format: only postproof-batch/1 is known");
  PP_TRY(manifest.batch_id, fields.text("batch_id"));
  if (manifest.batch_id != batch_id) return bad("batch_id: not the name of the folder");
  PP_TRY(const std::string state, fields.text("state"));
  if (state != "complete" && state != "withdrawn") return bad("state: neither complete nor withdrawn");
  manifest.withdrawn = state == "withdrawn";
  PP_TRY(manifest.sequence, fields.count("sequence", most_letters));
  if (manifest.sequence == 0) return bad("sequence: counts from 1");
  PP_TRY(const boost::json::array* files, fields.list("files"));
  PP_TRY(manifest.files, parse_files(*files));
  if (manifest.withdrawn) {
    if (!manifest.files.empty()) return bad("files: a withdrawn batch has none");
    return manifest;
  }
  PP_TRY(manifest.letters, fields.count("letters", most_letters));
  PP_TRY(const std::int64_t sheets, fields.count("sheets", most_letters));
  PP_TRY(manifest.weight_grams, fields.count("weight_grams", most_bytes));
  PP_TRY(manifest.first_track_number, fields.text("first_track_number"));
  PP_TRY(manifest.last_track_number, fields.text("last_track_number"));
  PP_TRY(manifest.recipient, fields.sha256("recipient_certificate_sha256", true));
  PP_TRYV(check_form(fields));
  PP_TRYV(check_sums(manifest, sheets));
  return manifest;
}

std::int64_t letters_named(std::string_view manifest_text) {
  const auto object = parse_object(manifest_text, "manifest.json", most_manifest_bytes);
  if (!object) return 0;
  const auto letters = JsonFields(object.value(), "manifest.json").count("letters", most_letters);
  return letters ? letters.value() : 0;
}

Result<std::vector<IndexRow>> parse_index(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  std::vector<IndexRow> rows;
  std::int64_t number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (number == 1) {
      if (line != index_header) return fail(ErrorKind::file_invalid, "index.csv: line 1: another header");
      continue;
    }
    IndexRow row;
    if (!read_row(line, row)) {
      return fail(ErrorKind::file_invalid, fmt::format("index.csv: line {}: no row of this list", number));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<void> match_index(const Manifest& manifest, std::span<const IndexRow> rows) {
  if (static_cast<std::int64_t>(rows.size()) != manifest.letters) {
    return fail(ErrorKind::file_invalid,
                fmt::format("index.csv: {} rows for {} letters", rows.size(), manifest.letters));
  }
  std::set<std::string_view> numbers;
  std::int64_t weight = 0;
  auto row = rows.begin();
  for (const ManifestFile& file : manifest.files) {
    for (int page = 1; page <= file.letters; ++page, ++row) {
      const std::int64_t sequence = row - rows.begin() + 1;
      if (row->sequence != sequence) return bad_row(sequence, "sequence with a gap");
      if (row->file != file.name || row->page != page) return bad_row(sequence, "not the next page of the files");
      if (!numbers.insert(row->track_number).second) return bad_row(sequence, "track number named twice");
      weight += row->weight_grams;
    }
  }
  if (rows.front().track_number != manifest.first_track_number ||
      rows.back().track_number != manifest.last_track_number) {
    return fail(ErrorKind::file_invalid, "index.csv: first or last track number is not the manifest's");
  }
  if (weight != manifest.weight_grams) return fail(ErrorKind::file_invalid, "index.csv: weight is not the manifest's");
  return success();
}

}  // namespace postproof::postsim
