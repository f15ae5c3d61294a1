#pragma once

#include <optional>
#include <string>

#include "core/instant.hpp"
#include "orders/address.hpp"

namespace postproof::letters {

/// A day in words, its parts joined by U+00A0: "22 января 2027 г." (as after "по"), "22 January 2027". No day gives a
/// mask of dots.
std::string date_in_words(std::optional<Date> day, orders::Language language);

}  // namespace postproof::letters
