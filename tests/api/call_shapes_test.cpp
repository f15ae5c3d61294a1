#include "tests/api/served.hpp"

using namespace postproof;
using namespace postproof::api;

namespace {

const std::string letter_path = "/v1/letters/ltr_0123456789abcdefghjkmnpqrs";

std::string as(const std::string& role) { return "Authorization: Bearer " + role + "-token\r\n"; }

}  // namespace

TEST_CASE("a list tells the backend its page and shows what comes next") {
  Served served;
  const Received answer = served.ask(get("/v1/letters?limit=7&cursor=abc"));
  CHECK(answer.status == 200);
  CHECK(served.backend.asked == "abc/7");
  CHECK(answer.json().at("next_cursor") == "next");
  CHECK(answer.json().at("items").as_array().size() == 1);
  served.ask(get("/v1/letters?cursor="));
  CHECK(served.backend.asked == "/50");
  served.ask(get("/v1/batches?limit=200", as("auditor")));
  CHECK(served.backend.asked == "/200");
  served.ask(get("/v1/audit?cursor=x", as("auditor")));
  CHECK(served.backend.asked == "x/50");
}

TEST_CASE("what looks for an office is decoded, bounded and required") {
  Served served;
  CHECK(served.ask(get("/v1/indexes?query=%D0%B0+b%20c")).status == 200);
  CHECK(served.backend.asked == "\xD0\xB0 b c/10");
  CHECK(served.ask(get("/v1/indexes")).code() == "validation_failed");
  CHECK(served.ask(get("/v1/indexes?query=%20")).code() == "validation_failed");
  CHECK(served.ask(get("/v1/indexes?query=" + std::string(257, 'a'))).code() == "validation_failed");
  CHECK(served.ask(get("/v1/indexes?query=a&limit=0")).code() == "validation_failed");
  CHECK(served.ask(get("/v1/indexes/101000")).body ==
        R"({"index":"101000","name":"Москва","region":"Москва","district":null,"city":"Москва","type":"О"})");
}

TEST_CASE("an account's document has all members of the contract, null where nothing is") {
  const Served served;
  CHECK(served.ask(get("/v1/accounts/acc-1")).body ==
        R"({"account_id":"acc-1","can_order":true,"cannot_order_because":null,"reorder_allowed_at":null,)"
        R"("attempts_left":5,"confirmed_at":null,"letter":null})");
}

TEST_CASE("a history tells beginnings and missing reasons as null") {
  Served served;
  served.backend.history_entries = {{instant_of(0), "letter", "", "ordered", "portal", ""}};
  CHECK(served.ask(get(letter_path + "/events")).body ==
        R"({"items":[{"at":"1970-01-01T03:00:00+03:00","axis":"letter","from":null,"to":"ordered","by":"portal",)"
        R"("reason":null}]})");
}

TEST_CASE("a letter has a tag by which it is not sent twice") {
  const Served served;
  const Received first = served.ask(get(letter_path));
  const std::string tag = first.header("ETag");
  CHECK(tag.size() == 34);
  const Received second = served.ask(get(letter_path, as("portal") + "If-None-Match: \"a\", W/" + tag + "\r\n"));
  CHECK(second.status == 304);
  CHECK(second.header("ETag") == tag);
  CHECK(second.body.empty());
  CHECK(second.header("Content-Type").empty());
}

TEST_CASE("readiness names what is missing and is 503 then") {
  Served served;
  CHECK(served.ask(get("/readyz", "")).body == R"({"ready":true,"missing":[]})");
  served.backend.missing = {"there are no track numbers"};
  const Received answer = served.ask(get("/readyz", ""));
  CHECK(answer.status == 503);
  CHECK(answer.body == R"({"ready":false,"missing":["there are no track numbers"]})");
}

TEST_CASE("metrics are told at the second address alone") {
  const Served served;
  CHECK(served.ask(get("/metrics", "")).code() == "not_found");
  RawClient client(served.server.admin_address()->port);
  client.send(get("/metrics", ""));
  const Received answer = client.answer();
  CHECK(answer.status == 200);
  CHECK(answer.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(answer.body == "postproof_up 1\n");
}

TEST_CASE("an answer of another type than the accepted one is refused, whatever the type") {
  const Served served;
  const auto accepting = [&](const std::string& path, const std::string& type, const std::string& who) {
    return served.ask(get(path, who + "Accept: " + type + "\r\n")).status;
  };
  CHECK(accepting("/docs", "text/html", "") == 200);
  CHECK(accepting("/docs", "application/json", "") == 406);
  CHECK(accepting(letter_path + "/proof.pdf", "application/pdf", as("operator")) == 200);
  CHECK(accepting(letter_path + "/proof.pdf", "application/*", as("operator")) == 200);
  CHECK(accepting(letter_path + "/proof.pdf", "application/json", as("operator")) == 406);
}
