#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/files.hpp"
#include "core/result.hpp"

namespace postproof::bench {

/// Runs `measure` in the folder `dir`, which is made if it is missing and kept, or, where `dir` is empty, in a
/// temporary one that is removed afterwards. Returns the exit status of the program; a failure is told on standard
/// error after the name of the program.
int in_work_folder(std::string_view program, const std::string& dir,
                   const std::function<Result<void>(const Path&)>& measure);

}  // namespace postproof::bench
