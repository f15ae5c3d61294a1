#pragma once

#include "app/command.hpp"

namespace postproof::app {

/// Runs the watchdogs and turns a good exit status into "a person is needed" while an alarm is open; the text gets a
/// line about each.
Result<void> add_alarms(House& house, Answer& answer);

}  // namespace postproof::app
