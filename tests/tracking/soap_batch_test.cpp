#include "tracking/soap_batch.hpp"

#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/tracking/event_texts.hpp"
#include "tests/tracking/soap_samples.hpp"

namespace postproof::tracking {
namespace {

using test::at;
using test::batch_reply;
using test::batch_wrapper;
using test::credentials;
using test::item;
using test::operation;
using test::ticket_reply;

const std::string number = "10100024004170";

std::vector<ItemReply> items_of(const std::string& text) {
  auto reply = parse_batch_reply(text);
  if (!reply) FAIL(reply.error().detail);
  return std::get<std::vector<ItemReply>>(std::move(reply).value());
}

BatchError refusal_of(const std::string& text) { return std::get<BatchError>(parse_batch_reply(text).value()); }

void check_failed(const std::string& text, const std::string& part_of_sentence) {
  const auto reply = parse_batch_reply(text);
  CAPTURE(text.substr(0, 300));
  REQUIRE_FALSE(reply);
  CHECK(reply.error().kind == ErrorKind::remote_failed);
  CHECK_THAT(reply.error().detail, Catch::Contains(part_of_sentence));
}

TEST_CASE("a ticket is asked for as the post documents it") {
  const std::vector<TrackNumber> numbers{TrackNumber{number}, TrackNumber{"10100024004187"}};
  CHECK(ticket_request(numbers, credentials()) ==
        R"(<?xml version="1.0" encoding="UTF-8"?>)"
        R"(<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/")"
        R"( xmlns:pos="http://fclient.russianpost.org/postserver" xmlns:fcl="http://fclient.russianpost.org">)"
        R"(<soapenv:Header/><soapenv:Body><pos:ticketRequest><request>)"
        R"(<fcl:Item Barcode="10100024004170"/><fcl:Item Barcode="10100024004187"/></request>)"
        R"(<login>LOGIN</login><password>PASSWORD</password><language>RUS</language>)"
        R"(</pos:ticketRequest></soapenv:Body></soapenv:Envelope>)");
}

TEST_CASE("an answer is asked for as the post documents it") {
  CHECK_THAT(answer_request("20260915040001123LOGIN", credentials()),
             Catch::Contains("<soapenv:Body><pos:answerByTicketRequest><ticket>20260915040001123LOGIN</ticket>"
                             "<login>LOGIN</login><password>PASSWORD</password></pos:answerByTicketRequest>"));
}

TEST_CASE("texts in requests cannot leave their element") {
  const std::string request = answer_request("T</ticket>&\"'", credentials("a<b", "p&\"'>\tw"));
  CHECK_THAT(request, Catch::Contains("<ticket>T&lt;/ticket&gt;&amp;&quot;&apos;</ticket>"));
  CHECK_THAT(request, Catch::Contains("<login>a&lt;b</login><password>p&amp;&quot;&apos;&gt;&#9;w</password>"));
}

TEST_CASE("credentials that XML cannot carry are refused, and never told") {
  for (const char* bad : {"", "a\x01b", "\xFF", "\xC3", "a\xED\xA0\x80"}) {
    const auto login = make_post_credentials(Secret{bad}, Secret{"secret-word"});
    REQUIRE_FALSE(login);
    CHECK(login.error().kind == ErrorKind::configuration_invalid);
    CHECK_FALSE(make_post_credentials(Secret{"login"}, Secret{bad}));
  }
  CHECK_FALSE(make_post_credentials(Secret{std::string(129, 'x')}, Secret{"p"}));
  CHECK(make_post_credentials(Secret{std::string(128, 'x')}, Secret{"пароль"}));
}

TEST_CASE("a ticket is read, and so is the refusal of one") {
  CHECK(std::get<std::string>(parse_ticket_reply(ticket_reply("<value>20260915040001123LOGIN</value>")).value()) ==
        "20260915040001123LOGIN");
  const auto refused = parse_ticket_reply(
      ticket_reply(R"(<error ErrorTypeID="3" ErrorName="Ошибка авторизации: Превышен лимит количества запросов"/>)"));
  CHECK(std::get<BatchError>(refused.value()) == BatchError::not_authorised);
}

TEST_CASE("a ticket that is none is refused") {
  for (const std::string inner :
       {"<value></value>", "<value/>", "", "<value>a b</value>", "<value>тикет</value>", "<value><b>T</b></value>",
        "<value>T</value><error ErrorTypeID=\"3\"/>", "<value>T</value><value>U</value>", "<error/>",
        "<error ErrorTypeID=\"x\"/>", "<error ErrorTypeID=\"99999999999\"/>"}) {
    CAPTURE(inner);
    CHECK_FALSE(parse_ticket_reply(ticket_reply(inner)));
  }
  CHECK_FALSE(parse_ticket_reply(ticket_reply("<value>" + std::string(201, 'T') + "</value>")));
  CHECK(parse_ticket_reply(ticket_reply("<value>" + std::string(200, 'T') + "</value>")));
}

TEST_CASE("the documented answer is read") {
  const auto items = items_of(
      batch_reply(item(number, operation("1", "2", "14.09.2026 18:08:00", "101000", "Прием") +
                                   operation("8", "4", "14.09.2026 23:40:00", "140980")) +
                  item("10100024004187", R"(<ns3:Error ErrorTypeID="12" ErrorName="Сообщение не найдено"/>)")));
  REQUIRE(items.size() == 2);
  CHECK(items[0].number.str() == number);
  CHECK(items[0].outcome == ItemOutcome::answered);
  REQUIRE(items[0].events.size() == 2);
  const TrackingEvent& first = items[0].events[0];
  CHECK(first.type == 1);
  CHECK(first.attribute == 2);
  CHECK(first.instant == at("2026-09-14T18:08:00+03:00"));
  CHECK(first.index.str() == "101000");
  CHECK(first.name_received == "Прием");
  CHECK(first.place_received.empty());
  CHECK(items[1].outcome == ItemOutcome::answered);
  CHECK(items[1].events.empty());
}

TEST_CASE("times are the office's") {
  const auto items = items_of(batch_reply(item(number, operation("8", "2", "01.12.2026 09:00:00", "690000") +
                                                           operation("8", "3", "01.12.2026 09:00:00", "236000") +
                                                           operation("8", "4", "01.12.2026 09:00:00", ""))));
  REQUIRE(items[0].events.size() == 3);
  CHECK(items[0].events[0].instant == at("2026-12-01T09:00:00+10:00"));
  CHECK(items[0].events[1].instant == at("2026-12-01T09:00:00+03:00"));
  CHECK(items[0].events[2].instant == at("2026-12-01T09:00:00+02:00"));
}

TEST_CASE("namespaces count, prefixes do not") {
  const std::string text =
      R"(<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><x/></e:Header><e:Body>)"
      R"(<answerByTicketResponse xmlns="http://fclient.russianpost.org/postserver"><value xmlns="">)"
      R"(<Item xmlns="http://fclient.russianpost.org" Barcode="10100024004170"><Operation OperTypeID="2" OperCtgID="1")"
      R"( OperName="Вручение" DateOper="01.12.2026 09:00:00" IndexOper="101000"/></Item></value>)"
      R"(</answerByTicketResponse></e:Body></e:Envelope>)";
  const auto items = items_of(text);
  REQUIRE(items.size() == 1);
  CHECK(items[0].events.size() == 1);
}

TEST_CASE("a wrong namespace anywhere is no answer") {
  const std::string good = batch_reply(item(number, operation("2", "1", "01.12.2026 09:00:00", "101000")));
  const auto replaced = [&good](const std::string& what, const std::string& by) {
    std::string text = good;
    text.replace(text.find(what), what.size(), by);
    return text;
  };
  check_failed(replaced("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"),
               "no SOAP envelope");
  check_failed(replaced("http://fclient.russianpost.org/postserver", "http://fclient.russianpost.org/other"),
               "no answerByTicketResponse");
  check_failed(replaced("xmlns:S=", "xmlns:T="), "no SOAP envelope");
  // Items of another namespace are unknown elements and passed over: nobody is answered.
  CHECK(items_of(replaced("ns3=\"http://fclient.russianpost.org\"", "ns3=\"http://evil.example\"")).empty());
  check_failed(replaced("<value ", "<value xmlns=\"http://fclient.russianpost.org\" "), "value and error");
}

TEST_CASE("unknown elements, attributes, comments and instructions are passed over") {
  const auto items = items_of(batch_reply(
      "<!-- a <b> --><?php echo 1 ?><ns3:Sender/>" +
      item(number,
           "<ns3:Extra a='1'><deep/></ns3:Extra>" +
               std::string{R"(<ns3:Operation New="x" OperTypeID=" 8 " OperCtgID="2" OperName="A &amp; B &#1041;")"
                           R"( DateOper="01.12.2026 09:00:00" IndexOper="101000"><inner/></ns3:Operation>)"})));
  REQUIRE(items.size() == 1);
  REQUIRE(items[0].events.size() == 1);
  CHECK(items[0].events[0].name_received == "A & B Б");
}

TEST_CASE("refusals of a whole answer keep their number") {
  for (const int code : {2, 3, 6, 16, 17, 18, 777}) {
    CHECK(static_cast<int>(refusal_of(
              batch_wrapper("<error ErrorTypeID=\"" + std::to_string(code) + "\" ErrorName=\"...\"/>"))) == code);
  }
}

TEST_CASE("one bad item does not spoil the others") {
  const std::string good_operation = operation("2", "1", "01.12.2026 09:00:00", "101000");
  struct Row {
    const char* what;
    std::string inner;
    ItemOutcome outcome;
  };
  std::string many;
  for (int i = 0; i < 1001; ++i) many += operation("8", std::to_string(i), "01.12.2026 09:00:00", "101000");
  const std::string thousand = many.substr(0, many.rfind("<ns3:Operation"));
  for (const Row& row :
       {Row{"no operation and no error", "", ItemOutcome::answered},
        Row{"error 12", "<ns3:Error ErrorTypeID=\"12\"/>", ItemOutcome::answered},
        Row{"another error", "<ns3:Error ErrorTypeID=\"16\"/>", ItemOutcome::refused},
        Row{"an error without a number", "<ns3:Error/>", ItemOutcome::unreadable},
        Row{"an error beside operations", good_operation + "<ns3:Error ErrorTypeID=\"12\"/>", ItemOutcome::unreadable},
        Row{"no type", operation("", "1", "01.12.2026 09:00:00", "101000"), ItemOutcome::unreadable},
        Row{"no number as type", operation("x2", "1", "01.12.2026 09:00:00", "1"), ItemOutcome::unreadable},
        Row{"a type too large", operation("9999999999", "1", "01.12.2026 09:00:00", "1"), ItemOutcome::unreadable},
        Row{"no attribute", operation("2", "", "01.12.2026 09:00:00", "101000"), ItemOutcome::unreadable},
        Row{"no date", operation("2", "1", "", "101000"), ItemOutcome::unreadable},
        Row{"30 February", operation("2", "1", "30.02.2026 09:00:00", "101000"), ItemOutcome::unreadable},
        Row{"hour 24", operation("2", "1", "01.12.2026 24:00:00", "101000"), ItemOutcome::unreadable},
        Row{"second 60", operation("2", "1", "01.12.2026 23:59:60", "101000"), ItemOutcome::unreadable},
        Row{"another form of date", operation("2", "1", "2026-12-01T09:00:00", "101000"), ItemOutcome::unreadable},
        Row{"one good, one bad", good_operation + operation("2", "1", "?", "101000"), ItemOutcome::unreadable},
        Row{"1000 operations", thousand, ItemOutcome::answered},
        Row{"1001 operations", many, ItemOutcome::unreadable},
        Row{"an unknown operation", operation("9999", "77", "01.12.2026 09:00:00", "101000"), ItemOutcome::answered},
        Row{"a hidden one", operation("-1", "0", "01.12.2026 09:00:00", "101000"), ItemOutcome::answered},
        Row{"a leap day", operation("2", "1", "29.02.2028 09:00:00", "101000"), ItemOutcome::answered}}) {
    CAPTURE(row.what);
    const auto items = items_of(batch_reply(item(number, row.inner) + item("10100024004187", good_operation)));
    REQUIRE(items.size() == 2);
    CHECK(items[0].outcome == row.outcome);
    if (row.outcome != ItemOutcome::answered) CHECK(items[0].events.empty());
    CHECK(items[1].outcome == ItemOutcome::answered);
    CHECK(items[1].events.size() == 1);
  }
}

TEST_CASE("items of one number are united") {
  const std::string first = item(number, operation("1", "2", "01.12.2026 09:00:00", "101000"));
  const std::string second = item(number, operation("8", "2", "02.12.2026 09:00:00", "101000"));
  CHECK(items_of(batch_reply(first + second + first)).at(0).events.size() == 2);
  CHECK(items_of(batch_reply(first + second + first)).size() == 1);
  const std::string bad = item(number, operation("8", "2", "?", "101000"));
  CHECK(items_of(batch_reply(first + bad)).at(0).outcome == ItemOutcome::unreadable);
  CHECK(items_of(batch_reply(bad + first)).at(0).outcome == ItemOutcome::unreadable);
}

TEST_CASE("numbers are taken as they come, wrong check digits included; what is no number is passed over") {
  const auto items = items_of(batch_reply(item("RA644000001RU", "") + item("", "") + item("a b", "") +
                                          item(std::string(33, '1'), "") + item("10100024004171", "")));
  REQUIRE(items.size() == 2);
  CHECK(items[0].number.str() == "RA644000001RU");
  CHECK(items[1].number.str() == "10100024004171");
}

TEST_CASE("3000 items are read, 3001 refused") {
  std::string all;
  for (int i = 0; i < 3000; ++i) all += item(fmt::format("N{}", i), "");
  CHECK(items_of(batch_reply(all)).size() == 3000);
  check_failed(batch_reply(all + item("N3000", "")), "more than 3000");
}

TEST_CASE("neither, both, or twice of value and error is no answer") {
  check_failed(batch_wrapper(""), "neither or both");
  check_failed(batch_wrapper("<value/><error ErrorTypeID=\"6\"/>"), "neither or both");
  check_failed(batch_wrapper("<value/><value/>"), "more than one");
  check_failed(batch_wrapper("<error/>"), "no number");
}

TEST_CASE("long names are cut between characters, white space folded") {
  std::string name;
  for (int i = 0; i < 300; ++i) name += "Ж";
  const auto items =
      items_of(batch_reply(item(number, operation("8", "2", "01.12.2026 09:00:00", "1", name) +
                                            operation("8", "3", "02.12.2026 09:00:00", "1", " a\n\t b "))));
  CHECK(items[0].events[0].name_received == name.substr(0, 256));
  CHECK(items[0].events[1].name_received == "a b");
}

}  // namespace
}  // namespace postproof::tracking
