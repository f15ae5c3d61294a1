#pragma once

#include <memory>

#include "core/http_calls.hpp"
#include "system/curl_http_client.hpp"

namespace postproof::system {

/// HttpCalls through libcurl's multi interface, with all that CurlHttpClient promises of a single request. Of
/// CurlSettings, `connections` bounds how many are kept for use again. Calls under way are broken off when the object
/// goes.
class CurlHttpCalls final : public HttpCalls {
 public:
  explicit CurlHttpCalls(CurlSettings settings = {});
  ~CurlHttpCalls() override;

  std::size_t under_way() const override;
  void start(std::uint64_t number, HttpRequest request) override;
  std::vector<Finished> wait(std::chrono::milliseconds longest) override;
  void wake() override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace postproof::system
