#include "system/system_clock.hpp"

namespace postproof::system {

Instant SystemClock::now() const { return std::chrono::floor<seconds>(std::chrono::system_clock::now()); }

}  // namespace postproof::system
