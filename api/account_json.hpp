#pragma once

#include <boost/json/object.hpp>

#include "api/backend.hpp"

namespace postproof::api {

/// An account as the contract shows it; instants in `zone`.
boost::json::object account_json(const AccountView& account, ZoneOffset zone);

}  // namespace postproof::api
