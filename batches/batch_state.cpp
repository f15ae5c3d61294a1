#include "batches/batch_state.hpp"

#include <array>

namespace postproof::batches {

namespace {

using S = BatchState;
using E = BatchEvent;

constexpr std::array<std::string_view, batch_state_count> names{"sealed", "rendered", "dispatched", "acknowledged",
                                                                "closed", "held",     "rejected"};

struct Row {
  S from;
  E event;
  S to;
};

constexpr std::array rows{
    Row{S::sealed, E::render, S::rendered},
    Row{S::rendered, E::hand_over, S::dispatched},
    Row{S::dispatched, E::acknowledge, S::acknowledged},
    Row{S::acknowledged, E::close, S::closed},
    Row{S::sealed, E::hold, S::held},
    Row{S::rendered, E::hold, S::held},
    Row{S::dispatched, E::hold, S::held},
    Row{S::sealed, E::reject, S::rejected},
    Row{S::rendered, E::reject, S::rejected},
    Row{S::dispatched, E::reject, S::rejected},
    Row{S::held, E::reject, S::rejected},
};

constexpr bool rows_are_unique() {
  for (std::size_t a = 0; a < rows.size(); ++a) {
    for (std::size_t b = a + 1; b < rows.size(); ++b) {
      if (rows[a].from == rows[b].from && rows[a].event == rows[b].event) return false;
    }
  }
  return true;
}
static_assert(rows_are_unique(), "one row for each state and event");

constexpr bool every_state_is_reached() {
  for (std::size_t state = 1; state < batch_state_count; ++state) {
    bool reached = false;
    for (const Row& row : rows) reached = reached || row.to == static_cast<S>(state);
    if (!reached) return false;
  }
  return true;
}
static_assert(every_state_is_reached(), "every state but sealed is the end of a row");

}  // namespace

std::string_view name_of(BatchState state) { return names.at(static_cast<std::size_t>(state)); }

std::optional<BatchState> batch_state_of(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<BatchState>(i);
  }
  return std::nullopt;
}

std::optional<BatchState> next_state(BatchState from, BatchEvent event) {
  for (const Row& row : rows) {
    if (row.from == from && row.event == event) return row.to;
  }
  return std::nullopt;
}

}  // namespace postproof::batches
