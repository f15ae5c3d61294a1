#pragma once

#include "batches/night.hpp"

namespace postproof::batches {

/// What one call of the night is asked for.
struct NightOrder {
  Instant now{};
  std::optional<Instant> cutoff;  ///< an earlier one than the latest; in the future is usage
  bool hand_over = true;
};

/// What became of it. `batch` is the last batch the run worked on; absent if nothing was due.
struct NightReport {
  std::optional<Batch> batch;
  std::int64_t letters = 0;   ///< printed, test letter included
  std::int64_t rejected = 0;  ///< members that could not be printed
  bool person_needed = false;
  std::string remark;  ///< one sentence for the operator
};

/// The print run. First finishes every batch that an earlier run left sealed or rendered, then seals what is due at the
/// cut-off, renders and hands over. Every step is a committed state, so a run that is killed anywhere is repeated
/// without losing or doubling a letter. A batch that cannot be explained is held with an alarm and the others go on.
/// At most one run at a time: the caller holds the run lock.
Result<NightReport> run_night(Night& night, const Calendar& calendar, const NightOrder& order);

/// What a run would seal now: letters due at the cut-off.
Result<std::int64_t> count_due(Night& night, const Calendar& calendar, const NightOrder& order);

}  // namespace postproof::batches
