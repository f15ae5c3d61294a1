#include "orders/letter_status.hpp"

#include <array>
#include <string>

#include "core/ensure.hpp"

namespace postproof::orders {

namespace {

using S = LetterStatus;
using E = LetterEvent;

constexpr std::array<std::string_view, letter_status_count> status_names{
    "ordered",   "sealed",    "dispatched", "printed", "accepted",  "in_transit", "at_office",
    "delivered", "returning", "returned",   "lost",    "cancelled", "rejected"};

constexpr std::array<std::string_view, letter_event_count> event_names{"cancel",
                                                                       "seal",
                                                                       "hand_over",
                                                                       "acknowledge",
                                                                       "reject",
                                                                       "declare_lost",
                                                                       "scan_none_dispatched",
                                                                       "scan_none_printed",
                                                                       "scan_accepted",
                                                                       "scan_in_transit",
                                                                       "scan_at_office",
                                                                       "scan_delivered",
                                                                       "scan_returning",
                                                                       "scan_returned",
                                                                       "scan_lost"};

struct Row {
  S from;
  E event;
  S to;
};

// Before the post has the letter: one way only.
constexpr std::array before_the_post{
    Row{S::ordered, E::cancel, S::cancelled},   Row{S::ordered, E::seal, S::sealed},
    Row{S::ordered, E::reject, S::rejected},    Row{S::sealed, E::hand_over, S::dispatched},
    Row{S::sealed, E::reject, S::rejected},     Row{S::dispatched, E::acknowledge, S::printed},
    Row{S::dispatched, E::reject, S::rejected}, Row{S::printed, E::reject, S::rejected},
};

// With the post: the status is what the set of scans amounts to, so each of these follows from each other one.
constexpr std::array with_the_post{S::dispatched, S::printed,   S::accepted, S::in_transit, S::at_office,
                                   S::delivered,  S::returning, S::returned, S::lost};

struct Scan {
  E event;
  S to;
};
constexpr std::array scans{
    Scan{E::declare_lost, S::lost},          Scan{E::scan_none_dispatched, S::dispatched},
    Scan{E::scan_none_printed, S::printed},  Scan{E::scan_accepted, S::accepted},
    Scan{E::scan_in_transit, S::in_transit}, Scan{E::scan_at_office, S::at_office},
    Scan{E::scan_delivered, S::delivered},   Scan{E::scan_returning, S::returning},
    Scan{E::scan_returned, S::returned},     Scan{E::scan_lost, S::lost},
};

constexpr std::size_t cell_of(S from, E event) {
  return static_cast<std::size_t>(from) * letter_event_count + static_cast<std::size_t>(event);
}

struct Table {
  std::array<std::optional<S>, std::size_t{letter_status_count} * letter_event_count> cells{};
  bool unique = true;

  constexpr void add(const Row& row) {
    std::optional<S>& cell = cells[cell_of(row.from, row.event)];
    if (cell.has_value()) unique = false;
    cell = row.to;
  }
};

constexpr bool may_be_declared_lost(S from) { return from != S::delivered && from != S::returned && from != S::lost; }

constexpr Table make_table() {
  Table table;
  for (const Row& row : before_the_post) table.add(row);
  for (const S from : with_the_post) {
    for (const Scan& scan : scans) {
      if (from == scan.to) continue;
      if (scan.event == E::declare_lost && !may_be_declared_lost(from)) continue;
      table.add(Row{from, scan.event, scan.to});
    }
  }
  return table;
}

constexpr Table table = make_table();
static_assert(table.unique, "one row for each status and event");

constexpr bool all_reachable() {
  std::array<bool, letter_status_count> reached{};
  reached[static_cast<std::size_t>(S::ordered)] = true;
  for (int round = 0; round < letter_status_count; ++round) {
    for (std::size_t from = 0; from < letter_status_count; ++from) {
      if (!reached[from]) continue;
      for (std::size_t event = 0; event < letter_event_count; ++event) {
        const auto& to = table.cells[from * letter_event_count + event];
        if (to) reached[static_cast<std::size_t>(*to)] = true;
      }
    }
  }
  for (const bool one : reached) {
    if (!one) return false;
  }
  return true;
}
static_assert(all_reachable(), "every status can be reached from ordered");

}  // namespace

std::string_view name_of(LetterStatus status) { return status_names.at(static_cast<std::size_t>(status)); }
std::string_view name_of(LetterEvent event) { return event_names.at(static_cast<std::size_t>(event)); }

std::optional<LetterStatus> letter_status_of(std::string_view name) {
  for (std::size_t i = 0; i < status_names.size(); ++i) {
    if (status_names[i] == name) return static_cast<LetterStatus>(i);
  }
  return std::nullopt;
}

bool is_final(LetterStatus status) {
  return status == S::delivered || status == S::returned || status == S::lost || status == S::cancelled ||
         status == S::rejected;
}

bool is_counted(LetterStatus status) { return status != S::cancelled && status != S::rejected; }

std::optional<LetterStatus> next_status(LetterStatus from, LetterEvent event) {
  return table.cells[cell_of(from, event)];
}

}  // namespace postproof::orders
