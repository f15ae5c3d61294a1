#include <boost/json/serialize.hpp>

#include "tests/api/served.hpp"

using namespace postproof;
using namespace postproof::api;

namespace {

const std::string letter_path = "/v1/letters/ltr_0123456789abcdefghjkmnpqrs";

std::string as(const std::string& role) { return "Authorization: Bearer " + role + "-token\r\n"; }

}  // namespace

TEST_CASE("a letter is ordered") {
  const Served served;
  const Received answer = served.ask(post("/v1/letters", good_order));
  CHECK(answer.status == 201);
  CHECK(answer.header("Location") == letter_path);
  CHECK(answer.header("Content-Type") == "application/json");
  CHECK(answer.json().at("track_number") == "10100026123459");
  CHECK(answer.json().at("account_id") == "acc-000123");
}

TEST_CASE("a letter is shown; an id of another shape is not even looked for") {
  Served served;
  CHECK(served.ask(get(letter_path)).json().at("id") == "ltr_0123456789abcdefghjkmnpqrs");
  CHECK(served.backend.calls() == 1);
  const Received unknown = served.ask(get("/v1/letters/nothing"));
  CHECK(unknown.status == 404);
  CHECK(unknown.code() == "letter_not_found");
  CHECK(served.backend.calls() == 1);
}

TEST_CASE("a code is passed on as it was typed") {
  Served served;
  std::string typed;
  served.backend.on_confirm = [&](const AccountId& account, const Secret& code) {
    typed = account.str() + "/" + std::string(code.expose_text());
    return Result<orders::Confirmation>(orders::Confirmation{account, LetterId{"ltr_x"}, instant_of(0)});
  };
  const Received answer = served.ask(post("/v1/confirmations", good_confirmation));
  CHECK(answer.status == 200);
  CHECK(typed == "acc-000123/1234 5678 9012");
  CHECK(answer.body == R"({"confirmed":true,"account_id":"acc-000123","letter_id":"ltr_x",)"
                       R"("confirmed_at":"1970-01-01T03:00:00+03:00","method":"postal_code"})");
}

TEST_CASE("tracking is asked for in the language of the request") {
  Served served;
  std::string asked;
  served.backend.on_tracking = [&](const std::string& number, bool english) {
    asked += number + (english ? ":en " : ":ru ");
    return Result<TrackingView>(fail(ErrorKind::track_number_not_found, "not ours"));
  };
  CHECK(served.ask(get("/v1/tracking/10100026123459")).code() == "track_number_not_found");
  served.ask(get("/v1/tracking/10100026123459", as("post") + "Accept-Language: en\r\n"));
  CHECK(asked == "10100026123459:ru 10100026123459:en ");
}

TEST_CASE("health is told to everybody at both addresses, and nothing else at the second") {
  const Served served;
  CHECK(served.ask(get("/healthz", "")).body == R"({"status":"ok"})");
  const std::uint16_t admin = served.server.admin_address()->port;
  RawClient client(admin);
  client.send(get("/healthz", "") + get(letter_path));
  CHECK(client.answer().status == 200);
  CHECK(client.answer().code() == "not_found");
}

TEST_CASE("every role meets exactly its calls") {
  const Served served;
  struct Row {
    std::string request;
    const char* allowed;
  };
  for (const std::string& role : std::vector<std::string>{"portal", "post", "operator", "auditor"}) {
    const Row table[] = {
        {post("/v1/letters", good_order, as(role)), "portal"},
        {post("/v1/confirmations", good_confirmation, as(role)), "portal"},
        {get(letter_path, as(role)), "portal operator"},
        {get("/v1/tracking/10100026123459", as(role)), "portal post operator"},
        {get("/healthz", as(role)), "portal post operator auditor"},
    };
    for (const Row& row : table) {
      INFO(role << ": " << row.request.substr(0, 40));
      const bool allowed = std::string(row.allowed).find(role) != std::string::npos;
      const Received answer = served.ask(row.request);
      CHECK((answer.status < 300) == allowed);
      if (!allowed) CHECK(answer.code() == "forbidden");
    }
  }
}

TEST_CASE("refusals of the rules are passed on with their facts") {
  Served served;
  served.backend.on_place = [](const orders::Order&) {
    Error refusal = fail(ErrorKind::letter_already_pending, "a letter is on its way");
    refusal.facts.letter_id = "ltr_x";
    refusal.facts.reorder_allowed_at = instant_of(0);
    refusal.facts.retry_after = seconds{2'592'000};
    return Result<orders::LetterView>(refusal);
  };
  const Received pending = served.ask(post("/v1/letters", good_order));
  CHECK(pending.status == 409);
  CHECK(pending.header("Content-Type") == "application/problem+json");
  CHECK(pending.header("Retry-After") == "2592000");
  CHECK(pending.json().at("letter_id") == "ltr_x");
  CHECK(pending.json().at("reorder_allowed_at") == "1970-01-01T03:00:00+03:00");
}

TEST_CASE("a failing house is told as unavailable and logged with its reason") {
  Served served;
  served.backend.on_letter = [](const LetterId&) {
    return Result<orders::LetterView>(fail(ErrorKind::io_failed, "cannot write journal"));
  };
  const Received answer = served.ask(get(letter_path));
  CHECK(answer.status == 503);
  CHECK(answer.code() == "service_unavailable");
  CHECK(answer.body.find("journal") == std::string::npos);
  const auto lines = served.log.lines();
  CHECK(std::ranges::any_of(lines, [](const std::string& line) {
    return line.starts_with("request_refused") &&
           line.find("code=io_failed detail=cannot write journal") != std::string::npos;
  }));
}

TEST_CASE("a house that throws, answers at once, or forgets to answer harms nobody") {
  Served throwing;
  throwing.backend.on_authenticate = [](const Secret&) -> Result<Identity> { return Identity{"p", Role::portal}; };
  throwing.backend.answers_at_once = true;
  throwing.backend.on_letter = [](const LetterId&) -> Result<orders::LetterView> {
    throw std::runtime_error("inside");
  };
  const Received thrown = throwing.ask(get(letter_path));
  CHECK(thrown.status == 500);
  CHECK(thrown.code() == "internal_error");
  CHECK(thrown.body.find("inside") == std::string::npos);
  CHECK(throwing.ask(get("/v1/tracking/1")).status == 200);

  Served forgetful;
  forgetful.backend.drops_calls = true;
  CHECK(forgetful.ask(get(letter_path)).code() == "service_unavailable");
}

TEST_CASE("a store that fails while tokens are checked refuses, never lets in") {
  Served served;
  served.backend.on_authenticate = [](const Secret&) -> Result<Identity> { return fail(ErrorKind::io_failed, "disk"); };
  CHECK(served.ask(post("/v1/letters", good_order)).code() == "service_unavailable");
  CHECK(served.backend.calls() == 0);
}

TEST_CASE("all refusals of a confirmation for the same reason have the same bytes") {
  Served served;
  served.backend.on_confirm = [](const AccountId&, const Secret&) {
    Error refusal = fail(ErrorKind::code_not_accepted, "the code is not accepted");
    refusal.facts.attempts_left = 4;
    return Result<orders::Confirmation>(refusal);
  };
  const std::string id = "X-Request-Id: same\r\n" + as("portal");
  const Received one = served.ask(post("/v1/confirmations", R"({"account_id":"known","code":"1"})", id));
  const Received other = served.ask(post("/v1/confirmations", R"({"account_id":"unknown","code":"123456789012"})", id));
  CHECK(one.status == 422);
  CHECK(one.head == other.head);
  CHECK(one.body == other.body);
}

TEST_CASE("HEAD has the head of GET and no body") {
  const Served served;
  RawClient client(served.port());
  const std::string headers = "X-Request-Id: a\r\n" + as("portal");
  client.send(get(letter_path, headers));
  const Received whole = client.answer();
  std::string head_request = get(letter_path, headers);
  head_request.replace(0, 3, "HEAD");
  client.send(head_request);
  const Received bare = client.answer(false);
  CHECK(bare.head == whole.head);
  std::string missing = get("/nothing", "");
  missing.replace(0, 3, "HEAD");
  client.send(missing + get("/healthz", ""));
  CHECK(client.answer(false).status == 404);
  CHECK(client.answer().status == 200);
}

TEST_CASE("every answer names the request, its date and forbids storing") {
  const Served served;
  RawClient client(served.port());
  const std::string longest(64, 'a');
  client.send(get("/healthz", "X-Request-Id: abc-DEF_1.2\r\n") + get("/nothing", "X-Request-Id: " + longest + "\r\n"));
  for (const std::string& id : {std::string("abc-DEF_1.2"), longest}) {
    const Received answer = client.answer();
    CHECK(answer.header("X-Request-Id") == id);
    CHECK(answer.header("Cache-Control") == "no-store");
    CHECK(answer.header("Date") == "Mon, 23 Nov 2026 06:00:00 GMT");
  }
  for (const std::string& bad : {std::string(65, 'a'), std::string("a b"), std::string("a/b"), std::string("ж"),
                                 std::string("a\r\nX-Request-Id: a"), std::string("")}) {
    client.send(get("/healthz", "X-Request-Id: " + bad + "\r\n"));
    const std::string made = client.answer().header("X-Request-Id");
    INFO(bad);
    CHECK(made.size() == 32);
    CHECK(made.find_first_not_of("0123456789abcdef") == std::string::npos);
  }
}

TEST_CASE("the log has one line for each request, without accounts and bodies") {
  const Served served;
  RawClient client(served.port());
  client.send(post("/v1/confirmations", good_confirmation, "X-Request-Id: r1\r\n" + as("portal")));
  client.answer();
  client.send(get("/secret/acc-000123", "X-Request-Id: r2\r\n"));
  client.answer();
  client.send("GET x HTTP/1.1\r\nHost: h\r\n\r\n");
  client.answer();
  CHECK(client.ends());
  const auto lines = served.log.lines();
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].starts_with("request request_id=r1 method=POST route=/v1/confirmations status=200 microseconds="));
  CHECK(lines[1].starts_with("request request_id=r2 method=GET route= status=404 microseconds="));
  CHECK(lines[2].find("status=400") != std::string::npos);
  for (const std::string& line : lines) {
    CHECK(line.find("acc-000123") == std::string::npos);
    CHECK(line.find("5678") == std::string::npos);
  }
}

TEST_CASE("a token that asks too often is told so and how long to wait") {
  ServerSettings settings = test_settings();
  settings.requests_per_second = 5;
  const Served served(settings);
  RawClient client(served.port());
  int allowed = 0;
  int refused = 0;
  for (int i = 0; i < 20; ++i) {
    client.send(get(letter_path));
    const Received answer = client.answer();
    CHECK(answer.header("RateLimit-Limit") == "5");
    CHECK(answer.header("RateLimit-Reset") == "1");
    CHECK_FALSE(answer.header("RateLimit-Remaining").empty());
    if (answer.status == 200) ++allowed;
    if (answer.status != 429) continue;
    ++refused;
    CHECK(answer.code() == "rate_limited");
    CHECK(answer.header("Retry-After") == "1");
    CHECK(answer.header("RateLimit-Remaining") == "0");
  }
  CHECK(allowed >= 5);
  CHECK(refused >= 1);
  client.send(get(letter_path, as("operator")) + get("/healthz", as("portal")) + get(letter_path, as("nobody")));
  CHECK(client.answer().status == 200);
  CHECK(client.answer().header("RateLimit-Limit").empty());
  CHECK(client.answer().header("RateLimit-Limit").empty());
}
