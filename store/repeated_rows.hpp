#pragma once

#include <optional>
#include <string>

#include "core/digest.hpp"
#include "core/instant.hpp"
#include "core/result.hpp"
#include "store/sqlite.hpp"

namespace postproof::store {

/// An answer as it is kept: its status, its header fields in whatever text the caller gave, its body.
struct KeptAnswer {
  int status = 0;
  std::string headers;
  std::string body;
};

/// Requests that carry an Idempotency-Key, and what they were answered, inside one write transaction. A request is
/// known by a keyed hash of who sent it where under which key; its body by another. Kept for a day of the service
/// clock.
class RepeatedRows {
 public:
  /// Until then the same request is answered as before.
  static constexpr seconds kept_for{24 * 3600};
  /// A request that has no answer after this time was given up by a process that is gone.
  static constexpr seconds longest_work{60};

  explicit RepeatedRows(Connection& connection) : db_(connection) {}

  /// The answer of this request if it was made before; nothing if it is new, and then it is being worked on from now.
  /// idempotency_key_reused if its body was another, idempotency_in_progress (with retry_after) if it has no answer
  /// yet.
  Result<std::optional<KeptAnswer>> begin(const Digest& request, const Digest& body, Instant now);
  /// Keeps the answer of a request that was begun.
  void finish(const Digest& request, const KeptAnswer& answer);
  /// Gives a request up, so that it may be made anew.
  void give_up(const Digest& request);

 private:
  Connection& db_;
};

}  // namespace postproof::store
