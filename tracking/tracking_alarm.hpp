#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace postproof::tracking {

/// What a person must look at.
enum class TrackingAlarmKind : std::uint8_t {
  quota_spent,           ///< the post refused with code 3; object "post"
  assignment_cancelled,  ///< 46/0 and no scan; object = track number; a first scan closes it
  unexpected_scan,       ///< the post has a letter that never left by our books; object = track number
};

/// The stable word of a kind, equal to the enumerator's name.
std::string_view name_of(TrackingAlarmKind kind);

/// One sentence for the operator.
std::string_view what_to_do(TrackingAlarmKind kind);

/// To be raised (an open one of the same kind and object stays as it is) or closed (if open).
struct AlarmChange {
  TrackingAlarmKind kind = TrackingAlarmKind::quota_spent;
  std::string object;
  bool raise = true;
  friend bool operator==(const AlarmChange&, const AlarmChange&) = default;
};

/// The one alarm of kind quota_spent.
AlarmChange quota_alarm(bool raise);

}  // namespace postproof::tracking
