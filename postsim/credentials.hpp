#pragma once

#include <string>
#include <string_view>

#include "core/files.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

namespace postproof::postsim {

/// The one pair that the simulated post accepts.
struct Credentials {
  std::string login;
  Secret password;

  /// Exactly this pair; the password is compared in constant time.
  bool match(std::string_view given_login, const Secret& given_password) const;
};

/// Reads `login = "..."` and `password = "..."`, in any order, each once, with blank lines and comments (#) between;
/// plain texts without escapes. configuration_invalid names the line.
Result<Credentials> parse_credentials(std::string_view text);

/// The same from a file.
Result<Credentials> load_credentials(const Files& files, const Path& file);

}  // namespace postproof::postsim
