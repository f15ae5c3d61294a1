// A night of three letters that fails at every operation: of our disk, of the store, of the database's own file, and at
// the print house. Each operation is refused once, refused for ever, done without an answer, or is the last one before
// the process is gone, whole or torn. Then the process is started again until everything is done, and the invariants
// are looked at after every operation, after every life and in the end.
//
// A crash right after an operation is the crash before the next one: nothing else leaves the process in between.
// Crashes are therefore enumerated before every effect, and errors at every operation.

#include <map>

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

  std::string text(const std::string& of) const {
    std::string told = fmt::format("{}: {} fault points", of, cases);
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

/// One copy of the prepared folder with its world.
struct Copy {
  explicit Copy(const World& world) {
    std::filesystem::copy(prepared_folder(world.encrypted), folder.path(), std::filesystem::copy_options::recursive);
    night = std::make_unique<FaultNight>(folder.path(), world);
  }
  TempFolder folder;
  std::unique_ptr<FaultNight> night;
};

/// The operations of a life without faults, which must end well.
std::vector<Operation> operations_of(Story story, const World& world) {
  Copy copy(world);
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

void run_case(Story story, const World& world, int n, Manner manner, Tally& tally) {
  Copy copy(world);
  FaultNight& night = *copy.night;
  night.plan.strike(n, manner);
  const Result<void> lived = night.live(story);
  const bool person_needed = night.person_needed();
  REQUIRE(night.plan.struck());
  night.stop();
  night.plan.disarm();
  const std::vector<std::string> violations = night.violations(false);
  {
    INFO("life 1" << (lived ? "" : ": " + lived.error().detail) << joined(violations));
    CHECK(violations.empty());
  }
  if (person_needed) {
    ++tally.persons;
    CHECK(night.help());
    night.stop();
  }
  tally.most_lives_needed = std::max(tally.most_lives_needed, heal(night, story, tally));
}

/// Every operation of these realms in these manners. The print house takes folders away in every other case.
void enumerate(const std::string& of, Story story, bool encrypted, const std::set<Realm>& realms,
               const std::set<Manner>& manners) {
  Tally tally;
  const World leaving{encrypted, false, 0};
  const std::vector<Operation> operations = operations_of(story, leaving);
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const Operation& operation = operations[i];
    if (!realms.contains(operation.realm)) continue;
    for (const Manner manner : manners) {
      if (!applies(operation, manner)) continue;
      const World world{encrypted, tally.cases % 2 == 1, tally.cases % 4 == 3 ? 3 : 0};
      INFO("operation " << i + 1 << ": " << name_of(operation.realm) << " " << operation.verb << " " << operation.object
                        << ", " << name_of(manner) << (world.house_takes ? ", the house takes" : "")
                        << (world.attempts > 0 ? ", patient" : ""));
      run_case(story, world, static_cast<int>(i) + 1, manner, tally);
      ++tally.cases;
      ++tally.points[fmt::format("{} {}", name_of(operation.realm), name_of(manner))];
    }
  }
  WARN(tally.text(of));
  CHECK(tally.cases > 20);
}

const std::set<Realm> outside{Realm::disk, Realm::store, Realm::remote};
const std::set<Realm> database{Realm::database};
const std::set<Manner> crashes{Manner::crash, Manner::torn_crash, Manner::power_cut};

}  // namespace

TEST_CASE("a night that crashes anywhere is finished by the next run") {
  enumerate("handed over, encrypted", Story::handed_over, true, outside, crashes);
}
TEST_CASE("a night in which one operation fails is finished by the next run") {
  enumerate("handed over, encrypted", Story::handed_over, true, outside, {Manner::refused});
}
TEST_CASE("a night in which one answer is lost is finished by the next run") {
  enumerate("handed over, encrypted", Story::handed_over, true, outside, {Manner::answer_lost});
}
TEST_CASE("a night in which everything fails from some operation on is finished by the next run") {
  enumerate("handed over, encrypted", Story::handed_over, true, outside, {Manner::refused_for_ever});
}
TEST_CASE("a night whose database breaks off at any write or sync is finished by the next run") {
  enumerate("handed over, encrypted", Story::handed_over, true, database, crashes);
}
TEST_CASE("a night whose database is refused any write or sync is finished by the next run") {
  enumerate("handed over, encrypted", Story::handed_over, true, database, {Manner::refused});
}
TEST_CASE("a rejection that breaks off anywhere is finished by the next run") {
  enumerate("withdrawn, encrypted", Story::withdrawn, true, outside, crashes);
}
TEST_CASE("a rejection in which one operation fails is finished by the next run") {
  enumerate("withdrawn, encrypted", Story::withdrawn, true, outside, {Manner::refused});
}
TEST_CASE("a hand-over that broke off anywhere may be given up, and nothing of it is printed") {
  enumerate("given up, encrypted", Story::given_up, true, {Realm::remote}, {Manner::crash, Manner::answer_lost});
}
TEST_CASE("an unencrypted night that crashes anywhere is finished by the next run") {
  enumerate("handed over, plain", Story::handed_over, false, outside, {Manner::crash});
}
