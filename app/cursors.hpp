#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "app/house.hpp"

namespace postproof::app {

/// Where a list goes on, as text that only we can make: the place and a MAC over it and the name of the list. Cursors
/// last as long as the oldest data key.

/// The cursor of the list `list` for rows before `before`. key_unusable.
Result<std::string> make_cursor(const House& house, std::string_view list, std::int64_t before);

/// What make_cursor was given; everything for an empty cursor, the first page. cursor_invalid for anything that
/// make_cursor did not give for this list.
Result<std::int64_t> read_cursor(const House& house, std::string_view list, std::string_view cursor);

}  // namespace postproof::app
