#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace postproof::tracking {

/// What an operation of the post says about the letter: the column `state` of post_operations.csv. `handed` does not
/// say to whom; `none` leaves the status as it is.
enum class OperationMeaning : std::uint8_t {
  none,
  accepted,
  in_transit,
  at_office,
  returning,
  delivered,
  returned,
  lost,
  handed,
};

/// The word of the column; empty for none.
std::string_view name_of(OperationMeaning meaning);

/// Stands for the missing attribute in rows that name a whole type.
inline constexpr int no_attribute = -1;

/// One row of the table. Views into constants.
struct OperationRow {
  int type;
  int attribute;
  OperationMeaning meaning;
  std::string_view name_ru;
  std::string_view name_en;
};

/// The whole table, sorted by type and attribute, each pair once.
std::span<const OperationRow> operation_rows();

/// The row of the pair, or nothing: the post uses codes that no list names, so "unknown" is an ordinary case.
const OperationRow* find_operation(int type, int attribute);

/// What the pair means; none where it is unknown.
OperationMeaning meaning_of(int type, int attribute);

}  // namespace postproof::tracking
