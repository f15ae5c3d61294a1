#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "postsim/tracking_service.hpp"
#include "system/posix_files.hpp"
#include "tests/support/open_store.hpp"
#include "tracking/poll.hpp"

namespace postproof::test {

/// The simulated post behind an HttpClient, without a wire.
class PostAtHand final : public HttpClient {
 public:
  explicit PostAtHand(postsim::TrackingService& service) : service_(service) {}

  std::vector<Result<HttpAnswer>> perform(std::span<const HttpRequest> requests) override {
    std::vector<Result<HttpAnswer>> answers;
    for (const HttpRequest& request : requests) answers.push_back(answer(request));
    return answers;
  }

 private:
  Result<HttpAnswer> answer(const HttpRequest& request) {
    ++calls;
    const std::string type = request.headers.at(0).second;
    const std::string path = request.url.substr(request.url.rfind('/'));
    postsim::HttpReply reply = service_.handle({"POST", path, type, request.body});
    if (reply.way != postsim::HttpReply::Way::answer) return fail(ErrorKind::remote_failed, "no answer came");
    return HttpAnswer{reply.status, reply.content_type, std::move(reply.body)};
  }

  postsim::TrackingService& service_;

 public:
  int calls = 0;
};

/// Letters of invented people in a real database, the simulated post, and a year between them.
class YearHouse {
 public:
  static constexpr int posted_days = 20;

  YearHouse(const Path& folder, int letters, const std::vector<std::string>& faults);

  /// Lives through the year: a poll every two hours at first, two a day later; sweeps once a day.
  void live();
  /// Status by track number.
  std::map<std::string, std::string> statuses();
  /// How often each notice was sent about each letter, by letter id and type.
  std::map<std::pair<std::string, std::string>, int> notices();
  std::string ask(const std::string& sql) { return store_.ask(sql); }
  const tracking::PollSummary& sum() const { return sum_; }
  int calls() const { return client_.calls; }

 private:
  void add_letters(int letters);
  void poll();
  void sweep();

  Instant start_ = *parse_instant("2026-11-23T09:00:00+03:00");
  OpenStore store_;
  system::PosixFiles files_;
  postsim::InventedLetters invented_{7, start_, posted_days, std::nullopt};
  postsim::TrackingService post_;
  PostAtHand client_{post_};
  tracking::PollSummary sum_;
};

}  // namespace postproof::test
