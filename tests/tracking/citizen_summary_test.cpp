#include "tracking/citizen_summary.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "tests/tracking/event_texts.hpp"

namespace postproof::tracking {
namespace {

using orders::Language;
using orders::LetterStatus;

TrackingFacts waiting() {
  TrackingFacts facts;
  facts.status = LetterStatus::at_office;
  facts.office = PostalIndex{"630099"};
  facts.storage_until = parse_date("2027-01-02");
  return facts;
}

TEST_CASE("a waiting letter is told with place, last day and what to bring") {
  CHECK(summary_of(waiting(), Language::ru) ==
        "Письмо ждёт вас в отделении связи 630099 по 2 января 2027 г. Возьмите с собой паспорт.");
  CHECK(summary_of(waiting(), Language::en) ==
        "The letter waits for you at post office 630099 until 2 January 2027. Take your passport with you.");
  TrackingFacts named = waiting();
  named.office_place = "Новосибирск 99";
  CHECK(summary_of(named, Language::ru).find("630099 (Новосибирск 99) по") != std::string::npos);
}

TEST_CASE("a waiting letter is told without what is not known") {
  TrackingFacts facts;
  facts.status = LetterStatus::at_office;
  CHECK(summary_of(facts, Language::ru) == "Письмо ждёт вас в отделении связи. Возьмите с собой паспорт.");
  CHECK(summary_of(facts, Language::en) == "The letter waits for you at the post office. Take your passport with you.");
}

TEST_CASE("nobody is sent to the office for a letter that goes back") {
  TrackingFacts facts = waiting();
  facts.return_open = true;
  CHECK(summary_of(facts, Language::ru) == "Письмо возвращается отправителю.");
  facts.status = LetterStatus::in_transit;
  CHECK(summary_of(facts, Language::en) == "The letter is on its way back to the sender.");
}

TEST_CASE("every status has a sentence of its own in both languages") {
  std::set<std::string> sentences;
  for (int i = 0; i < orders::letter_status_count; ++i) {
    TrackingFacts facts;
    facts.status = static_cast<LetterStatus>(i);
    sentences.insert(summary_of(facts, Language::ru));
    sentences.insert(summary_of(facts, Language::en));
  }
  CHECK(sentences.size() == std::size_t{2} * orders::letter_status_count);
  CHECK_FALSE(sentences.contains(""));
}

}  // namespace
}  // namespace postproof::tracking
