#pragma once

#include <string>
#include <utility>
#include <vector>

namespace postproof::api {

/// What is sent back. Header values hold visible ASCII and spaces only.
struct Answer {
  int status = 200;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

}  // namespace postproof::api
