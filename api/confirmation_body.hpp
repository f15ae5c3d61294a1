#pragma once

#include <vector>

#include <boost/json/value.hpp>

#include "core/ids.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

namespace postproof::api {

/// What a citizen typed, for one account.
struct ConfirmationBody {
  AccountId account_id;
  Secret typed;
};

/// No code of any form comes near this many bytes, however it is spaced.
inline constexpr std::size_t longest_typed_code = 1024;

/// The body of `POST /v1/confirmations`. validation_failed tells all bad fields at once, `earlier` first; a code longer
/// than longest_typed_code is code_malformed; an empty one is passed on. The code's text in `document` is wiped,
/// whatever the outcome.
Result<ConfirmationBody> read_confirmation_body(boost::json::value& document, std::vector<FieldError> earlier = {});

}  // namespace postproof::api
