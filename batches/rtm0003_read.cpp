#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "batches/rtm0003.hpp"
#include "batches/rtm0003_lines.hpp"
#include "batches/zip_archive.hpp"

namespace postproof::batches {

namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// A whole number of at most 15 digits, so that sums of a million do not overflow.
std::optional<std::int64_t> number_of(std::string_view text) {
  constexpr std::size_t most_digits = 15;
  if (!is_digits(text) || text.size() > most_digits) return std::nullopt;
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::optional<Date> compact_date_of(std::string_view text) {
  if (text.size() != 8 || !is_digits(text)) return std::nullopt;
  return parse_date(fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2)));
}

/// The h.ini as it is read, line by line.
class IniReader {
 public:
  IniReader(std::string file, RtmList& list) : file_(std::move(file)), list_(list) {}

  Result<void> take(std::string_view line, std::uint64_t number) {
    constexpr std::size_t most_keys = 200;
    if (line.starts_with('[') && line.ends_with(']')) {
      section_ = line.substr(1, line.size() - 2);
      return success();
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return rtm_defect(file_, number, "no section and no Key=value");
    if (list_.settings.size() == most_keys) return rtm_defect(file_, number, "more keys than a list has");
    list_.settings.emplace_back(fmt::format("{}.{}", section_, line.substr(0, equals)), line.substr(equals + 1));
    lines_.push_back(number);
    return success();
  }

  /// The keys in their order, what must be a number, and how the sums go together.
  Result<void> finish() {
    const auto version = rtm_version_of(list_.setting("DocVersion.DocVersion"));
    if (!version) return rtm_defect(file_, last_line(), "DocVersion is no version of the list");
    list_.version = *version;
    PP_TRYV(check_keys());
    PP_TRYV(check_constants());
    PP_TRYV(check_name());
    return check_sums();
  }

  std::uint64_t line_of(std::string_view key) const {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (list_.settings[i].first == key) return lines_[i];
    }
    return last_line();
  }
  const std::string& file() const { return file_; }

 private:
  std::uint64_t last_line() const { return lines_.empty() ? 1 : lines_.back(); }
  Error defect(std::string_view key, std::string_view reason) const {
    return rtm_defect(file_, line_of(key), fmt::format("{} {}", key, reason));
  }

  Result<void> check_keys() const {
    RtmHead any;
    any.version = list_.version;
    const std::vector<RtmIniLine> wanted = rtm_ini_lines(any, {});
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const std::string key = fmt::format("{}.{}", wanted[i].section, wanted[i].key);
      if (i >= list_.settings.size()) return rtm_defect(file_, last_line() + 1, key + " is missing");
      if (list_.settings[i].first != key) return rtm_defect(file_, lines_[i], key + " should stand here");
    }
    if (list_.settings.size() > wanted.size()) return rtm_defect(file_, lines_[wanted.size()], "a key too many");
    return success();
  }

  Result<void> check_constants() const {
    for (const auto& [key, value] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"Main.MailType", "2"}, {"Main.MailCtg", "1"}, {"Main.DirectCtg", "1"}, {"Main.TransType", "1"}}) {
      if (list_.setting(key) != value) return defect(key, "is not that of a registered letter inside the country");
    }
    for (const std::string_view key : {"Main.SendCtg", "Main.PayType", "Main.MailRank", "Main.IndexFrom"}) {
      if (!number_of(list_.setting(key))) return defect(key, "is no number");
    }
    return success();
  }

  Result<void> check_name() const {
    RtmHead head;
    head.inn = list_.setting("Main.Inn");
    if (!is_digits(head.inn) || (head.inn.size() != 10 && head.inn.size() != 12)) {
      return defect("Main.Inn", "has not 10 or 12 digits");
    }
    const auto date = compact_date_of(list_.setting("Main.SendDate"));
    if (!date) return defect("Main.SendDate", "is no date of the form yyyyMMdd");
    const auto number = number_of(list_.setting("Main.ListNum"));
    if (!number || *number > 99'999) return defect("Main.ListNum", "is no number up to 99999");
    head.send_date = *date;
    head.list_number = static_cast<int>(*number);
    if (rtm_list_name(head) != list_.name) {
      return rtm_defect(file_, 1, "the name of the list is not that of its INN, date and number");
    }
    return success();
  }

  Result<void> check_sums() {
    std::int64_t extra = 0;
    for (const auto& [key, value] : list_.settings) {
      if (!key.starts_with("Summary.")) continue;
      const auto sum = number_of(value);
      if (!sum) return defect(key, "is no number");
      const bool other_rate = key.ends_with("Total") && key != "Summary.DeliveryRateTotal";
      if (other_rate) extra += *sum;
    }
    const auto sum = [&](std::string_view key) { return *number_of(list_.setting(key)); };
    list_.totals = {sum("Summary.MailCount"), sum("Summary.DeliveryRateSum"), sum("Summary.DeliveryRateVAT"),
                    sum("Summary.DeliveryRateTotal")};
    if (list_.totals.rate_without_vat + list_.totals.vat != list_.totals.rate_total) {
      return defect("Summary.DeliveryRateTotal", "is not DeliveryRateSum and DeliveryRateVAT together");
    }
    if (list_.totals.rate_total + extra != sum("Summary.TotalRate")) {
      return defect("Summary.TotalRate", "is not the sum of the rates");
    }
    return success();
  }

  std::string file_;
  RtmList& list_;
  std::string section_;
  std::vector<std::uint64_t> lines_;  // of each setting
};

/// The .txt as it is read, line by line.
class RowReader {
 public:
  RowReader(std::string file, RtmVersion version, const RtmRowSink& sink)
      : file_(std::move(file)), columns_(rtm_columns(version)), sink_(sink) {}

  Result<void> take(std::string_view line, std::uint64_t number) {
    split(line);
    if (number == 1) return check_header();
    if (fields_.size() != columns_.size()) {
      return rtm_defect(file_, number, fmt::format("{} fields instead of {}", fields_.size(), columns_.size()));
    }
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const std::string_view fault = fault_of(columns_[i], fields_[i]);
      if (!fault.empty()) return rtm_defect(file_, number, fmt::format("{} {}", columns_[i], fault));
    }
    ++letters_;
    rate_total_ += *number_of(fields_[2]);
    return sink_(fields_);
  }

  std::int64_t letters() const { return letters_; }
  std::int64_t rate_total() const { return rate_total_; }
  const std::string& file() const { return file_; }

 private:
  void split(std::string_view line) {
    fields_.clear();
    for (std::size_t begin = 0;;) {
      const std::size_t bar = line.find('|', begin);
      fields_.emplace_back(line.substr(begin, bar == std::string_view::npos ? bar : bar - begin));
      if (bar == std::string_view::npos) return;
      begin = bar + 1;
    }
  }

  Result<void> check_header() const {
    if (!std::ranges::equal(fields_, columns_)) {
      return rtm_defect(file_, 1, "the columns are not those of the version that the ini names");
    }
    return success();
  }

  /// What is wrong with a field of a registered letter inside the country; empty if nothing.
  static std::string_view fault_of(std::string_view column, const std::string& value) {
    static constexpr std::array<std::string_view, 10> numbers{
        "Mass", "MassRate", "Payment", "Value", "InsrRate", "AirRate", "Length", "Width", "Height", "VolumeWeight"};
    if (std::ranges::find(numbers, column) != numbers.end()) return number_of(value) ? "" : "is no number";
    if (column == "Barcode") return is_digits(value) && value.size() == 14 ? "" : "has not 14 digits";
    if (column == "IndexTo") return is_digits(value) && value.size() == 6 ? "" : "has not 6 digits";
    if (column == "Rcpn" || column == "PlaceTo") return value.empty() ? "is empty" : "";
    if (column == "AddressTypeTo") return value == "1" ? "" : "is not 1, a house";
    if (column == "MailDirect") return value == "643" ? "" : "is not 643, Russia";
    if (column == "MailType") return value == "2" ? "" : "is not 2, a letter";
    return "";
  }

  std::string file_;
  std::vector<std::string_view> columns_;
  const RtmRowSink& sink_;
  std::vector<std::string> fields_;
  std::int64_t letters_ = 0;
  std::int64_t rate_total_ = 0;
};

/// Where the two files stand in the archive.
struct Places {
  std::string name;
  std::size_t text = 0;
  std::size_t ini = 0;
};

Result<Places> places_of(const std::vector<std::string>& names) {
  constexpr std::size_t name_digits = 21;
  for (std::size_t text = 0; names.size() == 2 && text < 2; ++text) {
    const std::string name = names[text].substr(0, name_digits);
    if (name.size() != name_digits || !is_digits(name)) continue;
    if (names[text] == name + ".txt" && names[1 - text] == name + "h.ini") return Places{name, text, 1 - text};
  }
  return fail(ErrorKind::file_invalid, "the archive does not hold NAME.txt and NAMEh.ini with a NAME of 21 digits");
}

Result<void> read_lines(ZipReader& zip, std::size_t at, std::uint64_t most_bytes, RtmLines& lines) {
  PP_TRYV(zip.read(at, most_bytes, [&](std::string_view piece) { return lines.feed(piece); }));
  return lines.finish();
}

}  // namespace

std::string_view RtmList::setting(std::string_view key) const {
  for (const auto& [known, value] : settings) {
    if (known == key) return value;
  }
  return {};
}

Result<RtmList> read_rtm(ByteView zip, const RtmRowSink& row, const RtmLimits& limits) {
  if (zip.size() > limits.most_zip_bytes) return fail(ErrorKind::file_invalid, "the archive is too large for a list");
  PP_TRY(ZipReader archive, ZipReader::open(zip, 2));
  PP_TRY(const Places places, places_of(archive.names()));
  RtmList list;
  list.name = places.name;
  IniReader ini(archive.names()[places.ini], list);
  RtmLines ini_lines(ini.file(), limits.most_line_bytes,
                     [&](std::string_view line, std::uint64_t number) { return ini.take(line, number); });
  PP_TRYV(read_lines(archive, places.ini, limits.most_ini_bytes, ini_lines));
  PP_TRYV(ini.finish());

  RowReader rows(archive.names()[places.text], list.version, row);
  RtmLines row_lines(rows.file(), limits.most_line_bytes,
                     [&](std::string_view line, std::uint64_t number) { return rows.take(line, number); });
  PP_TRYV(read_lines(archive, places.text, limits.most_text_bytes, row_lines));
  if (row_lines.lines() == 0) return rtm_defect(rows.file(), 1, "the line of the columns is missing");
  if (rows.letters() != list.totals.letters) {
    return rtm_defect(ini.file(), ini.line_of("Summary.MailCount"),
                      fmt::format("Summary.MailCount is not the {} lines of the list", rows.letters()));
  }
  if (rows.rate_total() != list.totals.rate_total) {
    return rtm_defect(ini.file(), ini.line_of("Summary.DeliveryRateTotal"),
                      "Summary.DeliveryRateTotal is not the sum of the lines");
  }
  return list;
}

}  // namespace postproof::batches
