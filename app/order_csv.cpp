#include "app/order_csv.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "app/csv_rows.hpp"

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

/// Makes lines of the rows of a file, the first of which names the columns.
class OrderRows {
 public:
  explicit OrderRows(const Path& file) : file_(file) {}

  /// file_invalid for a header that is not ours.
  Result<void> take(CsvRow row) {
    if (positions_.empty()) return header(row);
    lines.push_back(line_of(row));
    return success();
  }
  bool has_header() const { return !positions_.empty(); }

  std::vector<OrderLine> lines;

 private:
  Result<void> header(const CsvRow& row) {
    std::array<bool, columns.size()> seen{};
    for (const std::string& name : row.cells) {
      const auto column = std::ranges::find(columns, name, &Column::name);
      const auto number = static_cast<std::size_t>(column - columns.begin());
      if (number == columns.size()) {
        return csv_fault(file_, row.line, fmt::format("the header names an unknown column '{:.40}'", name));
      }
      if (seen.at(number)) {
        return csv_fault(file_, row.line, fmt::format("the header names the column {} twice", name));
      }
      seen.at(number) = true;
      positions_.push_back(number);
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (seen.at(i)) continue;
      return csv_fault(file_, row.line, fmt::format("the header lacks the column {}", columns.at(i).name));
    }
    return success();
  }

  OrderLine line_of(CsvRow& row) const {
    OrderLine line;
    line.line = row.line;
    if (row.cells.size() != positions_.size()) {
      line.fault = FieldError{
          "", "bad_format", fmt::format("the line has {} fields, the header {}", row.cells.size(), positions_.size())};
      return line;
    }
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const Column& column = columns.at(positions_[i]);
      if (row.cells[i].size() > most_field_bytes) {
        line.fault = FieldError{std::string(column.name), "too_long", "the field is longer than 4096 bytes"};
      } else if (column.field == nullptr) {
        line.request_id = row.cells[i];
      } else {
        line.form.*column.field = std::move(row.cells[i]);
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

  const Path& file_;
  std::vector<std::size_t> positions_;
};

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
  OrderRows rows(file);
  Result<void> read =
      read_csv(text_of(content.value()), file, [&rows](CsvRow row) { return rows.take(std::move(row)); });
  if (read && !rows.has_header()) {
    read = csv_fault(file, 1, "the file is empty; its first line must name the columns");
  }
  if (!read) return error(read.error().kind, read.error().detail + "; nothing was placed");
  return std::move(rows.lines);
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
