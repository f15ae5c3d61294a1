#pragma once

#include "core/error.hpp"

namespace postproof::app {

/// What a command tells its caller. The words are those of docs/errors.md.
enum ExitStatus : int { exit_done = 0, exit_failed = 1, exit_usage = 2, exit_person_needed = 3 };

/// The exit status of a failed command: wrong usage and configuration are 2, everything else 1.
ExitStatus exit_status_of(ErrorKind kind);

}  // namespace postproof::app
