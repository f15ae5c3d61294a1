#pragma once

#include <iosfwd>

namespace postproof::postsim {

/// The program: reads its arguments and does what they say. `out` gets results, `err` everything else. Gives the exit
/// status: 0 done, 1 failed or not found, 2 wrong usage (before anything is touched). The commands `post` and `serve`
/// return when the process gets SIGINT or SIGTERM.
int run_command_line(int count, const char* const* arguments, std::ostream& out, std::ostream& err);

}  // namespace postproof::postsim
