#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "orders/code_status.hpp"
#include "orders/letter_status.hpp"

namespace postproof::orders {

/// One row of a state table in words.
struct WordRow {
  std::string from, event, to;
  friend auto operator<=>(const WordRow&, const WordRow&) = default;
};

inline std::vector<WordRow> rows_of_letter_table() {
  std::vector<WordRow> rows;
  for (int from = 0; from < letter_status_count; ++from) {
    for (int event = 0; event < letter_event_count; ++event) {
      const auto status = static_cast<LetterStatus>(from);
      const auto happening = static_cast<LetterEvent>(event);
      const auto to = next_status(status, happening);
      if (to)
        rows.push_back({std::string(name_of(status)), std::string(name_of(happening)), std::string(name_of(*to))});
    }
  }
  return rows;
}

inline std::vector<WordRow> rows_of_code_table() {
  std::vector<WordRow> rows;
  for (int from = 0; from < code_status_count; ++from) {
    for (int event = 0; event < code_event_count; ++event) {
      const auto status = static_cast<CodeStatus>(from);
      const auto happening = static_cast<CodeEvent>(event);
      const auto to = next_status(status, happening);
      if (to)
        rows.push_back({std::string(name_of(status)), std::string(name_of(happening)), std::string(name_of(*to))});
    }
  }
  return rows;
}

}  // namespace postproof::orders
