#pragma once

#include <vector>

#include <boost/json/value.hpp>

#include "core/result.hpp"
#include "orders/cancel_letter.hpp"

namespace postproof::api {

/// The body of `POST /v1/accounts/{account_id}/void`. validation_failed tells all bad fields at once, `earlier` first.
Result<orders::VoidReason> read_void_body(const boost::json::value& document, std::vector<FieldError> earlier);

}  // namespace postproof::api
