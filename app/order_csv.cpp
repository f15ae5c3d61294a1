#include "app/order_csv.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>

#include <csv.h>
#include <fmt/format.h>

#include "orders/order_text.hpp"

namespace postproof::app {

namespace {

constexpr std::uint64_t most_file_bytes = 512ULL << 20U;
constexpr std::size_t most_field_bytes = 4096;

using Setter = std::optional<std::string> orders::OrderForm::*;
struct Column {
  std::string_view name;
  Setter field;
};
constexpr std::array columns{
    Column{"request_id", nullptr},
    Column{"account_id", &orders::OrderForm::account_id},
    Column{"account_level", &orders::OrderForm::account_level},
    Column{"language", &orders::OrderForm::language},
    Column{"recipient_last_name", &orders::OrderForm::last_name},
    Column{"recipient_first_name", &orders::OrderForm::first_name},
    Column{"recipient_middle_name", &orders::OrderForm::middle_name},
    Column{"address_country", &orders::OrderForm::country},
    Column{"address_index", &orders::OrderForm::index},
    Column{"address_region", &orders::OrderForm::region},
    Column{"address_district", &orders::OrderForm::district},
    Column{"address_city", &orders::OrderForm::city},
    Column{"address_street", &orders::OrderForm::street},
    Column{"address_house", &orders::OrderForm::house},
    Column{"address_building", &orders::OrderForm::building},
    Column{"address_apartment", &orders::OrderForm::apartment},
};

bool is_request_id(std::string_view text) {
  return !text.empty() && text.size() <= 128 &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7F' && c != '"' && c != ','; });
}

/// Takes the cells of libcsv and makes lines of them.
class Reading {
 public:
  explicit Reading(std::string file) : file_(std::move(file)) {}

  void cell(std::string_view text) { cells_.emplace_back(text); }
  void row() {
    in_row_ = false;
    if (cells_.empty()) return;
    if (positions_.empty()) {
      header();
    } else {
      lines.push_back(data_line());
    }
    cells_.clear();
  }
  /// Before a physical line is read: a row begins on it unless one is open, or the line is blank.
  void begin_physical_line(bool is_blank) {
    if (in_row_ || is_blank) return;
    in_row_ = true;
    row_line_ = line_;
  }
  void next_physical_line() { ++line_; }
  std::int64_t line() const { return line_; }
  bool has_header() const { return !positions_.empty(); }

  std::string fault;  ///< of the whole file
  std::vector<OrderLine> lines;

 private:
  void header() {
    std::array<bool, columns.size()> seen{};
    for (const std::string& name : cells_) {
      const auto column = std::ranges::find(columns, name, &Column::name);
      if (column == columns.end()) return blame(fmt::format("the header names an unknown column '{:.40}'", name));
      const auto number = static_cast<std::size_t>(column - columns.begin());
      if (seen.at(number)) return blame(fmt::format("the header names the column {} twice", name));
      seen.at(number) = true;
      positions_.push_back(number);
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (!seen.at(i)) return blame(fmt::format("the header lacks the column {}", columns.at(i).name));
    }
  }

  void blame(const std::string& what) {
    if (fault.empty()) fault = fmt::format("{}:{}: {}; nothing was placed", file_, row_line_, what);
  }

  OrderLine data_line() {
    OrderLine line;
    line.line = row_line_;
    if (cells_.size() != positions_.size()) {
      line.fault = FieldError{"", "bad_format",
                              fmt::format("the line has {} fields, the header {}", cells_.size(), positions_.size())};
      return line;
    }
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const Column& column = columns.at(positions_[i]);
      if (cells_[i].size() > most_field_bytes) {
        line.fault = FieldError{std::string(column.name), "too_long", "the field is longer than 4096 bytes"};
      } else if (column.field == nullptr) {
        line.request_id = cells_[i];
      } else {
        line.form.*column.field = std::move(cells_[i]);
      }
    }
    check_request_id(line);
    return line;
  }

  static void check_request_id(OrderLine& line) {
    if (line.fault) return;
    if (line.request_id.empty()) {
      line.fault = FieldError{"request_id", "required", "every line needs a request_id"};
    } else if (!is_request_id(line.request_id)) {
      line.fault =
          FieldError{"request_id", "bad_characters", "1 to 128 visible ASCII characters without comma and quote"};
      line.request_id.clear();
    }
  }

  std::string file_;
  std::int64_t line_ = 1;
  std::int64_t row_line_ = 1;
  bool in_row_ = false;
  std::vector<std::string> cells_;
  std::vector<std::size_t> positions_;
};

void on_cell(void* data, std::size_t size, void* reading) {
  static_cast<Reading*>(reading)->cell({static_cast<const char*>(data), size});
}
void on_row(int, void* reading) { static_cast<Reading*>(reading)->row(); }

struct FreeParser {
  void operator()(csv_parser* parser) const {
    csv_free(parser);
    delete parser;
  }
};

Error not_csv(const Path& file, std::int64_t line, const std::string& what) {
  return error(ErrorKind::file_invalid, fmt::format("{}:{}: {}; nothing was placed", file.string(), line, what));
}

/// Feeds the text line by line, so that every cell knows on which physical line it stands.
Result<void> parse_whole(std::string_view text, const Path& file, Reading& reading) {
  std::unique_ptr<csv_parser, FreeParser> parser(new csv_parser);
  if (csv_init(parser.get(), CSV_STRICT | CSV_STRICT_FINI) != 0) {
    delete parser.release();
    return fail(ErrorKind::internal_error, "the CSV reader cannot be set up");
  }
  csv_set_space_func(parser.get(), [](unsigned char) { return 0; });
  while (!text.empty() && reading.fault.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view piece = text.substr(0, end == std::string_view::npos ? text.size() : end + 1);
    reading.begin_physical_line(piece.find_first_not_of("\r\n") == std::string_view::npos);
    if (csv_parse(parser.get(), piece.data(), piece.size(), on_cell, on_row, &reading) != piece.size()) {
      return not_csv(file, reading.line(), std::string("this is no CSV: ") + csv_strerror(csv_error(parser.get())));
    }
    if (piece.ends_with('\n')) reading.next_physical_line();
    text.remove_prefix(piece.size());
  }
  if (reading.fault.empty() && csv_fini(parser.get(), on_cell, on_row, &reading) != 0) {
    return not_csv(file, reading.line(), "a quoted field is not closed");
  }
  if (!reading.fault.empty()) return fail(ErrorKind::file_invalid, reading.fault);
  if (!reading.has_header()) return not_csv(file, 1, "the file is empty; its first line must name the columns");
  return success();
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  return quoted + "\"";
}

}  // namespace

Result<std::vector<OrderLine>> read_order_csv(const Path& file, const Files& files) {
  auto content = files.read(file, most_file_bytes);
  if (!content) return fail(ErrorKind::file_invalid, content.error().detail);
  std::string_view text = text_of(content.value());
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.find('\0') != std::string_view::npos) return not_csv(file, 1, "the file holds NUL bytes and is no text");
  if (!orders::is_utf8(text)) return not_csv(file, 1, "the file is not in UTF-8; save it as CSV UTF-8");
  Reading reading(file.string());
  PP_TRYV(parse_whole(text, file, reading));
  return std::move(reading.lines);
}

std::string write_rejected_csv(const std::vector<RejectedLine>& lines) {
  std::string csv = "line,request_id,field,code,message\n";
  for (const RejectedLine& line : lines) {
    const bool formula =
        !line.request_id.empty() && std::string_view("=+-@").find(line.request_id.front()) != std::string_view::npos;
    fmt::format_to(std::back_inserter(csv), "{},{}{},{},{},{}\n", line.line, formula ? "'" : "",
                   csv_cell(line.request_id), csv_cell(line.error.field), csv_cell(line.error.code),
                   csv_cell(line.error.message));
  }
  return csv;
}

}  // namespace postproof::app
