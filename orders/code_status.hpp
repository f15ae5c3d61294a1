#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace postproof::orders {

/// Whether the code works. The words (name_of) are those of the contract, of the database and of the docs.
enum class CodeStatus : std::uint8_t { none, issued, live, used, expired, replaced, voided, locked };
inline constexpr int code_status_count = 8;

/// What can happen to a code.
enum class CodeEvent : std::uint8_t { seal, hand_over, confirm, expire, replace, revoke, lock };
inline constexpr int code_event_count = 7;

/// "void" for voided: the contract's word is a keyword here.
std::string_view name_of(CodeStatus status);
std::string_view name_of(CodeEvent event);
std::optional<CodeStatus> code_status_of(std::string_view name);

/// The state table of the code: the status after `event`, or nothing where the table has no such row. No row leads
/// from used, expired, replaced, void or locked anywhere: what was refused once is refused for ever.
std::optional<CodeStatus> next_status(CodeStatus from, CodeEvent event);

}  // namespace postproof::orders
