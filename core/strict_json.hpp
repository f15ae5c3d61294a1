#pragma once

#include <cstddef>
#include <string_view>

#include <boost/json/value.hpp>

#include "core/result.hpp"

namespace postproof {

struct JsonLimits {
  std::size_t most_bytes = 64U << 10U;
  std::size_t deepest = 16;
};

/// Parses one JSON document strictly (RFC 8259): valid UTF-8, no duplicate keys in an object, no U+0000 in a string, no
/// lone surrogates, no number out of the range of a double, nothing but blanks after the document, nesting and size
/// within the limits. Anything else is malformed_json (body_too_large for the size) with a sentence about what and
/// where.
Result<boost::json::value> parse_strict_json(std::string_view text, const JsonLimits& limits = {});

}  // namespace postproof
