#pragma once

#include <vector>

#include <boost/json/value.hpp>

#include "core/result.hpp"
#include "orders/address.hpp"

namespace postproof::api {

/// The body of `POST /v1/letters` as an order. validation_failed tells all bad fields at once: `earlier` (found
/// outside the body) first, then unknown fields and wrong types, then what orders::check_order finds.
Result<orders::Order> read_order_body(const boost::json::value& document, const orders::AddressChecks& checks,
                                      std::vector<FieldError> earlier = {});

}  // namespace postproof::api
