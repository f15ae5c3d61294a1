#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <catch2/catch.hpp>
#include <malloc.h>

#include "tests/tracking/poll_house.hpp"
#include "tracking/soap_batch.hpp"
#include "tracking/soap_document.hpp"
#include "tracking/soap_single.hpp"

namespace postproof::tracking {
namespace {

const TrackNumber number{"10100024004170"};

struct Attack {
  std::string name;
  std::string text;
};

std::string repeated(std::size_t times, const std::string& text) {
  std::string all;
  all.reserve(times * text.size());
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

/// What is too large to be kept as a file.
std::vector<Attack> made_attacks() {
  std::vector<Attack> made;
  made.push_back({"deep: 100 000 elements in each other",
                  test::batch_wrapper("<value>" + repeated(100'000, "<x>") + repeated(100'000, "</x>") + "</value>")});
  made.push_back(
      {"wide: 1 000 000 elements", test::batch_wrapper("<value>" + repeated(1'000'000, "<a/>") + "</value>")});
  made.push_back(
      {"attributes: 1 000 000 on one element", test::batch_wrapper("<value " + repeated(1'000'000, "a=\"\" ") + "/>")});
  made.push_back({"long: 13 MiB of blanks", test::batch_wrapper(std::string(13U << 20U, ' '))});
  made.push_back({"items: 3001", test::batch_reply(repeated(3001, test::item("1", "")))});
  made.push_back({"a comment without end", test::batch_wrapper("<!--" + std::string(4U << 20U, '-'))});
  return made;
}

std::vector<Attack> all_attacks() {
  std::vector<Attack> attacks;
  for (const auto& entry : std::filesystem::directory_iterator(POSTPROOF_SOURCE_DIR "/tests/corpus/xml")) {
    if (entry.path().extension() != ".xml") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    attacks.push_back({entry.path().filename().string(), (std::ostringstream() << file.rdbuf()).str()});
  }
  for (Attack& made : made_attacks()) attacks.push_back(std::move(made));
  return attacks;
}

/// A figure of /proc/self/status in KiB.
long status_kib(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":")) return std::stol(line.substr(name.size() + 1));
  }
  return 0;
}

/// KiB that `work` needs at its height beside what is there before.
template <class Work>
long height_of(Work work) {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
  const long before = status_kib("VmRSS");
  work();
  return status_kib("VmHWM") - before;
}

TEST_CASE("every attack of the corpus is refused by every reader") {
  const auto attacks = all_attacks();
  REQUIRE(attacks.size() > 50);
  for (const Attack& attack : attacks) {
    CAPTURE(attack.name);
    const auto batch = parse_batch_reply(attack.text);
    CHECK_FALSE(batch);
    if (!batch) CHECK(batch.error().kind == ErrorKind::remote_failed);
    CHECK_FALSE(parse_ticket_reply(attack.text));
    CHECK_FALSE(parse_history_reply(attack.text, number));
  }
}

TEST_CASE("an attack is refused in little memory and without delay") {
  // A bound that a busy machine keeps; the figures themselves are in docs/performance.md.
  constexpr std::chrono::seconds long_enough{10};
  constexpr long most_kib = 32 * 1024;
  std::chrono::duration<double> slowest{0};
  long highest = 0;
  for (const Attack& attack : all_attacks()) {
    CAPTURE(attack.name, attack.text.size());
    const auto begin = std::chrono::steady_clock::now();
    std::string copy;  // as it came over the wire: not counted
    copy = attack.text;
    const long kib = height_of([&] { CHECK_FALSE(parse_batch_reply(std::move(copy))); });
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    CHECK(kib <= most_kib);
    CHECK(taken < long_enough);
    slowest = std::max(slowest, taken);
    highest = std::max(highest, kib);
  }
  WARN("slowest refusal " << slowest.count() * 1000 << " ms, most memory " << highest << " KiB");
}

TEST_CASE("nothing of an attack is stored, and the ticket is asked for again") {
  for (const Attack& attack : all_attacks()) {
    CAPTURE(attack.name);
    test::House house{2};
    house.history(0, "1:1/2");
    house.poll();
    house.post.meddle = [&](const std::string&) { return attack.text; };
    const PollSummary summary = house.poll_after(seconds{900});
    CHECK(summary.letters_answered == 0);
    CHECK(summary.tickets_waiting == 1);
    CHECK(house.store.tickets.size() == 1);
    CHECK(house.store.checked.empty());
    CHECK(house.letter(0).events.empty());
    CHECK(house.letter(0).status == orders::LetterStatus::printed);
  }
}

}  // namespace
}  // namespace postproof::tracking
