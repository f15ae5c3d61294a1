#pragma once

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "api/request_head.hpp"
#include "api/wiping_allocator.hpp"

namespace postproof::api {

/// The library's parser of requests; what it held is overwritten.
using RequestBody = boost::beast::http::basic_string_body<char, std::char_traits<char>, WipingAllocator<char>>;
using RequestParser = boost::beast::http::request_parser<RequestBody, WipingAllocator<char>>;

/// Lets the library parse the header block that parse_head has taken apart: what the two do not read alike is
/// malformed_request, so that nobody between the client and us can be made to read it differently. `parser` is fresh,
/// and goes on with the body.
Result<void> second_opinion(RequestParser& parser, std::string_view block, const RequestHead& head);

}  // namespace postproof::api
