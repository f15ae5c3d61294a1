#pragma once

#include <string>

#include "orders/address.hpp"
#include "tracking/letter_tracking.hpp"

namespace postproof::tracking {

/// Where the letter is and what to do, one or two sentences for the citizen, in Russian or English. Names the office
/// and the last day of storage where they are known; no personal data.
std::string summary_of(const TrackingFacts& facts, orders::Language language);

}  // namespace postproof::tracking
