// A night of three letters that fails at every operation: of our disk, of the store, of the database's own file, and at
// the print house. Each operation is refused once, refused for ever, done without an answer, or is the last one before
// the process is gone, whole or torn. Then the process is started again until everything is done, and the invariants
// are looked at after every operation, after every life and in the end.
//
// A crash right after an operation is the crash before the next one: nothing else leaves the process in between.
// Crashes are therefore enumerated before every effect, and errors at every operation.

#include <array>
#include <map>
#include <random>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/fault/fault_night.hpp"

using namespace postproof;
using namespace postproof::test;

namespace {

constexpr int most_lives = 4;

/// What was gone through.
struct Tally {
  std::map<std::string, int> points;  // realm and manner → cases
  int cases = 0;
  int most_lives_needed = 0;
  int persons = 0;

  std::string text() const {
    int sum = 0;
    for (const auto& [kind, count] : points) sum += count;
    std::string told = fmt::format("{} fault points, {} cases", sum, cases);
    for (const auto& [kind, count] : points) told += fmt::format("; {} {}", kind, count);
    return told + fmt::format("; at most {} lives, a person {} times", most_lives_needed, persons);
  }
};

/// Whether this manner says something at this operation that no other one says.
bool applies(const Operation& operation, Manner manner) {
  const bool divisible = operation.verb == "write" || (operation.realm == Realm::database && operation.verb == "sync");
  switch (manner) {
    case Manner::refused:
    case Manner::refused_for_ever: return true;
    case Manner::answer_lost: return operation.effect && operation.verb != "write";
    case Manner::crash: return operation.effect;
    case Manner::torn_crash: return operation.effect && divisible;
    case Manner::power_cut: return operation.verb == "sync";
  }
  return false;
}

std::string joined(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& sentence : sentences) text += "\n  " + sentence;
  return text;
}

/// The operations of a life without faults, which must end well.
std::vector<Operation> operations_of(Story story, const World& world) {
  PreparedNight copy(world);
  copy.night->plan.record();
  const Result<void> lived = copy.night->live(story);
  INFO((lived ? "" : lived.error().detail));
  REQUIRE(lived);
  std::vector<Operation> recorded = copy.night->plan.recorded();
  CHECK_FALSE(copy.night->person_needed());
  copy.night->stop();
  const std::vector<std::string> violations = copy.night->violations(true);
  INFO(joined(violations));
  REQUIRE(violations.empty());
  return recorded;
}

/// Lives on without faults until all is done; how many lives that took.
int heal(FaultNight& night, Story story, Tally& tally) {
  for (int life = 2;; ++life) {
    const Result<void> lived = night.live(story);
    const bool person_needed = night.person_needed();
    night.stop();
    const bool over = lived && !person_needed;
    const std::vector<std::string> violations = night.violations(over);
    INFO("life " << life << (lived ? "" : ": " + lived.error().detail) << joined(violations));
    CHECK(violations.empty());
    if (over || life == most_lives) {
      CHECK(over);
      return life;
    }
    if (!person_needed) continue;
    ++tally.persons;
    const Result<void> helped = night.help();
    night.stop();
    CHECK(helped);
  }
}

/// A fault of one life: the n-th operation, in a manner.
struct Strike {
  int n = 0;
  Manner manner = Manner::crash;
};

/// One life for each strike, in which it must come unless an earlier one has changed the way; then the healing.
void run_case(Story story, const World& world, const std::vector<Strike>& strikes, Tally& tally) {
  PreparedNight copy(world);
  FaultNight& night = *copy.night;
  bool first = true;
  for (const Strike& strike : strikes) {
    night.plan.strike(strike.n, strike.manner);
    const Result<void> lived = night.live(story);
    const bool person_needed = night.person_needed();
    if (first) REQUIRE(night.plan.struck());
    night.stop();
    night.plan.disarm();
    const std::vector<std::string> violations = night.violations(false);
    INFO("operation " << strike.n << ", " << name_of(strike.manner) << (lived ? "" : ": " + lived.error().detail)
                      << joined(violations));
    CHECK(violations.empty());
    if (person_needed) {
      ++tally.persons;
      CHECK(night.help());
      night.stop();
    }
    first = false;
  }
  tally.most_lives_needed = std::max(tally.most_lives_needed, heal(night, story, tally));
}

/// Which cases are gone through.
struct Extent {
  Story story = Story::handed_over;
  bool encrypted = true;
  std::set<Realm> realms;
  std::set<Manner> manners;
  int step = 1;  ///< every so many of the operations; a different one of them for each manner
};

/// The worlds a fault is looked at in: where the print house is concerned, with one that takes folders away and with
/// one that leaves them; elsewhere with the one and the other in turn. Every other taking one has a patient courier.
std::vector<World> worlds_of(const Operation& operation, bool encrypted, int turn) {
  const World leaving{encrypted, false, 0};
  const World taking{encrypted, true, turn % 4 < 2 ? 0 : 3};
  if (operation.realm == Realm::remote || operation.verb == "record_dispatched") return {leaving, taking};
  return {turn % 2 == 0 ? leaving : taking};
}

void enumerate(const Extent& extent) {
  Tally tally;
  const std::vector<Operation> operations = operations_of(extent.story, World{extent.encrypted, false, 0});
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const Operation& operation = operations[i];
    if (!extent.realms.contains(operation.realm)) continue;
    for (const Manner manner : extent.manners) {
      const auto turn = i + static_cast<std::size_t>(manner);
      if (!applies(operation, manner) || turn % static_cast<std::size_t>(extent.step) != 0) continue;
      ++tally.points[fmt::format("{} {}", name_of(operation.realm), name_of(manner))];
      for (const World& world : worlds_of(operation, extent.encrypted, tally.cases)) {
        INFO(name_of(operation.realm) << " " << operation.verb << " " << operation.object
                                      << (world.house_takes ? ", the house takes" : "")
                                      << (world.attempts > 0 ? ", patient" : ""));
        run_case(extent.story, world, {{static_cast<int>(i) + 1, manner}}, tally);
        ++tally.cases;
      }
    }
  }
  WARN(tally.text());
  CHECK(tally.cases > 20);
}

/// Two faults, one in each of two lives, chosen by chance.
void run_pairs(Story story, int count, std::uint64_t seed) {
  constexpr std::array manners{Manner::crash, Manner::torn_crash, Manner::power_cut, Manner::refused,
                               Manner::answer_lost};
  const auto operations = operations_of(story, World{true, false, 0});
  std::mt19937_64 chance(seed);
  Tally tally;
  for (; tally.cases < count; ++tally.cases) {
    std::vector<Strike> strikes;
    while (strikes.size() < 2) {
      const std::size_t n = chance() % operations.size();
      const Manner manner = manners.at(chance() % manners.size());
      if (applies(operations[n], manner)) strikes.push_back({static_cast<int>(n) + 1, manner});
    }
    const World world{true, chance() % 2 == 0, chance() % 2 == 0 ? 0 : 3};
    INFO("pair " << tally.cases << " of seed " << seed << (world.house_takes ? ", the house takes" : ""));
    run_case(story, world, strikes, tally);
  }
  tally.points["pairs"] = count;
  WARN(tally.text());
}

const std::set<Realm> outside{Realm::disk, Realm::store, Realm::remote};
const std::set<Realm> database{Realm::database};
const std::set<Manner> crashes{Manner::crash, Manner::torn_crash, Manner::power_cut};
const std::set<Manner> errors{Manner::refused, Manner::answer_lost, Manner::refused_for_ever};

}  // namespace

TEST_CASE("a night that crashes anywhere is finished by the next run") {
  enumerate({Story::handed_over, true, outside, crashes});
}
TEST_CASE("a night in which one operation fails is finished by the next run") {
  enumerate({Story::handed_over, true, outside, {Manner::refused}});
}
TEST_CASE("a night in which one answer is lost is finished by the next run") {
  enumerate({Story::handed_over, true, outside, {Manner::answer_lost}});
}
TEST_CASE("a night in which everything fails from some operation on is finished by the next run") {
  enumerate({Story::handed_over, true, outside, {Manner::refused_for_ever}, 5});
}
TEST_CASE("a night whose database is gone at any write or sync is finished by the next run") {
  enumerate({Story::handed_over, true, database, crashes, 5});
}
TEST_CASE("a night whose database is refused any write or sync is finished by the next run") {
  enumerate({Story::handed_over, true, database, errors, 11});
}
TEST_CASE("a rejection that breaks off anywhere is finished by the next run") {
  enumerate({Story::withdrawn, true, outside, crashes, 3});
}
TEST_CASE("a hand-over that broke off anywhere may be given up, and nothing of it is printed") {
  enumerate({Story::given_up, true, {Realm::remote}, {Manner::crash, Manner::answer_lost}});
}
TEST_CASE("an unencrypted night that crashes anywhere is finished by the next run") {
  enumerate({Story::handed_over, false, outside, {Manner::crash}, 3});
}

TEST_CASE("a night that fails twice is finished by the next run") {
  run_pairs(Story::handed_over, 30, 20261123);
  run_pairs(Story::withdrawn, 20, 20261124);
}

TEST_CASE("every fault of a night without encryption", "[.slow]") {
  enumerate({Story::handed_over, false, outside, crashes});
  enumerate({Story::handed_over, false, outside, errors});
}
TEST_CASE("every lasting fault of a night", "[.slow]") {
  enumerate({Story::handed_over, true, outside, {Manner::refused_for_ever}});
}
TEST_CASE("every fault of a night's database", "[.slow]") {
  enumerate({Story::handed_over, true, database, crashes});
  enumerate({Story::handed_over, true, database, errors});
}
TEST_CASE("every fault of a rejection", "[.slow]") {
  enumerate({Story::withdrawn, true, outside, crashes});
  enumerate({Story::withdrawn, true, outside, errors});
  enumerate({Story::withdrawn, true, database, crashes});
}
TEST_CASE("every fault of a hand-over that is given up", "[.slow]") {
  enumerate({Story::given_up, true, outside, crashes});
  enumerate({Story::given_up, true, outside, errors});
}
TEST_CASE("many pairs of faults", "[.slow]") {
  const Story story = GENERATE(Story::handed_over, Story::withdrawn, Story::given_up);
  run_pairs(story, 1000, 1);
}
