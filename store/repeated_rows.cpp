#include "store/repeated_rows.hpp"

#include <algorithm>

#include "core/ensure.hpp"

namespace postproof::store {

namespace {

/// Old ones that go with each new one, so that a busy table does not wait for a sweep.
constexpr int most_forgotten_at_once = 4;

}  // namespace

Result<std::optional<KeptAnswer>> RepeatedRows::begin(const Digest& request, const Digest& body, Instant now) {
  using Kept = std::optional<KeptAnswer>;
  db_.query(
         "DELETE FROM repeated_requests WHERE key_mac IN (SELECT key_mac FROM repeated_requests WHERE begun_at <= ? "
         "ORDER BY begun_at LIMIT ?)")
      .with(now - kept_for, most_forgotten_at_once)
      .run();
  Query known = db_.query("SELECT body_mac, begun_at, status, headers, body FROM repeated_requests WHERE key_mac = ?");
  known.bind(ByteView(request));
  if (known.next()) {
    const Instant begun_at = known.instant(1);
    const bool answered = !known.is_null(2);
    const bool stands = begun_at + (answered ? kept_for : longest_work) > now;
    if (stands && !std::ranges::equal(known.blob(0), body)) {
      return fail(ErrorKind::idempotency_key_reused, "this Idempotency-Key came before with another body");
    }
    if (stands && answered) return Kept{KeptAnswer{known.small(2), known.text(3), known.text(4)}};
    if (stands) {
      Error refusal = fail(ErrorKind::idempotency_in_progress, "the same request is being worked on");
      refusal.facts.retry_after = seconds{1};
      return refusal;
    }
  }
  db_.query(
         "INSERT INTO repeated_requests (key_mac, body_mac, begun_at) VALUES (?, ?, ?) ON CONFLICT (key_mac) DO UPDATE "
         "SET body_mac = excluded.body_mac, begun_at = excluded.begun_at, status = NULL, headers = '', body = ''")
      .with(ByteView(request), ByteView(body), now)
      .run();
  return Kept{};
}

void RepeatedRows::finish(const Digest& request, const KeptAnswer& answer) {
  const std::int64_t changed =
      db_.query("UPDATE repeated_requests SET status = ?, headers = ?, body = ? WHERE key_mac = ? AND status IS NULL")
          .with(answer.status, answer.headers, answer.body, ByteView(request))
          .run();
  ensure(changed <= 1, "a request is kept once");
}

void RepeatedRows::give_up(const Digest& request) {
  db_.query("DELETE FROM repeated_requests WHERE key_mac = ? AND status IS NULL").with(ByteView(request)).run();
}

}  // namespace postproof::store
