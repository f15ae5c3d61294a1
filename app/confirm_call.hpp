#pragma once

#include <optional>

#include "api/backend.hpp"
#include "app/house.hpp"

namespace postproof::app {

/// One confirmation: the attempt is reserved in a durable transaction, then compared and settled in a second one. With
/// a `keeping` the first claims the request and the second keeps its answer; a process that dies in between leaves the
/// attempt counted and the request in progress for RepeatedRows::longest_work. `done` is called on the writer's thread.
void start_confirmation(House& house, AccountId account, const Secret& typed,
                        std::optional<api::Keeping<orders::Confirmation>> keeping,
                        api::Done<api::Said<orders::Confirmation>> done);

}  // namespace postproof::app
