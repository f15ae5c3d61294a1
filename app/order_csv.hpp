#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "core/result.hpp"
#include "orders/address.hpp"

namespace postproof::app {

/// One data line of an import file. `form` is empty where the line itself is broken; `fault` says why then.
struct OrderLine {
  std::int64_t line = 0;  ///< physical line on which the row begins, the header being 1
  std::string request_id;
  orders::OrderForm form;
  std::optional<FieldError> fault;
};

/// Reads a whole import file: UTF-8 (a byte order mark is fine), RFC 4180 with LF or CRLF, a header that names exactly
/// the columns request_id, account_id, account_level, language, recipient_last_name, recipient_first_name,
/// recipient_middle_name, address_country, address_index, address_region, address_district, address_city,
/// address_street, address_house, address_building, address_apartment in any order. file_invalid with
/// "FILE:LINE: reason" for a file that is no such thing (other encoding, NUL, unclosed or stray quotes, a missing,
/// unknown or repeated column), before any line is given out. At most 512 MiB.
Result<std::vector<OrderLine>> read_order_csv(const Path& file, const Files& files);

/// One refused line of an import, as it is written beside the file.
struct RejectedLine {
  std::int64_t line = 0;
  std::string request_id;
  FieldError error;
};

/// `line,request_id,field,code,message` with quotes where needed; a request id that a spreadsheet would take for a
/// formula is preceded by an apostrophe.
std::string write_rejected_csv(const std::vector<RejectedLine>& lines);

}  // namespace postproof::app
