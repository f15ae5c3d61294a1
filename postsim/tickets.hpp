#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"
#include "core/instant.hpp"
#include "core/result.hpp"
#include "postsim/offices.hpp"

namespace postproof::postsim {

inline constexpr std::chrono::minutes ticket_wait{15};  ///< from the ticket to its answer, and between two questions
inline constexpr std::chrono::hours ticket_life{32};    ///< then the answer is deleted
inline constexpr std::size_t most_items_of_ticket = 3000;

/// A question about many numbers whose answer is fetched later.
struct Ticket {
  std::string name;  ///< yyyyMMddHHmmssSSS (Moscow time) and the login in capitals
  Instant issued_at;
  std::optional<Instant> answered_at;  ///< the last time the answer was given
  Language language = Language::rus;
  std::vector<std::string> items;

  /// The moment whose knowledge the answer holds.
  Instant prepared_at() const { return issued_at + ticket_wait; }
};

enum class TicketState { not_ready, ready, gone };

/// Not ready for 15 minutes after the ticket and after each answer given; gone 32 hours after the ticket.
TicketState state_of(const Ticket& ticket, Instant now);

/// True for 17 digits followed by at least one character of A-Z, 0-9, "-", "_".
bool is_ticket_name(std::string_view text);

/// Tickets as files of `<data>/postsim/tickets/`, so that they outlive a restart (not a loss of power: nothing is
/// synced). One process and one thread.
class Tickets {
 public:
  /// Borrows `files`.
  Tickets(Files& files, Path folder) : files_(files), folder_(std::move(folder)) {}

  /// A new ticket under a name that no other has; once an hour tickets long gone are thrown away.
  Result<Ticket> issue(std::string_view login, Instant now, Language language, std::vector<std::string> items);
  /// not_found if there is none of this name.
  Result<Ticket> find(std::string_view name) const;
  Result<void> note_answered(Ticket ticket, Instant now);

 private:
  Result<void> save(const Ticket& ticket);
  Result<void> throw_away_gone(Instant now);

  Files& files_;
  Path folder_;
  Instant tidied_at_;
};

}  // namespace postproof::postsim
