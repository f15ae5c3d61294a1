#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/result.hpp"

namespace postproof::app {

/// One record of a dBASE file, its texts in UTF-8, without blanks at their ends.
struct DbfRow {
  std::int64_t record = 0;  ///< its place in the file, the first being 1; deleted ones count and are not given
  std::vector<std::string> cells;
};

/// Whether the bytes begin like a dBASE III file.
bool looks_like_dbf(ByteView file);

/// Who is given what a file holds.
struct DbfTakers {
  std::function<Result<void>(const std::vector<std::string>& fields)> header;
  std::function<Result<void>(DbfRow)> record;
};

/// Reads a dBASE III file (dBASE III file structure, version byte 0x03, character, number and date fields, no memos) in
/// code page 866: first the names of its fields, then each record. The header must agree with itself and the size of
/// the file to the byte (an end mark 0x1A may follow) before a record is read. file_invalid naming field or record;
/// otherwise the error of the functions. Any thread.
Result<void> read_dbf(ByteView file, const DbfTakers& take);

}  // namespace postproof::app
