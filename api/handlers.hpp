#pragma once

#include "api/routes.hpp"

namespace postproof::api {

// One function for each route of all_routes(): it reads what came, asks the Backend and shapes the answer. It knows no
// rule. Refusals are those of the Backend's functions and validation_failed.

Task<Result<Answer>> place_letter(Call& call);
Task<Result<Answer>> show_letter(Call& call);
Task<Result<Answer>> list_letters(Call& call);
Task<Result<Answer>> cancel_letter(Call& call);
Task<Result<Answer>> show_history(Call& call);
Task<Result<Answer>> show_proof(Call& call);

Task<Result<Answer>> show_account(Call& call);
Task<Result<Answer>> void_account(Call& call);
Task<Result<Answer>> confirm(Call& call);

Task<Result<Answer>> show_tracking(Call& call);
Task<Result<Answer>> show_office(Call& call);
Task<Result<Answer>> search_offices(Call& call);

Task<Result<Answer>> list_batches(Call& call);
Task<Result<Answer>> show_batch(Call& call);
Task<Result<Answer>> list_batch_letters(Call& call);
Task<Result<Answer>> show_statistics(Call& call);
Task<Result<Answer>> list_audit(Call& call);

Task<Result<Answer>> show_openapi(Call& call);
Task<Result<Answer>> show_docs(Call& call);
Task<Result<Answer>> show_health(Call& call);
Task<Result<Answer>> show_readiness(Call& call);
Task<Result<Answer>> show_metrics(Call& call);

}  // namespace postproof::api
