#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/json/object.hpp>

#include "api/answer.hpp"
#include "core/digest.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"
#include "orders/cancel_letter.hpp"
#include "orders/confirm_code.hpp"
#include "orders/letter.hpp"
#include "orders/office.hpp"

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

/// Where a page of a list begins and how long it may be. `cursor` is empty for the first page, else what the page
/// before told; `limit` is from 1 to 200.
struct PageAsk {
  std::string cursor;
  int limit = 50;
};

/// Which letters are listed; absent means any.
struct LetterQuery {
  std::optional<AccountId> account_id;
  std::optional<orders::LetterStatus> status;
  std::optional<BatchId> batch_id;
  std::optional<TrackNumber> track_number;
  PageAsk page;
};

/// A page of letters, newest first; without `next_cursor` it is the last one.
struct LetterPage {
  std::vector<orders::LetterView> letters;
  std::optional<std::string> next_cursor;
};

/// One change in the life of a letter or of its code.
struct HistoryEntry {
  Instant at{};
  std::string axis;  ///< "letter" or "code"
  std::string from;  ///< empty: it began with this
  std::string to;
  std::string by;
  std::string reason;
};

/// What an account may do now and what it has.
struct AccountView {
  AccountId account_id;
  std::optional<ErrorKind> cannot_order_because;  ///< nothing: it can
  std::optional<Instant> reorder_allowed_at;
  int attempts_left = 0;
  std::optional<Instant> confirmed_at;
  std::optional<orders::LetterView> letter;  ///< the newest
};

/// Whether work can be done, and what is missing for it.
struct Readiness {
  std::vector<std::string> missing;  ///< one sentence each
};

/// A POST under an Idempotency-Key (product contract, section 5), as keyed hashes: which one it is (token, path, key)
/// and what was sent.
struct RepeatKey {
  Digest request{};
  Digest body{};
};

/// What makes the answer of a call that is kept under its key. `render` is called on whatever thread commits.
template <class T>
struct Keeping {
  RepeatKey key;
  std::function<Answer(const Result<T>&)> render;
};

/// The outcome of a call: a value to be rendered, or the answer that was rendered and kept, now or before.
template <class T>
using Said = std::variant<T, Answer>;

/// Called once with the outcome, from any thread; never from inside the call that took it while that call still holds
/// a lock.
template <class T>
using Done = std::function<void(Result<T>)>;

/// What the HTTP service asks of the rest of the house; `app` implements it. Every function returns at once; a write
/// calls `done` only when it is durable. Any thread.
///
/// Calls that take a `Keeping` answer with its rendered answer, kept in the same transaction as what they did: outcomes
/// and refusals of the domain (product contract, section 5, Idempotency-Key) but not those that may end otherwise when
/// they are tried again. The same key with another body is idempotency_key_reused, one that is being worked on
/// idempotency_in_progress.
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
  /// SHA-256 of the bytes of an answer. Quick.
  virtual Digest digest_of(std::string_view body) const = 0;

  /// The keyed hashes of a POST with an Idempotency-Key. Quick.
  virtual Result<RepeatKey> repeat_key(std::string_view token_name, std::string_view path, std::string_view key,
                                       std::string_view body) = 0;

  // letters
  virtual void place_letter(orders::Order order, std::string by, std::optional<Keeping<orders::LetterView>> keeping,
                            Done<Said<orders::LetterView>> done) = 0;
  /// letter_not_found.
  virtual void letter(LetterId id, Done<orders::LetterView> done) = 0;
  /// cursor_invalid.
  virtual void letters(LetterQuery query, Done<LetterPage> done) = 0;
  /// letter_not_found, letter_not_cancellable; a cancelled letter is the outcome too.
  virtual void cancel_letter(LetterId id, std::string by, std::optional<Keeping<orders::LetterView>> keeping,
                             Done<Said<orders::LetterView>> done) = 0;
  /// Oldest first. letter_not_found.
  virtual void history(LetterId id, Done<std::vector<HistoryEntry>> done) = 0;
  /// The letter as a PDF, its code masked; noted in the audit log. letter_not_found, personal_data_erased.
  virtual void proof(LetterId id, std::string by, Done<Bytes> done) = 0;

  // accounts
  virtual void account(AccountId account, Done<AccountView> done) = 0;
  virtual void void_account(AccountId account, orders::VoidReason reason, std::string by,
                            std::optional<Keeping<AccountView>> keeping, Done<Said<AccountView>> done) = 0;
  /// `typed` is what the citizen typed, not checked in any way but its size. Refusals are those of orders/confirm_code.
  virtual void confirm(AccountId account, Secret typed, std::optional<Keeping<orders::Confirmation>> keeping,
                       Done<Said<orders::Confirmation>> done) = 0;

  // look-ups
  /// `english` chooses the language of names and summary. track_number_malformed, track_number_not_found.
  virtual void tracking(std::string track_number, bool english, Done<TrackingView> done) = 0;
  /// index_not_found.
  virtual void office(PostalIndex index, Done<orders::Office> done) = 0;
  /// Offices that look like what is asked for, best first.
  virtual void offices(std::string query, int limit, Done<std::vector<orders::Office>> done) = 0;

  // what operators and auditors read, in the shapes of the contract
  virtual void batches(PageAsk page, Done<boost::json::object> done) = 0;
  /// batch_not_found.
  virtual void batch(BatchId id, Done<boost::json::object> done) = 0;
  /// batch_not_found, cursor_invalid.
  virtual void batch_letters(BatchId id, PageAsk page, Done<LetterPage> done) = 0;
  virtual void statistics(Done<boost::json::object> done) = 0;
  virtual void audit(PageAsk page, Done<boost::json::object> done) = 0;

  // for whoever runs the service
  virtual void readiness(Done<Readiness> done) = 0;
  /// The text of /metrics (Prometheus text format 0.0.4).
  virtual void metrics(Done<std::string> done) = 0;
};

}  // namespace postproof::api
