#include "tracking/operation_table.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace postproof::tracking {

namespace {

using M = OperationMeaning;

// clang-format off
constexpr OperationRow rows[] = {
#include "tracking/operation_rows.inc"
};
// clang-format on

constexpr std::pair<int, int> key_of(const OperationRow& row) { return {row.type, row.attribute}; }

constexpr bool sorted_without_repetition() {
  return std::ranges::adjacent_find(rows, [](const auto& a, const auto& b) { return !(key_of(a) < key_of(b)); }) ==
         std::ranges::end(rows);
}
static_assert(sorted_without_repetition(), "the table is searched by halves");

constexpr std::array<std::string_view, 9> names{"",          "accepted", "in_transit", "at_office", "returning",
                                                "delivered", "returned", "lost",       "handed"};

}  // namespace

std::string_view name_of(OperationMeaning meaning) { return names.at(static_cast<std::size_t>(meaning)); }

std::span<const OperationRow> operation_rows() { return rows; }

const OperationRow* find_operation(int type, int attribute) {
  const std::pair key{type, attribute};
  const auto* row = std::ranges::lower_bound(rows, key, {}, key_of);
  return row != std::ranges::end(rows) && key_of(*row) == key ? row : nullptr;
}

OperationMeaning meaning_of(int type, int attribute) {
  const OperationRow* row = find_operation(type, attribute);
  return row == nullptr ? M::none : row->meaning;
}

}  // namespace postproof::tracking
