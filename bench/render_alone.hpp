#pragma once

#include <cstdint>

#include "core/result.hpp"
#include "letters/typesetter.hpp"

namespace postproof::bench {

/// Letters that two workers set a second, files of 2 000, with nothing else to do: no codes, no database, no disk.
/// Sets at most `letters` and at most 200 000, at least one file a worker.
Result<double> render_alone_per_second(const letters::Typesetter& typesetter, std::int64_t letters);

}  // namespace postproof::bench
