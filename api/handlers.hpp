#pragma once

#include "api/routes.hpp"

namespace postproof::api {

// The calls of the contract, each: body to values, one question to the Backend, values to JSON. Refusals of the Backend
// are passed on as they are.

Task<Result<Answer>> place_letter(Call& call);
Task<Result<Answer>> show_letter(Call& call);
Task<Result<Answer>> confirm(Call& call);
Task<Result<Answer>> show_tracking(Call& call);
/// The process answers; nothing is asked of the Backend.
Task<Result<Answer>> show_health(Call& call);

}  // namespace postproof::api
