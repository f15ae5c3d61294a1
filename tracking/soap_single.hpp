#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/ids.hpp"
#include "core/result.hpp"
#include "tracking/post_credentials.hpp"
#include "tracking/tracking_event.hpp"

namespace postproof::tracking {

// The single protocol of the post ("RTM-34", SOAP 1.2): text to values and back. Wrappers are in the namespace
// http://russianpost.org/operationhistory, data in http://russianpost.org/operationhistory/data.

/// getOperationHistory of one number, names in Russian. Holds the password: the caller wipes the text after use.
std::string history_request(const TrackNumber& number, const PostCredentials& credentials);

/// Why the post refused, by the name of the element in the fault's detail; its text is never looked at.
enum class SingleFault : std::uint8_t {
  not_authorised,  ///< wrong login or password, no right, or the quota of the day is spent
  bad_request,     ///< OperationHistoryFaultReason: the number has a wrong form
  bad_language,
  other,
};

/// The events as events_of_answer makes them, none where the post knows nothing; or the refusal.
using HistoryReply = std::variant<std::vector<TrackingEvent>, SingleFault>;

/// Reads the answer to getOperationHistory about `number`. Records of other numbers are passed over; if there are only
/// such, or a record lacks its type, attribute or time, or there are more than 1000, or a fault stands beside a
/// history, it is remote_failed. A time without an offset is read as the office's clock shows it. Unknown elements are
/// passed over.
Result<HistoryReply> parse_history_reply(std::string text, const TrackNumber& number);

}  // namespace postproof::tracking
