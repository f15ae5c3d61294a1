#include "app/csv_rows.hpp"

#include <memory>
#include <utility>

#include <csv.h>
#include <fmt/format.h>

#include "orders/order_text.hpp"

namespace postproof::app {

namespace {

/// What libcsv calls back: cells become rows.
struct Collecting {
  const std::function<Result<void>(CsvRow)>& take;
  std::int64_t line = 1;
  CsvRow row;
  Result<void> outcome = success();

  void end_row() {
    if (row.cells.empty()) return;
    if (outcome) outcome = take(std::exchange(row, CsvRow{}));
    row.cells.clear();
  }
};

void on_cell(void* data, std::size_t size, void* collecting) {
  static_cast<Collecting*>(collecting)->row.cells.emplace_back(static_cast<const char*>(data), size);
}
void on_row(int, void* collecting) { static_cast<Collecting*>(collecting)->end_row(); }

struct FreeParser {
  void operator()(csv_parser* parser) const {
    csv_free(parser);
    delete parser;
  }
};

Result<std::unique_ptr<csv_parser, FreeParser>> new_parser() {
  std::unique_ptr<csv_parser> parser(new csv_parser);
  if (csv_init(parser.get(), CSV_STRICT | CSV_STRICT_FINI) != 0) {
    return fail(ErrorKind::internal_error, "the CSV reader cannot be set up");
  }
  csv_set_space_func(parser.get(), [](unsigned char) { return 0; });
  return std::unique_ptr<csv_parser, FreeParser>(parser.release());
}

}  // namespace

Error csv_fault(const Path& file, std::int64_t line, const std::string& what) {
  return error(ErrorKind::file_invalid, fmt::format("{}:{}: {}", file.string(), line, what));
}

Result<void> read_csv(std::string_view text, const Path& file, const std::function<Result<void>(CsvRow)>& take) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.find('\0') != std::string_view::npos) return csv_fault(file, 1, "the file holds NUL bytes and is no text");
  if (!orders::is_utf8(text)) return csv_fault(file, 1, "the file is not in UTF-8; save it as CSV UTF-8");
  PP_TRY(const auto parser, new_parser());
  Collecting collecting{take, 1, {}, success()};
  while (!text.empty() && collecting.outcome) {
    const std::size_t end = text.find('\n');
    const std::string_view piece = text.substr(0, end == std::string_view::npos ? text.size() : end + 1);
    if (collecting.row.line == 0 && piece.find_first_not_of("\r\n") != std::string_view::npos) {
      collecting.row.line = collecting.line;
    }
    if (csv_parse(parser.get(), piece.data(), piece.size(), on_cell, on_row, &collecting) != piece.size()) {
      return csv_fault(file, collecting.line, std::string("this is no CSV: ") + csv_strerror(csv_error(parser.get())));
    }
    if (piece.ends_with('\n')) ++collecting.line;
    text.remove_prefix(piece.size());
  }
  if (collecting.outcome && csv_fini(parser.get(), on_cell, on_row, &collecting) != 0) {
    return csv_fault(file, collecting.line, "a quoted field is not closed");
  }
  return collecting.outcome;
}

}  // namespace postproof::app
