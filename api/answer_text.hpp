#pragma once

#include <string>

#include "api/exchange.hpp"

namespace postproof::api {

/// What an answer on the wire needs beside itself.
struct AnswerFrame {
  int minor_version = 1;  ///< of the request
  bool keep_alive = false;
  std::string_view date;  ///< IMF-fixdate
};

/// The bytes of an answer (RFC 9112): status line, Date, Content-Type, Cache-Control, X-Request-Id, RateLimit-*, the
/// answer's own fields, Connection where it is not what the version takes for granted, Content-Length, and the body
/// unless HEAD asked.
std::string answer_text(const AnswerFrame& frame, const Exchange& exchange, const Answer& answer);

}  // namespace postproof::api
