#pragma once

namespace postproof {

/// Stops the process if `holds` is false: the programme itself is wrong and nothing it would do next can be trusted.
/// For bugs only; what the world may do wrong is an Error. `what` says in a few words what should have held; it must
/// not contain secrets or personal data. Writes one line to standard error, then aborts. Any thread.
/// The place is the caller's; the builtins stand for std::source_location, which clang's tools do not know in C++20.
void ensure(bool holds, const char* what, const char* file = __builtin_FILE(), unsigned line = __builtin_LINE());

}  // namespace postproof
