#include "postsim/letter_life.hpp"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "postsim/offices.hpp"
#include "postsim/operation_names.hpp"

namespace postproof::postsim {

namespace {

using std::chrono::days;

/// Monday 23 November 2026, 19:00 in Moscow.
const Instant acknowledged = *parse_instant("2026-11-23T19:00:00+03:00");

PostedLetter letter_of(int number, const std::string& surname, const std::string& index = "630099") {
  return {fmt::format("10100026{:05}0", number), surname, index, acknowledged};
}

using Code = std::pair<int, int>;

bool has(const std::vector<Operation>& scans, Code code) {
  return std::any_of(scans.begin(), scans.end(),
                     [code](const Operation& scan) { return Code(scan.type, scan.attribute) == code; });
}

Instant when(const std::vector<Operation>& scans, Code code) {
  const auto scan = std::find_if(scans.begin(), scans.end(),
                                 [code](const Operation& one) { return Code(one.type, one.attribute) == code; });
  REQUIRE(scan != scans.end());
  return scan->at;
}

Date day_of(const Operation& scan) { return local_date(scan.at, office_zone(scan.index)); }

bool is_handed_to_addressee(const Operation& scan) {
  return scan.type == 2 && (scan.attribute == 1 || scan.attribute == 6);
}

}  // namespace

TEST_CASE("the surname decides, in both forms and in capitals") {
  const auto [surname, life] = GENERATE(table<std::string, Life>({
      {"Возвратов", Life::returned},
      {"Возвратова", Life::returned},
      {"ПОТЕРЯЕВ", Life::lost},
      {"Потеряева", Life::lost},
      {"Неявкин", Life::last_day},
      {"Неявкина", Life::last_day},
      {"Браков", Life::spoilt},
      {"БРАКОВА", Life::spoilt},
      {"Молчанов", Life::never_scanned},
      {"Молчанова", Life::never_scanned},
      {"Смирнова", Life::delivered},
      {"Возвратовы", Life::delivered},
      {"Возврато", Life::delivered},
      {"Возвратоваа", Life::delivered},
      {"", Life::delivered},
  }));
  CHECK(life_of(surname) == life);
}

TEST_CASE("anybody receives the letter 3 to 14 days after the acknowledgement, and both ends are reached") {
  seconds fewest = days{99};
  seconds most{0};
  std::set<Code> ways;
  for (int number = 0; number < 2000; ++number) {
    const std::string index = number % 3 == 0 ? "690002" : number % 3 == 1 ? "236006" : "101000";
    const auto scans = whole_history(letter_of(number, "Смирнов", index));
    const Operation& last = scans.back();
    REQUIRE(is_handed_to_addressee(last));
    REQUIRE(last.index == index);
    ways.insert({last.type, last.attribute});
    fewest = std::min(fewest, last.at - acknowledged);
    most = std::max(most, last.at - acknowledged);
    REQUIRE(std::chrono::weekday{day_of(last)} != std::chrono::Sunday);
  }
  CHECK(fewest >= days{3});
  CHECK(fewest < days{4});
  CHECK(most <= days{14});
  CHECK(most > days{13});
  CHECK(ways == std::set<Code>{{2, 1}, {2, 6}});
}

TEST_CASE("the days of delivery hold whenever in the day the batch is acknowledged") {
  for (int hour = 0; hour < 24 * 7; ++hour) {
    PostedLetter letter = letter_of(hour, "Смирнов", hour % 2 == 0 ? "683000" : "236006");
    letter.acknowledged_at += std::chrono::hours{hour};
    const auto scans = whole_history(letter);
    const seconds taken = scans.back().at - letter.acknowledged_at;
    REQUIRE(taken >= days{3});
    REQUIRE(taken <= days{14});
  }
}

TEST_CASE("scans come in order, begin after the acknowledgement, and people work in office hours") {
  for (const std::string surname : {"Смирнов", "Возвратов", "Неявкин", "Потеряев"}) {
    for (int number = 0; number < 300; ++number) {
      PostedLetter letter = letter_of(number, surname, number % 2 == 0 ? "690002" : "630099");
      letter.acknowledged_at += std::chrono::hours{number};
      const auto scans = whole_history(letter);
      REQUIRE(std::is_sorted(scans.begin(), scans.end(),
                             [](const Operation& a, const Operation& b) { return a.at < b.at; }));
      REQUIRE(scans.front().at > letter.acknowledged_at);
      REQUIRE(Code(scans.front().type, scans.front().attribute) == Code(28, 0));
      for (const Operation& scan : scans) {
        const bool by_people = scan.type == 1 || scan.type == 2 || scan.type == 3 || scan.type == 12;
        if (!by_people) continue;
        const seconds time = scan.at + office_zone(scan.index).east - Instant{day_of(scan)};
        REQUIRE(time >= std::chrono::hours{9});
        REQUIRE(time <= std::chrono::hours{20});
      }
    }
  }
}

TEST_CASE("a returned letter goes back after the last day of storage and ends with its sender") {
  for (int number = 0; number < 200; ++number) {
    const auto scans = whole_history(letter_of(number, "Возвратова"));
    const Date arrived = local_date(when(scans, {8, 2}), office_zone("630099"));
    const Date returning = local_date(when(scans, {3, 1}), office_zone("630099"));
    REQUIRE(returning == arrived + days{storage_days + 1});
    REQUIRE(scans.back().type == 2);
    REQUIRE(scans.back().attribute == 2);
    REQUIRE(scans.back().index == "101000");
    REQUIRE(std::none_of(scans.begin(), scans.end(), is_handed_to_addressee));
  }
}

TEST_CASE("one who does not come is notified twice and collects the letter on the last day") {
  for (int number = 0; number < 200; ++number) {
    const auto scans = whole_history(letter_of(number, "Неявкин"));
    const Date arrived = local_date(when(scans, {8, 2}), office_zone("630099"));
    REQUIRE(day_of(scans.back()) == arrived + days{storage_days});
    REQUIRE(is_handed_to_addressee(scans.back()));
    const auto notices = std::count_if(scans.begin(), scans.end(),
                                       [](const Operation& scan) { return scan.type == 8 && scan.attribute == 24; });
    REQUIRE(notices == 2);
    REQUIRE_FALSE(has(scans, {3, 1}));
  }
}

TEST_CASE("countdowns end on the same day as the storage") {
  const auto scans = whole_history(letter_of(1, "Неявкин"));
  const ZoneOffset zone = office_zone("630099");
  const Date arrived = local_date(when(scans, {8, 2}), zone);
  CHECK(local_date(when(scans, {8, 28}), zone) + days{5} == arrived + days{storage_days});
  CHECK(local_date(when(scans, {8, 42}), zone) + days{1} == arrived + days{storage_days});
}

TEST_CASE("a lost letter is scanned, then lost, and both codes of loss occur") {
  std::set<Code> ends;
  for (int number = 0; number < 200; ++number) {
    const auto scans = whole_history(letter_of(number, "Потеряев"));
    REQUIRE(has(scans, {1, 2}));
    REQUIRE_FALSE(has(scans, {8, 2}));
    ends.insert({scans.back().type, scans.back().attribute});
  }
  CHECK(ends == std::set<Code>{{5, 1}, {18, 0}});
}

TEST_CASE("the post never sees what is spoilt in print or never scanned") {
  CHECK(whole_history(letter_of(1, "Молчанова")).empty());
  CHECK(whole_history(letter_of(1, "Бракова")).empty());
}

TEST_CASE("nothing is known before it has happened") {
  const PostedLetter letter = letter_of(5, "Смирнов");
  const auto all = whole_history(letter);
  CHECK(history(letter, acknowledged).empty());
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(history(letter, all[i].at).size() >= i + 1);
    CHECK(history(letter, all[i].at - seconds{1}).size() <= i);
  }
  CHECK(history(letter, acknowledged + days{400}) == all);
}

TEST_CASE("the same letter has the same life, another number another one") {
  CHECK(whole_history(letter_of(7, "Смирнов")) == whole_history(letter_of(7, "Смирнов")));
  CHECK(whole_history(letter_of(7, "Смирнов")) != whole_history(letter_of(8, "Смирнов")));
}

TEST_CASE("every scan of every life has names in both languages") {
  for (const std::string surname : {"Смирнов", "Возвратов", "Неявкин", "Потеряев"}) {
    for (int number = 0; number < 100; ++number) {
      for (const Operation& scan : whole_history(letter_of(number, surname))) {
        REQUIRE(operation_name(scan.type, scan.attribute, Language::rus).type != "Служебная операция");
        REQUIRE(operation_name(scan.type, scan.attribute, Language::eng).type != "Service operation");
      }
    }
  }
}

TEST_CASE("offices keep the time of their region") {
  const auto [index, hours] = GENERATE(table<std::string, int>({
      {"101000", 3}, {"236006", 2}, {"443001", 4},  {"620000", 5},  {"644099", 6},  {"630099", 7},  {"633000", 7},
      {"664000", 8}, {"672000", 9}, {"690002", 10}, {"692999", 10}, {"693000", 11}, {"683000", 12}, {"689000", 12},
      {"669000", 8}, {"668000", 7}, {"279000", 3},  {"999999", 3},  {"", 3},        {"abc", 3},
  }));
  CHECK(office_zone(index) == ZoneOffset{std::chrono::hours{hours}});
}

TEST_CASE("offices are called by city and number") {
  CHECK(office_name("630099", Language::rus) == "Новосибирск 99");
  CHECK(office_name("101000", Language::rus) == "Москва");
  CHECK(office_name("630099", Language::eng) == "Novosibirsk 99");
  CHECK(sorting_centre("630099") == "630960");
  CHECK(sorting_centre("101000") == "140980");
}

}  // namespace postproof::postsim
