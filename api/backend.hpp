#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/secret.hpp"
#include "orders/confirm_code.hpp"
#include "orders/letter.hpp"

namespace postproof::api {

/// What a bearer token may do.
enum class Role : std::uint8_t { portal, post, operator_role, auditor };
std::string_view name_of(Role role);
std::optional<Role> role_of(std::string_view name);

struct Identity {
  std::string token_name;
  Role role = Role::portal;
};

/// One operation of the post as it is shown.
struct TrackingEventView {
  Instant at{};
  ZoneOffset zone{};
  int type = 0;
  int attribute = 0;
  std::string name;
  std::string index;  ///< empty: not told
  std::string place;  ///< empty: not told
};

/// The way of one letter as it is shown; `events` oldest first.
struct TrackingView {
  TrackNumber track_number;
  orders::LetterStatus status = orders::LetterStatus::ordered;
  std::string summary;
  std::vector<TrackingEventView> events;
  std::optional<Date> storage_until;
  std::optional<Instant> checked_at;
};

/// Called once with the outcome, from any thread; never from inside the call that took it while that call still holds
/// a lock.
template <class T>
using Done = std::function<void(Result<T>)>;

/// What the HTTP service asks of the rest of the house; `app` implements it. Every function returns at once; a write
/// calls `done` only when it is durable. Any thread.
class Backend {
 public:
  virtual ~Backend() = default;

  /// unauthenticated for an unknown or revoked token. May read the database; quick.
  virtual Result<Identity> authenticate(const Secret& token) = 0;
  virtual const orders::AddressChecks& address_checks() const = 0;
  /// The zone in which instants are shown.
  virtual ZoneOffset zone() const = 0;
  /// The service clock, for the Date of answers; asked at most once a second for each connection. Quick.
  virtual Instant now() const = 0;

  virtual void place_letter(orders::Order order, std::string by, Done<orders::LetterView> done) = 0;
  virtual void letter(LetterId id, Done<orders::LetterView> done) = 0;
  /// `typed` is what the citizen typed, not checked in any way but its size. Refusals are those of orders/confirm_code.
  virtual void confirm(AccountId account, Secret typed, Done<orders::Confirmation> done) = 0;
  /// `english` chooses the language of names and summary. track_number_malformed, track_number_not_found.
  virtual void tracking(std::string track_number, bool english, Done<TrackingView> done) = 0;
};

}  // namespace postproof::api
