#pragma once

#include "batches/night.hpp"

namespace postproof::batches {

/// What a night of so many letters may take on the volumes of outbox, database and print-house folder together, bytes:
/// measured for one sheet and rounded up, so that a night that begins also ends.
std::uint64_t space_needed(std::int64_t letters);

/// Refuses to seal a night for which the disk of the outbox has no room: disk_full naming both figures, with the alarm
/// "disk_space"; it is closed when there is room again. Errors of disk and store.
Result<void> check_disk_space(const Night& night, std::int64_t letters, Instant now);

}  // namespace postproof::batches
