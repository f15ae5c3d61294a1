#include "tracking/tracking_event.hpp"

#include <algorithm>
#include <random>

#include <catch2/catch.hpp>

#include "tests/tracking/event_texts.hpp"

namespace postproof::tracking {
namespace {

using test::event;
using test::events;

TrackingEvent named(TrackingEvent one, const std::string& name, const std::string& place) {
  one.name_received = name;
  one.place_received = place;
  return one;
}

const std::string noon = "2026-12-01T12:00:00+03:00";

TEST_CASE("an answer is a set: repetitions are dropped, the rest sorted by instant") {
  const auto set = events(
      "8/4 2026-12-02T00:00:00Z 140980; 1/2 2026-12-01T00:00:00Z 101000;"
      "8/4 2026-12-02T00:00:00Z 140980");
  REQUIRE(set.size() == 2);
  CHECK(set[0].type == 1);
  CHECK(set[1].type == 8);
}

TEST_CASE("ties keep the order of the answer") {
  const auto set = events("12/1 " + noon + " 101000; 8/2 " + noon + " 101000; 8/24 " + noon + " 101000");
  REQUIRE(set.size() == 3);
  CHECK(set[0].type == 12);
  CHECK(set[1].attribute == 2);
  CHECK(set[2].attribute == 24);
  CHECK(set[2].tie == 2);
}

TEST_CASE("type, attribute, instant and index make an operation; names and ties do not") {
  const TrackingEvent one = event("8/2 " + noon + " 101000");
  CHECK(same_operation(one, named(one, "name", "place")));
  CHECK_FALSE(same_operation(one, event("8/3 " + noon + " 101000")));
  CHECK_FALSE(same_operation(one, event("9/2 " + noon + " 101000")));
  CHECK_FALSE(same_operation(one, event("8/2 " + noon + " 101001")));
  CHECK_FALSE(same_operation(one, event("8/2 2026-12-01T12:00:01+03:00 101000")));
}

TEST_CASE("a merge tells what is added and what is renamed") {
  const auto known = events_of_answer({named(event("8/2 " + noon + " 101000"), "Обработка", "")});
  const auto fuller = events_of_answer({named(event("8/2 " + noon + " 101000"), "Прибыло", "Москва"),
                                        named(event("12/1 " + noon + " 101000"), "Попытка", "Москва")});
  const MergedEvents merged = merge(known, fuller);
  REQUIRE(merged.added.size() == 1);
  CHECK(merged.added[0].type == 12);
  REQUIRE(merged.changed.size() == 1);
  CHECK(merged.changed[0].name_received == "Прибыло");
  CHECK(merged.changed[0].place_received == "Москва");
  CHECK(merged.all.size() == 2);
}

TEST_CASE("the shorter batch name does not replace the fuller one, nor an empty name any") {
  const auto fuller = events_of_answer({named(event("8/2 " + noon + " 101000"), "Прибыло", "Москва")});
  const auto shorter = events_of_answer({named(event("8/2 " + noon + " 101000"), "Обработка", "")});
  const auto silent = events_of_answer({event("8/2 " + noon + " 101000")});
  CHECK(merge(fuller, shorter).changed.empty());
  CHECK(merge(fuller, silent).changed.empty());
  CHECK(merge(fuller, fuller).changed.empty());
  CHECK(merge(silent, shorter).changed.size() == 1);
}

TEST_CASE("an operation that appears late among ties takes its place in the answer's order") {
  const auto first = events("2/2 " + noon + " 101000");
  const auto later = events("2/1 " + noon + " 101000; 2/2 " + noon + " 101000");
  const MergedEvents merged = merge(first, later);
  REQUIRE(merged.all.size() == 2);
  CHECK(merged.all[0].attribute == 1);
  CHECK(merged.all[1].attribute == 2);
  CHECK(merged.changed.size() == 1);
}

TEST_CASE("any order and repetition of answers gives the same set in the same order") {
  const auto whole = events("1/2 " + noon + " 101000; 8/2 " + noon +
                            " 101000; 2/1 2026-12-03T10:00:00Z 630099;"
                            "2/2 2026-12-03T10:00:00Z 630099; 9999/1 2026-12-04T10:00:00Z; 8/0 2026-12-02T00:00:00Z");
  std::vector<std::vector<TrackingEvent>> answers{whole, {whole[0]}, {whole[2], whole[3]}, {whole[5]}, {}, whole};
  std::mt19937 shuffler{20261123};
  for (int round = 0; round < 200; ++round) {
    std::ranges::shuffle(answers, shuffler);
    std::vector<TrackingEvent> known;
    for (const auto& answer : answers) known = merge(known, answer).all;
    REQUIRE(known == whole);
  }
}

TEST_CASE("a letter keeps 2000 events, later ones are dropped and counted") {
  std::vector<TrackingEvent> many;
  for (int i = 0; i < 2005; ++i) {
    TrackingEvent one = event("8/0 " + noon);
    one.instant += seconds{i};
    many.push_back(one);
  }
  const MergedEvents merged = merge({}, events_of_answer(many));
  CHECK(merged.all.size() == most_events_of_a_letter);
  CHECK(merged.dropped == 5);
  const MergedEvents again = merge(merged.all, {many[0]});
  CHECK(again.dropped == 0);
}

TEST_CASE("a name is the table's, else the one received, else the type's, else the numbers") {
  CHECK(shown_name(named(event("8/2 " + noon), "x", ""), false) == "Прибыло в место вручения");
  CHECK(shown_name(named(event("8/2 " + noon), "x", ""), true) == "Arrival at delivery office");
  CHECK(shown_name(named(event("8/9999 " + noon), "Новая", ""), true) == "Новая");
  CHECK(shown_name(event("8/9999 " + noon), false) == "Обработка");
  CHECK(shown_name(event("7777/3 " + noon), false) == "7777/3");
}

TEST_CASE("a line that stands alone names the type where the attribute says too little") {
  CHECK(full_name(12, "Временное отсутствие адресата", false) ==
        "Неудачная попытка вручения: Временное отсутствие адресата");
  CHECK(full_name(2, "Вручение адресату", false) == "Вручение адресату");
  CHECK(full_name(8, "Сортировка", false) == "Сортировка");
  CHECK(full_name(1, "Batch", true).ends_with(": Batch"));
  CHECK(full_name(987654, "как пришло", false) == "как пришло");
}

}  // namespace
}  // namespace postproof::tracking
