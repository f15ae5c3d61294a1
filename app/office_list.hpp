#pragma once

#include <vector>

#include "core/files.hpp"
#include "core/result.hpp"
#include "orders/office.hpp"

namespace postproof::app {

/// Reads the post's list of offices, in whatever of these forms the file has, told by its content: the dBASE file of
/// the post's own PIndx archive (code page 866), that archive (ZIP with exactly one .dbf), CSV in UTF-8, either packed
/// by gzip.
///
/// Columns, in any order, case and underscores not heeded: INDEX, OPSNAME, OPSTYPE, REGION, AUTONOM, AREA, CITY,
/// CITY_1; others are passed over. An office's region is REGION, or AUTONOM where that is empty; its city is CITY_1
/// where there is one (then CITY is what it belongs to, and stands with the district), else CITY. Blanks are folded
/// into one.
///
/// The list is good as a whole or refused: file_invalid with "FILE:LINE: reason" (or "FILE: record N: reason") for a
/// missing or repeated column, an index that is not six digits or occurs twice, a missing name, a text of more than 200
/// bytes or with a control character, more than 500 000 offices, none at all, a file of more than 64 MiB or one that
/// unpacks to more than 256 MiB, a damaged or encrypted archive, other encodings. Sorted by index.
Result<std::vector<orders::Office>> read_office_list(const Path& file, const Files& files);

}  // namespace postproof::app
