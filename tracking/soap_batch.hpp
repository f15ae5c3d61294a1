#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "core/ids.hpp"
#include "core/result.hpp"
#include "tracking/post_credentials.hpp"
#include "tracking/soap_document.hpp"
#include "tracking/tracking_event.hpp"

namespace postproof::tracking {

// The batch protocol of the post ("FC", SOAP 1.1): text to values and back. Wrappers are in the namespace
// http://fclient.russianpost.org/postserver, items in http://fclient.russianpost.org, what lies between is in none.

inline constexpr std::size_t most_items_of_a_ticket = 3000;

/// The post's reasons for "no" (ErrorTypeID). Other numbers occur and are kept as they are.
enum class BatchError : int {
  bad_format = 2,
  not_authorised = 3,  ///< wrong login or password, or the quota of the day is spent
  not_ready = 6,
  nothing_known = 12,
  internal = 16,
  expired = 17,
  too_many_items = 18,
  bad_language = 20,
  item_too_long = 21,
  file_name_too_long = 22,
};

/// getTicket for 1-3000 numbers, names in Russian. Holds the password: the caller wipes the text after use.
std::string ticket_request(std::span<const TrackNumber> numbers, const PostCredentials& credentials);

/// getResponseByTicket. Holds the password: the caller wipes the text after use.
std::string answer_request(const std::string& ticket, const PostCredentials& credentials);

/// A ticket: 1-200 printable ASCII characters without blanks; or the post's refusal.
using TicketReply = std::variant<std::string, BatchError>;

/// Reads the answer to getTicket. Anything else than one ticket or one error is remote_failed.
Result<TicketReply> parse_ticket_reply(std::string text);

enum class ItemOutcome : std::uint8_t {
  answered,    ///< events, none where the post knows nothing (error 12, or an empty item)
  refused,     ///< an error of its own other than 12
  unreadable,  ///< contradictory, malformed, or more than 1000 operations
};

/// What the answer says of one number. Whatever is wrong with one item leaves the others usable.
struct ItemReply {
  TrackNumber number;  ///< as received, 1-32 printable characters; never judged by check digit
  ItemOutcome outcome = ItemOutcome::answered;
  std::vector<TrackingEvent> events;  ///< as events_of_answer makes them
  BatchError error{};                 ///< of a refused item
};

/// The answer to one ticket, its items still unread: most of them say what the last answer said, and are told apart by
/// their digests alone. Owns the text. One thread.
class BatchAnswer {
 public:
  /// Items, each number once, in the order of the answer. What has no number is passed over.
  std::size_t size() const { return items_.size(); }
  /// As received, 1-32 printable characters; borrowed.
  std::string_view number(std::size_t item) const { return items_[item].number; }
  /// The place of the item of this number, or nothing.
  std::optional<std::size_t> find(std::string_view number) const;
  /// Where two answers give the same digest for a number, they say the same of it.
  std::uint64_t digest(std::size_t item) const { return items_[item].digest; }
  /// The item in full; items of one number united, one of them unreadable makes all unreadable. Times are read as the
  /// clock of the operation's office shows them (office_zone). Unknown elements and attributes are passed over.
  ItemReply read(std::size_t item) const;

 private:
  friend Result<std::variant<BatchAnswer, BatchError>> read_batch_answer(std::string text);

  struct Item {
    std::string_view number;
    std::uint64_t digest = 0;
    std::vector<pugi::xml_node> nodes;
  };

  explicit BatchAnswer(SoapDocument document) : document_(std::move(document)) {}
  Result<void> take_items(pugi::xml_node value);

  SoapDocument document_;
  std::vector<Item> items_;
  std::unordered_map<std::string_view, std::size_t> places_;
};

/// Reads the answer to getResponseByTicket. More than 3000 items, a fault, or neither or both of value and error are
/// remote_failed; the post's refusal is a value.
Result<std::variant<BatchAnswer, BatchError>> read_batch_answer(std::string text);

/// The items, each number once, in the order of the answer; or the post's refusal.
using BatchReply = std::variant<std::vector<ItemReply>, BatchError>;

/// The same with every item read.
Result<BatchReply> parse_batch_reply(std::string text);

}  // namespace postproof::tracking
