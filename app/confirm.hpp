#pragma once

#include "app/house.hpp"

namespace postproof::app {

/// The whole of a confirmation, waiting for both transactions. Refusals are those of orders/confirm_code.
Result<orders::Confirmation> confirm(House& house, const AccountId& account, const Secret& typed);

}  // namespace postproof::app
