#include <random>
#include <string>

#include <catch2/catch.hpp>

#include "tests/tracking/soap_samples.hpp"
#include "tracking/soap_batch.hpp"
#include "tracking/soap_document.hpp"
#include "tracking/soap_single.hpp"

namespace postproof::tracking {
namespace {

const TrackNumber number{"10100024004170"};

std::string good_batch() {
  return test::batch_reply(test::item(number.str(), test::operation("2", "1", "01.12.2026 09:00:00", "101000")) +
                           test::item("10100024004187", "<ns3:Error ErrorTypeID=\"12\"/>"));
}

std::string good_single() {
  return test::history_reply(test::record(number.str(), "2", "1", "2026-12-01T14:50:00.000+07:00", "630099") +
                             test::record(number.str(), "8", "2", "2026-12-01T10:50:00.000+07:00", "630099"));
}

void check_refused(const std::string& text, const std::string& part_of_sentence) {
  const auto batch = parse_batch_reply(text);
  CAPTURE(text.substr(0, 200));
  REQUIRE_FALSE(batch);
  CHECK(batch.error().kind == ErrorKind::remote_failed);
  CHECK_THAT(batch.error().detail, Catch::Contains(part_of_sentence));
  CHECK_FALSE(parse_ticket_reply(text));
  CHECK_FALSE(parse_history_reply(text, number));
}

TEST_CASE("an answer cut off at any byte is never an answer") {
  const std::string batch = good_batch();
  const std::string single = good_single();
  const std::string ticket = test::ticket_reply("<value>20260915040001123LOGIN</value>");
  REQUIRE(parse_batch_reply(batch));
  REQUIRE(parse_history_reply(single, number));
  REQUIRE(parse_ticket_reply(ticket));
  for (std::size_t length = 0; length < batch.size(); ++length)
    REQUIRE_FALSE(parse_batch_reply(batch.substr(0, length)));
  for (std::size_t length = 0; length < single.size(); ++length) {
    REQUIRE_FALSE(parse_history_reply(single.substr(0, length), number));
  }
  for (std::size_t length = 0; length < ticket.size(); ++length) {
    REQUIRE_FALSE(parse_ticket_reply(ticket.substr(0, length)));
  }
}

TEST_CASE("an answer with any byte overwritten is read or refused, and nothing else") {
  const std::string batch = good_batch();
  const std::string single = good_single();
  std::mt19937 chooser{7};
  for (std::size_t i = 0; i < batch.size(); ++i) {
    std::string text = batch;
    text[i] = static_cast<char>(chooser() % 256);
    const auto reply = parse_batch_reply(text);
    if (!reply) REQUIRE(reply.error().kind == ErrorKind::remote_failed);
  }
  for (std::size_t i = 0; i < single.size(); ++i) {
    std::string text = single;
    text[i] = static_cast<char>(chooser() % 256);
    const auto reply = parse_history_reply(text, number);
    if (!reply) REQUIRE(reply.error().kind == ErrorKind::remote_failed);
  }
}

TEST_CASE("a DOCTYPE is refused, with or without entities") {
  const std::string rest = good_batch().substr(good_batch().find("<S:Envelope"));
  check_refused("<!DOCTYPE S:Envelope>" + rest, "DOCTYPE");
  check_refused(
      R"(<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>)" + rest,
      "DOCTYPE");
  check_refused(R"(<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>)" + rest, "DOCTYPE");
}

TEST_CASE("an HTML page is called one") {
  check_refused("<!DOCTYPE html><html><body>503</body></html>", "HTML page");
  check_refused("\n <HTML><body>Down for maintenance</body></HTML>", "HTML page");
  check_refused("<!doctype HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\"><html></html>", "HTML page");
}

TEST_CASE("what is no XML or no SOAP is refused") {
  check_refused("", "empty");
  check_refused(" \r\n\t", "empty");
  check_refused("{\"error\":1}", "no XML");
  check_refused("plain text", "no XML");
  check_refused("<a/>", "no SOAP envelope");
  check_refused("<a></b>", "not well-formed");
  check_refused("<a/><b/>", "one root");
  check_refused("<!-- only a comment -->", "");
  check_refused("warning: deprecated " + good_batch(), "no XML");
  check_refused(good_batch() + "trailing", "no XML");
  check_refused(good_batch() + "<more/>", "one root");
  check_refused("<S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"/>", "");
}

TEST_CASE("two bodies are none") {
  std::string text = good_batch();
  const std::string end = "</S:Envelope>";
  text.insert(text.find(end), "<S:Body/>");
  check_refused(text, "one SOAP body");
}

TEST_CASE("encodings other than UTF-8 and forbidden characters are refused") {
  std::string cp1251 = good_batch();
  const std::string name = "Обработка";
  cp1251.replace(cp1251.find(name), name.size(), "\xCE\xE1\xF0\xE0\xE1\xEE\xF2\xEA\xE0");
  check_refused(cp1251, "not UTF-8");
  std::string utf16{"\xFF\xFE"};
  for (const char c : good_batch()) utf16 += {c, '\0'};
  check_refused(utf16, "");
  for (const std::string& bad :
       {std::string{"\0", 1}, std::string{"\x01"}, std::string{"\xC0\x80"}, std::string{"\xED\xA0\x80"},
        std::string{"\xF4\x90\x80\x80"}, std::string{"\xEF\xBF\xBF"}}) {
    std::string text = good_batch();
    text.replace(text.find(name), name.size(), bad);
    check_refused(text, "not UTF-8");
  }
}

TEST_CASE("references to characters that XML forbids are refused") {
  for (const std::string bad : {"&#0;", "&#x0;", "&#1;", "&#xD800;", "&#xFFFF;", "&#x110000;", "&#99999999999;", "&#;",
                                "&#x;", "&#12", "&#-5;"}) {
    std::string text = good_batch();
    text.replace(text.find("Обработка"), 2, bad);
    check_refused(text, "reference");
  }
  std::string text = good_batch();
  text.replace(text.find("Обработка"), 2, "&#9;&#x41;&#1041;&#x1F4EE;");
  CHECK(parse_batch_reply(text));
}

TEST_CASE("a byte order mark is passed over") {
  CHECK(parse_batch_reply("\xEF\xBB\xBF" + good_batch()));
  CHECK(parse_history_reply("\xEF\xBB\xBF" + good_single(), number));
}

TEST_CASE("depth is bounded") {
  const auto nested = [](int depth) {
    std::string inner;
    for (int i = 0; i < depth; ++i) inner += "<x>";
    for (int i = 0; i < depth; ++i) inner += "</x>";
    return test::batch_reply(test::item("1", inner));
  };
  CHECK(parse_batch_reply(nested(20)));
  check_refused(nested(40), "too deep");
  check_refused(nested(100'000), "too deep");
}

TEST_CASE("size and number of elements are bounded") {
  std::string large = good_batch();
  large.insert(large.find("<S:Body>"), std::string(most_answer_bytes, ' '));
  check_refused(large, "larger than 12 MiB");
  std::string many = "<value>";
  for (std::size_t i = 0; i < most_answer_marks; ++i) many += "<a/>";
  check_refused(test::batch_wrapper(many + "</value>"), "too many elements");
}

TEST_CASE("huge attributes and names stay within the size of the answer") {
  const std::string huge(1U << 20U, 'x');
  const auto reply = parse_batch_reply(test::batch_reply(
      test::item("1", "<ns3:Operation OperTypeID=\"8\" OperCtgID=\"2\" OperName=\"" + huge +
                          "\" DateOper=\"01.12.2026 09:00:00\" IndexOper=\"" + huge + "\" " + huge + "=\"1\"/>")));
  const auto& items = std::get<std::vector<ItemReply>>(reply.value());
  CHECK(items.at(0).events.at(0).name_received.size() == most_name_bytes);
  CHECK(items.at(0).events.at(0).index.empty());
}

TEST_CASE("no sentence of failure repeats what the post sent") {
  const std::string marker = "Zx81Qmarker";
  for (const std::string& text :
       {marker, "<" + marker + ">", test::batch_wrapper("<error ErrorTypeID=\"" + marker + "\"/>"),
        test::batch_wrapper("<" + marker + "/>")}) {
    const auto reply = parse_batch_reply(text);
    REQUIRE_FALSE(reply);
    CHECK(reply.error().detail.find(marker) == std::string::npos);
  }
}

}  // namespace
}  // namespace postproof::tracking
