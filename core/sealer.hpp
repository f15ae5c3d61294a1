#pragma once

#include "core/bytes.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

namespace postproof {

/// Encrypts what must not lie open in the database (names, addresses, nonces). Authenticated: a box opens only with
/// the context it was sealed with, so that a row's box moved to another row is refused. Any thread.
class Sealer {
 public:
  virtual ~Sealer() = default;
  /// `context` binds the box to its place, e.g. "recipient/ltr_...".
  virtual Bytes seal(ByteView plain, std::string_view context) = 0;
  /// data_corrupt if the box was changed, moved or sealed with an unknown key.
  virtual Result<Secret> open(ByteView box, std::string_view context) const = 0;
};

}  // namespace postproof
