#pragma once

#include <cstdint>

#include "app/command.hpp"

namespace postproof::bench {

/// Makes a demo data folder with `letters` orders that are due tonight: 2 000 different people of the demonstration,
/// each repeated under accounts of its own. The folder must be new or empty. Holds memory by the group, not by the
/// night.
Result<void> make_night_house(const Path& folder, std::int64_t letters);

/// How the commands are told where that folder is.
app::CommandContext context_of(const Path& folder);

/// An evening after the demo's cut-off, when all those orders are due.
Instant evening_of(app::House& house);

}  // namespace postproof::bench
