#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/instant.hpp"

namespace postproof::postsim {

/// ASCII and Russian capitals made small; everything else stays. UTF-8.
std::string lower_case(std::string_view text);

/// No-break, thin and narrow spaces become blanks, runs of blanks one blank, none at the ends. UTF-8.
std::string plain_blanks(std::string_view text);

/// The last day that a letter's text grants, read from its words in Russian ("по 1 марта 2027 г.") or English
/// ("1 March 2027"). Where the text names several dates, the one after "по", "through", "until" or "by" counts, else
/// the latest. Nothing if there is no date that exists in the calendar. `text` with blanks as plain_blanks leaves them.
std::optional<Date> last_day_in(std::string_view text);

}  // namespace postproof::postsim
