#pragma once

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/tracking/event_texts.hpp"
#include "tests/tracking/fake_post.hpp"
#include "tests/tracking/memory_poll_store.hpp"
#include "tracking/number_range.hpp"
#include "tracking/poll.hpp"

namespace postproof::tracking::test {

/// A store of printed letters, the post, a client between them and a clock that is moved by hand.
struct House {
  explicit House(int letters) {
    const NumberRange range = make_range("10100024004170", 10'000).value();
    for (int n = 0; n < letters; ++n) {
      TrackedLetter letter;
      letter.number = number_at(range, n);
      letter.id = LetterId{"ltr_" + letter.number.str()};
      letter.status = orders::LetterStatus::printed;
      letter.base = {orders::LetterStatus::printed, clock.now(), false};
      letter.last_change_at = clock.now();
      letter.next_poll_at = clock.now();
      store.stored.emplace(letter.number, letter);
      numbers.push_back(letter.number);
    }
  }

  PollSummary poll(bool all = false) {
    auto summary = run_poll(store, client, clock, settings, all);
    if (!summary) FAIL(summary.error().detail);
    return summary.value();
  }

  PollSummary poll_after(seconds pause, bool all = false) {
    clock.advance(pause);
    return poll(all);
  }

  TrackedLetter& letter(int n) { return store.stored.at(numbers.at(static_cast<std::size_t>(n))); }
  void history(int n, const std::string& way) {
    post.histories[numbers.at(static_cast<std::size_t>(n)).str()] = december(way);
  }

  ManualClock clock{at("2026-12-01T09:00:00+03:00")};
  MemoryPollStore store;
  FakePost post{clock};
  PostClient client{post, {"http://post.example/rtm34", "http://post.example/fc", credentials()}};
  PollSettings settings;
  std::vector<TrackNumber> numbers;
};

}  // namespace postproof::tracking::test
