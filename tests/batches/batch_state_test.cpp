#include "batches/batch_state.hpp"

#include <map>

#include <catch2/catch.hpp>

using namespace postproof::batches;
using S = BatchState;
using E = BatchEvent;

namespace {

/// The states of the contract, written down once more: sealed → rendered → dispatched → acknowledged → closed; held
/// from any before acknowledged; rejected until then.
const std::map<std::pair<S, E>, S> expected{
    {{S::sealed, E::render}, S::rendered},
    {{S::rendered, E::hand_over}, S::dispatched},
    {{S::dispatched, E::acknowledge}, S::acknowledged},
    {{S::acknowledged, E::close}, S::closed},
    {{S::sealed, E::hold}, S::held},
    {{S::rendered, E::hold}, S::held},
    {{S::dispatched, E::hold}, S::held},
    {{S::sealed, E::reject}, S::rejected},
    {{S::rendered, E::reject}, S::rejected},
    {{S::dispatched, E::reject}, S::rejected},
    {{S::held, E::reject}, S::rejected},
};

}  // namespace

TEST_CASE("a batch goes only the ways of its table") {
  for (int from = 0; from < batch_state_count; ++from) {
    for (int event = 0; event <= static_cast<int>(E::reject); ++event) {
      const std::pair key{static_cast<S>(from), static_cast<E>(event)};
      const auto row = expected.find(key);
      INFO(name_of(key.first) << " event " << event);
      CHECK(next_state(key.first, key.second) == (row == expected.end() ? std::nullopt : std::optional{row->second}));
    }
  }
}

TEST_CASE("every state has its word and every word its state") {
  for (int i = 0; i < batch_state_count; ++i) {
    const S state = static_cast<S>(i);
    CHECK(batch_state_of(name_of(state)) == state);
  }
  CHECK(name_of(S::acknowledged) == "acknowledged");
  for (const char* word : {"", "Sealed", "sealed ", "lost"}) CHECK_FALSE(batch_state_of(word));
}
