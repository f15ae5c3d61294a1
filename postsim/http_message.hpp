#pragma once

#include <chrono>
#include <string>

namespace postproof::postsim {

/// One HTTP request as the post's services see it.
struct HttpCall {
  std::string method;
  std::string path;          ///< without the query
  std::string content_type;  ///< "" if not given
  std::string body;
};

/// What is done about it.
struct HttpReply {
  enum class Way { answer, close, never };
  Way way = Way::answer;  ///< answer; close the connection without one; keep it open without one
  int status = 200;
  std::string content_type;
  std::string body;
  std::chrono::milliseconds delay{0};  ///< before anything is done
};

}  // namespace postproof::postsim
