#pragma once

#include <chrono>

namespace postproof::api {

struct Route;

/// One request that was answered.
struct Answered {
  const Route* route = nullptr;  ///< nullptr: the request reached none
  int status = 0;
  std::chrono::microseconds took{0};  ///< from its first byte to its answer's being handed to the system
};

/// Who counts the requests of the service. Called once an answer, from the server's threads; must not block.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void answered(const Answered& answered) = 0;
};

}  // namespace postproof::api
