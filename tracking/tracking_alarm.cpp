#include "tracking/tracking_alarm.hpp"

namespace postproof::tracking {

std::string_view name_of(TrackingAlarmKind kind) {
  switch (kind) {
    case TrackingAlarmKind::quota_spent: return "quota_spent";
    case TrackingAlarmKind::assignment_cancelled: return "assignment_cancelled";
    case TrackingAlarmKind::unexpected_scan: return "unexpected_scan";
  }
  return "";
}

std::string_view what_to_do(TrackingAlarmKind kind) {
  switch (kind) {
    case TrackingAlarmKind::quota_spent:
      return "The post refuses new questions: check login, password and quota; questions go on at midnight.";
    case TrackingAlarmKind::assignment_cancelled:
      return "The post cancelled the track number before any scan: ask the post where the letter is.";
    case TrackingAlarmKind::unexpected_scan:
      return "The post scanned a letter that counts as never sent: compare the batch with the print house.";
  }
  return "";
}

AlarmChange quota_alarm(bool raise) { return {TrackingAlarmKind::quota_spent, "post", raise}; }

}  // namespace postproof::tracking
