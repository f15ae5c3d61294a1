#pragma once

#include "core/calendar.hpp"
#include "core/files.hpp"
#include "core/result.hpp"

namespace postproof::app {

/// Reads every <year>.toml in a folder: lists `off`, `shortened`, `working` of days "MM-DD". configuration_invalid with
/// "FILE:LINE" for anything else; a missing folder is an empty calendar (weekends and fixed holidays).
Result<Calendar> load_calendar(const Path& folder);

/// The folder that holds the product's own templates and calendars: beside the installed program, or the source tree.
Path share_folder();

}  // namespace postproof::app
