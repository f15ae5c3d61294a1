#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace postproof::batches {

/// Where a print batch is. The words (name_of) are those of the contract.
enum class BatchState : std::uint8_t { sealed, rendered, dispatched, acknowledged, closed, held, rejected };
inline constexpr int batch_state_count = 7;

/// What can happen to a batch. `release` leads back to the state it was held from, which the table cannot know: the
/// batch remembers it.
enum class BatchEvent : std::uint8_t { render, hand_over, acknowledge, close, hold, reject };

std::string_view name_of(BatchState state);
std::optional<BatchState> batch_state_of(std::string_view name);

/// The state table of batches: the state after `event`, or nothing where the table has no such row.
std::optional<BatchState> next_state(BatchState from, BatchEvent event);

}  // namespace postproof::batches
