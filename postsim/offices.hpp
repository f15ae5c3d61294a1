#pragma once

#include <string>
#include <string_view>

#include "core/instant.hpp"

namespace postproof::postsim {

/// The post's two languages of tracking answers.
enum class Language { rus, eng };

/// The clock on the wall of the office with this postal index (6 digits), by the region that its first three digits
/// name; +03:00 where they name none. Regions with several zones count as their capital.
ZoneOffset office_zone(std::string_view index);

/// The office as tracking shows it: its region's capital and the last three digits without leading zeros, e.g.
/// "Новосибирск 99"; the city alone for 000.
std::string office_name(std::string_view index, Language language);

/// The index of the sorting centre that serves the region of this office.
std::string sorting_centre(std::string_view index);

}  // namespace postproof::postsim
