#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"

namespace postproof::tracking {

/// The most events that are kept of one letter; a letter has about twenty. What comes above is dropped and counted.
inline constexpr std::size_t most_events_of_a_letter = 2000;

/// One operation that the post reported of one letter. Within the letter it is the same operation if type, attribute,
/// instant and index are equal, whichever protocol told it.
struct TrackingEvent {
  int type = 0;
  int attribute = 0;
  Instant instant;
  PostalIndex index;  ///< of the place; empty where the post names none
  /// Position among the operations of the same instant in the post's answer, from 0. Answers that disagree leave the
  /// largest one, so that the order of answers does not matter.
  int tie = 0;
  std::string name_received;   ///< the attribute's name, or the type's where the protocol tells no more
  std::string place_received;  ///< empty in batch answers
  friend bool operator==(const TrackingEvent&, const TrackingEvent&) = default;
};

/// Equality as an operation: names and tie do not count.
bool same_operation(const TrackingEvent& a, const TrackingEvent& b);

/// The order in which operations are applied and listed: by instant, ties in the order of the post's answer, then by
/// type, attribute and index. A total order on different operations.
bool comes_before(const TrackingEvent& a, const TrackingEvent& b);

/// One answer of the post as a set: repetitions dropped, ties numbered in the order given, sorted by comes_before.
std::vector<TrackingEvent> events_of_answer(std::vector<TrackingEvent> in_order_of_answer);

/// What an answer adds to what is known. `all` is sorted by comes_before.
struct MergedEvents {
  std::vector<TrackingEvent> all;
  std::vector<TrackingEvent> added;    ///< not known before
  std::vector<TrackingEvent> changed;  ///< known, but with another name, place or tie
  std::size_t dropped = 0;             ///< above most_events_of_a_letter
};

/// The union of two sets, `received` as events_of_answer made it. A name or place that came empty changes nothing; a
/// name that came without a place (batch) does not replace one that came with it. As to the operations themselves and
/// their order the result does not depend on the order or number of merges, as long as nothing is dropped.
MergedEvents merge(const std::vector<TrackingEvent>& known, const std::vector<TrackingEvent>& received);

/// What to show as the operation's name: the attribute's name from the table, else the name received, else the type's
/// name from the table, else "type/attribute". English if asked, where the table gives the name.
std::string shown_name(const TrackingEvent& event, bool in_english);

/// The same for a line that stands alone: preceded by the type's name where the attribute's says too little by itself,
/// e.g. "Неудачная попытка вручения: Временное отсутствие адресата".
std::string full_name(int type, const std::string& shown_name, bool in_english);

}  // namespace postproof::tracking
