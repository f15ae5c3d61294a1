#include "orders/code_status.hpp"

#include <array>

namespace postproof::orders {

namespace {

using S = CodeStatus;
using E = CodeEvent;

constexpr std::array<std::string_view, code_status_count> status_names{"none",    "issued",   "live", "used",
                                                                       "expired", "replaced", "void", "locked"};
constexpr std::array<std::string_view, code_event_count> event_names{"seal",    "hand_over", "confirm", "expire",
                                                                     "replace", "revoke",    "lock"};

struct Row {
  S from;
  E event;
  S to;
};

constexpr std::array rows{
    Row{S::none, E::seal, S::issued},        Row{S::none, E::revoke, S::voided},
    Row{S::issued, E::hand_over, S::live},   Row{S::issued, E::revoke, S::voided},
    Row{S::issued, E::replace, S::replaced}, Row{S::issued, E::expire, S::expired},
    Row{S::live, E::confirm, S::used},       Row{S::live, E::expire, S::expired},
    Row{S::live, E::replace, S::replaced},   Row{S::live, E::revoke, S::voided},
    Row{S::live, E::lock, S::locked},
};

constexpr bool rows_are_unique() {
  for (std::size_t a = 0; a < rows.size(); ++a) {
    for (std::size_t b = a + 1; b < rows.size(); ++b) {
      if (rows[a].from == rows[b].from && rows[a].event == rows[b].event) return false;
    }
  }
  return true;
}
static_assert(rows_are_unique(), "one row for each status and event");

constexpr bool every_status_is_reached() {
  for (std::size_t status = 1; status < code_status_count; ++status) {
    bool reached = false;
    for (const Row& row : rows) reached = reached || row.to == static_cast<S>(status);
    if (!reached) return false;
  }
  return true;
}
static_assert(every_status_is_reached(), "every status but none is the end of a row");

}  // namespace

std::string_view name_of(CodeStatus status) { return status_names.at(static_cast<std::size_t>(status)); }
std::string_view name_of(CodeEvent event) { return event_names.at(static_cast<std::size_t>(event)); }

std::optional<CodeStatus> code_status_of(std::string_view name) {
  for (std::size_t i = 0; i < status_names.size(); ++i) {
    if (status_names[i] == name) return static_cast<CodeStatus>(i);
  }
  return std::nullopt;
}

std::optional<CodeStatus> next_status(CodeStatus from, CodeEvent event) {
  for (const Row& row : rows) {
    if (row.from == from && row.event == event) return row.to;
  }
  return std::nullopt;
}

}  // namespace postproof::orders
