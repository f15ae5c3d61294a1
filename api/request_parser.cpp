#include "api/request_parser.hpp"

#include <boost/asio/buffer.hpp>

namespace postproof::api {

Result<void> second_opinion(RequestParser& parser, std::string_view block, const RequestHead& head) {
  parser.header_limit(static_cast<std::uint32_t>(block.size() + 1));
  parser.body_limit(boost::none);
  boost::system::error_code ec;
  const std::size_t used = parser.put(boost::asio::buffer(block), ec);
  const bool whole = !ec && used == block.size() && parser.is_header_done();
  const bool same_body = whole && parser.chunked() == head.chunked &&
                         (!head.content_length || parser.content_length().value_or(0) == *head.content_length);
  if (!same_body) {
    return fail(ErrorKind::malformed_request, "the header block can be read in more than one way");
  }
  return success();
}

}  // namespace postproof::api
