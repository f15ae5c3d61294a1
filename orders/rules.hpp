#pragma once

#include "core/calendar.hpp"
#include "core/instant.hpp"

namespace postproof::orders {

/// The numbers of the rules (configuration keys `rules.*`), validated by whoever reads them. A changed setting never
/// alters what was sealed.
struct Rules {
  bool ordering_enabled = true;
  int reorder_days = 30;
  int order_limit = 3;
  bool returned_frees_reorder = false;
  bool locked_frees_reorder = false;
  int code_valid_days = 60;  ///< at least 45
  ZoneOffset zone{std::chrono::hours{3}};
  ZoneOffset expiry_zone{std::chrono::hours{2}};
  int account_attempts = 5;
  seconds account_window{600};
  int code_attempts = 10;
  int attempts_warning_at = 5;
  seconds cutoff{18 * 3600};
  int expected_delivery_from_days = 5;  ///< working days after the cut-off
  int expected_delivery_to_days = 15;
  int erase_after_days = 30;
  int reminder_days = 7;
  int lost_after_days = 120;  ///< never scanned since `printed`

  CutoffRule cutoff_rule() const { return CutoffRule{cutoff, zone}; }
};

}  // namespace postproof::orders
