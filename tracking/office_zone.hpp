#pragma once

#include "core/ids.hpp"
#include "core/instant.hpp"

namespace postproof::tracking {

/// What the clocks at an office show: by the first three digits of its index, that is by region. Indexes that are not
/// six digits or lie in no row (technical offices, places abroad, new regions) count as +03:00. Regions with several
/// zones (Yakutia, Sakhalin) count with that of their capital. Offsets as in force since 2020-12-27 (Federal Law
/// 107-FZ with its amendments); Baikonur by Kazakhstan's single zone since 2024-03-01.
ZoneOffset office_zone(const PostalIndex& index);

}  // namespace postproof::tracking
