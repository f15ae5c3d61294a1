#pragma once

namespace postproof::app {

/// The whole program `postproof`: reads the command line, runs one command, prints its answer, returns its exit status.
int run_command_line(int argc, char** argv);

}  // namespace postproof::app
