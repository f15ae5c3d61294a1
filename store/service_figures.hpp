#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/instant.hpp"
#include "core/result.hpp"
#include "store/reader.hpp"

namespace postproof::store {

/// Counts for whoever watches the service. Test letters are not in them.
struct ServiceFigures {
  std::map<std::string, std::int64_t> letters;    ///< by letter.status
  std::map<std::string, std::int64_t> codes;      ///< by code.status, `none` included
  std::map<std::string, Instant> oldest_batches;  ///< state of what is not acknowledged yet: its oldest sealing
  std::map<std::string, std::int64_t> alarms;     ///< open ones by kind
  std::int64_t notices_waiting = 0;               ///< neither delivered nor given up
  std::int64_t tracking_calls = 0;                ///< of the day
  std::int64_t track_numbers_left = 0;
};

/// Reads all tables of letters and codes: some tenths of a second for a million letters. `day` is that of the service
/// zone. Any thread.
Result<ServiceFigures> service_figures(Readers& readers, Date day);

}  // namespace postproof::store
