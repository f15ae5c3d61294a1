#pragma once

#include <source_location>

namespace postproof {

/// Stops the process if `holds` is false: the programme itself is wrong and nothing it would do next can be trusted.
/// For bugs only; what the world may do wrong is an Error. `what` says in a few words what should have held; it must
/// not contain secrets or personal data. Writes one line to standard error, then aborts. Any thread.
void ensure(bool holds, const char* what, std::source_location where = std::source_location::current());

}  // namespace postproof
