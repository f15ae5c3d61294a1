#pragma once

#include <boost/json/object.hpp>

#include "orders/office.hpp"

namespace postproof::api {

/// A post office as the contract shows it; what the post's list does not tell is null.
boost::json::object office_json(const orders::Office& office);

}  // namespace postproof::api
