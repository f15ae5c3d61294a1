#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/command.hpp"
#include "core/secret.hpp"

namespace postproof::bench {

/// Makes a data folder for measuring the service: `letters` letters of as many accounts at the print house, each with a
/// live code, so that a confirmation succeeds; track numbers for two million orders more; no limit of requests; the
/// clock set after the night. The folder must be new or empty. At most two million letters.
Result<void> make_api_house(const Path& folder, std::int64_t letters);

/// A letter with what its addressee would type.
struct TypedLetter {
  LetterId id;
  AccountId account;
  Secret code;
};

/// Letters whose code is live, from all over the batches; up to `most`, fewer if there are not so many.
Result<std::vector<TypedLetter>> typed_letters(app::House& house, std::size_t most);

/// The bodies of orders of the demonstration's people, without their beginning `{"account_id":"...",`.
Result<std::vector<std::string>> order_bodies(app::House& house, const Path& scratch_file);

}  // namespace postproof::bench
