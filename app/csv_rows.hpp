#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"
#include "core/result.hpp"

namespace postproof::app {

/// One row of a CSV file.
struct CsvRow {
  std::int64_t line = 0;  ///< physical line on which it begins, the first being 1
  std::vector<std::string> cells;
};

/// Reads RFC 4180 with LF or CRLF, commas, and text in UTF-8 (a byte order mark is fine), and gives each row but blank
/// lines to `take`. file_invalid with "FILE:LINE: reason" for other encodings, NUL, stray and unclosed quotes;
/// otherwise the error of `take`, which is not called again after one. `file` is named in errors only.
Result<void> read_csv(std::string_view text, const Path& file, const std::function<Result<void>(CsvRow)>& take);

/// The error for a place in a file that is not as it must be.
Error csv_fault(const Path& file, std::int64_t line, const std::string& what);

}  // namespace postproof::app
