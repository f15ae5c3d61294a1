#pragma once

#include <string_view>

#include "postsim/offices.hpp"

namespace postproof::postsim {

/// The names of an operation and of its attribute as the post sends them (RTM-02 dictionaries).
struct OperationName {
  std::string_view type;
  std::string_view attribute;
};

/// Names of the operations that a simulated letter goes through; "Служебная операция" / "Service operation" for any
/// other code.
OperationName operation_name(int type, int attribute, Language language);

}  // namespace postproof::postsim
