#pragma once

#include <iosfwd>

#include "core/result.hpp"
#include "postsim/options.hpp"

namespace postproof::postsim {

/// Does what the options say, with the real disk and the movable clock of the data folder. `out` gets results, `err`
/// what a person wants to see meanwhile. An error is of kind usage if the command should have been given otherwise.
Result<void> perform(const Options& options, std::ostream& out, std::ostream& err);

}  // namespace postproof::postsim
