#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/instant.hpp"

namespace postproof::orders {

/// Something a person has to look at. At most one alarm of a kind is open for an object; `what_to_do` is one sentence
/// for the operator, without secrets or personal data.
struct Alarm {
  std::int64_t id = 0;
  Instant raised_at{};
  std::string kind;    ///< a stable word, e.g. "acknowledgement_missing"
  std::string object;  ///< what it is about: a batch, a letter, a range; may be empty
  std::string what_to_do;
};

}  // namespace postproof::orders
