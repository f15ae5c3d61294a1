#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "tracking/tracking_event.hpp"

namespace postproof::tracking::test {

inline Instant at(const std::string& text) { return *parse_instant(text); }

/// An event from "8/2 2026-12-01T10:00:00+03:00 630099" (index optional).
inline TrackingEvent event(const std::string& text) {
  std::istringstream in{text};
  TrackingEvent one;
  char slash = 0;
  std::string instant;
  std::string index;
  in >> one.type >> slash >> one.attribute >> instant >> index;
  one.instant = at(instant);
  one.index = PostalIndex{index};
  return one;
}

/// Events of one answer from lines of the same form, parted by ';'.
inline std::vector<TrackingEvent> events(const std::string& text) {
  std::vector<TrackingEvent> all;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line, ';');) {
    if (line.find('/') != std::string::npos) all.push_back(event(line));
  }
  return events_of_answer(std::move(all));
}

/// Events on days of December 2026 from "1:1/2 3:8/4 5:8/2" (day:type/attribute, noon in Moscow, index 101000).
inline std::vector<TrackingEvent> december(const std::string& text) {
  std::vector<TrackingEvent> all;
  std::istringstream in{text};
  for (std::string word; in >> word;) {
    const std::size_t colon = word.find(':');
    const std::string day = word.substr(0, colon);
    all.push_back(
        event(word.substr(colon + 1) + " 2026-12-" + (day.size() == 1 ? "0" : "") + day + "T12:00:00+03:00 101000"));
  }
  return events_of_answer(std::move(all));
}

}  // namespace postproof::tracking::test
