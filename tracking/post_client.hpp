#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/http_client.hpp"
#include "core/ids.hpp"
#include "core/result.hpp"
#include "tracking/post_credentials.hpp"
#include "tracking/soap_batch.hpp"
#include "tracking/soap_single.hpp"

namespace postproof::tracking {

/// Where the post is asked, and as whom.
struct PostAccess {
  std::string single_url;
  std::string batch_url;
  PostCredentials credentials;
  std::chrono::milliseconds timeout{60'000};
};

/// Asks the post over HTTP. Each method performs its requests together and returns one result for each in the same
/// order; each request is one call of the post's quota. A failed connection, an unexpected HTTP status and a
/// defective answer are remote_failed; the post's own refusals are values. Borrows the HTTP client. Not for several
/// threads at once.
class PostClient {
 public:
  PostClient(HttpClient& http, PostAccess access);

  /// One ticket for each list; a list holds 1-3000 numbers.
  std::vector<Result<TicketReply>> request_tickets(std::span<const std::vector<TrackNumber>> lists);

  /// The answers to the tickets as texts for read_batch_answer: reading them is left to another thread.
  std::vector<Result<std::string>> collect(std::span<const std::string> tickets);

  /// The histories of the numbers, one request each.
  std::vector<Result<HistoryReply>> history(std::span<const TrackNumber> numbers);

 private:
  HttpRequest batch_call(std::string body) const;
  HttpRequest single_call(std::string body) const;
  std::vector<Result<HttpAnswer>> perform(std::vector<HttpRequest> requests);

  HttpClient& http_;
  PostAccess access_;
};

}  // namespace postproof::tracking
