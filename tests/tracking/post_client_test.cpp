#include "tracking/post_client.hpp"

#include <catch2/catch.hpp>

#include "tests/tracking/event_texts.hpp"
#include "tests/tracking/fake_post.hpp"

namespace postproof::tracking {
namespace {

/// Gives the answers set up, in order, and keeps what was asked; also where the bodies were, to look again later.
class ScriptedHttp final : public HttpClient {
 public:
  std::vector<HttpAnswer> script;
  std::vector<HttpRequest> seen;
  std::vector<Result<HttpAnswer>> perform(std::span<const HttpRequest> requests) override {
    std::vector<Result<HttpAnswer>> answers;
    for (const HttpRequest& request : requests) {
      answers.emplace_back(script.at(seen.size()));
      seen.push_back(request);
    }
    return answers;
  }
};

PostAccess access() { return {"https://post.example/rtm34", "https://post.example/fc", test::credentials()}; }

std::string header(const HttpRequest& request, const std::string& name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return "(none)";
}

TEST_CASE("the batch protocol is asked with the headers of SOAP 1.1, several tickets together") {
  ScriptedHttp http;
  http.script = {{200, "text/xml", test::ticket_reply("<value>A</value>")},
                 {200, "text/xml", test::ticket_reply("<error ErrorTypeID=\"18\"/>")}};
  PostClient client{http, access()};
  const std::vector<std::vector<TrackNumber>> lists{{TrackNumber{"1"}}, {TrackNumber{"2"}, TrackNumber{"3"}}};
  const auto replies = client.request_tickets(lists);
  REQUIRE(replies.size() == 2);
  CHECK(std::get<std::string>(replies[0].value()) == "A");
  CHECK(std::get<BatchError>(replies[1].value()) == BatchError::too_many_items);
  CHECK(http.seen[0].method == "POST");
  CHECK(http.seen[0].url == "https://post.example/fc");
  CHECK(header(http.seen[0], "Content-Type") == "text/xml; charset=utf-8");
  CHECK(header(http.seen[0], "SOAPAction") == "\"\"");
  CHECK_THAT(http.seen[1].body, Catch::Contains("Barcode=\"2\"") && Catch::Contains("Barcode=\"3\""));
  CHECK(http.seen[0].most_answer_bytes == most_answer_bytes);
}

TEST_CASE("the single protocol is asked with the header of SOAP 1.2") {
  ScriptedHttp http;
  http.script = {{200, "application/soap+xml", test::history_reply("")},
                 {500, "application/soap+xml", test::single_fault("AuthorizationFaultReason")}};
  PostClient client{http, access()};
  const std::vector<TrackNumber> numbers{TrackNumber{"10100024004170"}, TrackNumber{"10100024004187"}};
  const auto replies = client.history(numbers);
  CHECK(std::get<std::vector<TrackingEvent>>(replies.at(0).value()).empty());
  CHECK(std::get<SingleFault>(replies.at(1).value()) == SingleFault::not_authorised);
  CHECK(http.seen[0].url == "https://post.example/rtm34");
  CHECK(header(http.seen[0], "Content-Type") == "application/soap+xml; charset=UTF-8");
  CHECK(header(http.seen[0], "SOAPAction") == "(none)");
}

TEST_CASE("an unexpected HTTP status is a failure whatever the body says") {
  const std::string good = test::ticket_reply("<value>A</value>");
  for (const int status : {0, 201, 204, 301, 302, 400, 401, 403, 404, 429, 500, 502, 503}) {
    CAPTURE(status);
    ScriptedHttp http;
    http.script = {{status, "text/xml", good}};
    PostClient client{http, access()};
    const std::vector<std::vector<TrackNumber>> lists{{TrackNumber{"1"}}};
    const auto replies = client.request_tickets(lists);
    REQUIRE_FALSE(replies.at(0));
    CHECK(replies[0].error().kind == ErrorKind::remote_failed);
    CHECK_THAT(replies[0].error().detail, Catch::Contains(std::to_string(status)));
  }
}

TEST_CASE("a SOAP fault of the batch protocol is a failure") {
  ScriptedHttp http;
  http.script = {{500, "text/xml", test::batch_envelope("<S:Fault><faultcode>S:Server</faultcode></S:Fault>")}};
  PostClient client{http, access()};
  const std::vector<std::string> tickets{"T"};
  const auto texts = client.collect(tickets);
  CHECK_THAT(parse_batch_reply(texts.at(0).value()).error().detail, Catch::Contains("SOAP fault"));
}

TEST_CASE("one failed request leaves the others their answers") {
  ManualClock clock{test::at("2026-12-01T10:00:00Z")};
  ScriptedHttp http;
  http.script = {{404, "text/html", "<html></html>"},
                 {200, "text/xml", test::batch_wrapper("<error ErrorTypeID=\"6\"/>")}};
  PostClient client{http, access()};
  const std::vector<std::string> tickets{"T1", "T2"};
  const auto texts = client.collect(tickets);
  CHECK_FALSE(texts.at(0));
  CHECK(std::get<BatchError>(parse_batch_reply(texts.at(1).value()).value()) == BatchError::not_ready);
}

}  // namespace
}  // namespace postproof::tracking
