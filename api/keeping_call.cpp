#include "api/keeping_call.hpp"

namespace postproof::api {

Result<std::optional<RepeatKey>> repeat_key_of(Call& call) {
  const Exchange& exchange = call.exchange;
  if (!exchange.idempotency_key) return std::optional<RepeatKey>{};
  PP_TRY(RepeatKey key,
         call.backend.repeat_key(exchange.identity.token_name, exchange.path, *exchange.idempotency_key, call.body));
  return std::optional{key};
}

}  // namespace postproof::api
