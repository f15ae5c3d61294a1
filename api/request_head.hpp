#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace postproof::api {

struct HeadLimits {
  std::size_t most_bytes = 16U << 10U;  ///< the whole block, blank line included
  std::size_t most_fields = 100;
  std::size_t most_target_bytes = 8U << 10U;
};

/// Finds the end of a header block while its bytes arrive, and refuses a hopeless one at once instead of waiting for
/// more of it. For one request; the bytes of all calls are the same ones, growing.
class HeadScanner {
 public:
  explicit HeadScanner(const HeadLimits& limits) : limits_(limits) {}

  /// The size of the block up to and with its blank line, or nothing while it is not whole. malformed_request for a CR
  /// or LF that stands alone, a NUL, an empty or bad request line; uri_too_long; headers_too_large. Looks at each byte
  /// once.
  Result<std::optional<std::size_t>> scan(std::string_view received);

 private:
  Result<void> end_line(std::string_view line);
  Result<void> check_unfinished(std::string_view received) const;

  HeadLimits limits_;
  std::size_t scanned_ = 0;
  std::size_t line_start_ = 0;
  bool first_line_done_ = false;
};

struct HeaderField {
  std::string_view name;   ///< as sent
  std::string_view value;  ///< without blanks at its ends
};

/// A request's header block, taken apart and found unambiguous (RFC 9112, and stricter). All views are into the block.
struct RequestHead {
  std::string_view method;
  std::string_view target;
  int minor_version = 1;  ///< HTTP/1.0 or HTTP/1.1
  std::vector<HeaderField> fields;

  std::string_view host;  ///< empty: HTTP/1.0 without Host
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool keep_alive = true;
  bool expects_continue = false;

  bool has_body() const { return chunked || content_length.value_or(0) > 0; }
  std::size_t count(std::string_view name) const;
  /// The value of the first field of this name; empty if there is none.
  std::string_view first(std::string_view name) const;
  bool has(std::string_view name) const { return count(name) > 0; }
};

/// Takes a whole block apart (as HeadScanner measured it). malformed_request for: a method in lower case, another
/// version than 1.0 and 1.1, a character in the target that RFC 3986 does not know, folded lines, blanks or foreign
/// characters in names, control characters in values, a repeated or unreadable Content-Length, Content-Length beside
/// Transfer-Encoding, any Transfer-Encoding but exactly `chunked` (or in HTTP/1.0), Host missing in HTTP/1.1, repeated
/// or unreadable. headers_too_large for too many fields, uri_too_long.
Result<RequestHead> parse_head(std::string_view block, const HeadLimits& limits);

}  // namespace postproof::api
