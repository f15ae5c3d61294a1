#include "store/audit_log.hpp"

namespace postproof::store {

namespace {

void append_number(Bytes& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void append_text(Bytes& out, std::string_view text) {
  append_number(out, text.size());
  const ByteView bytes = bytes_of(text);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

Bytes chained_hash(ByteView previous, const AuditEntry& entry, const HashFunction& hash) {
  Bytes message;
  message.reserve(previous.size() + 2 * 8 + 4 * 8 + entry.actor.size() + entry.action.size() + entry.object.size() +
                  entry.data.size());
  message.insert(message.end(), previous.begin(), previous.end());
  append_number(message, static_cast<std::uint64_t>(entry.sequence));
  append_number(message, static_cast<std::uint64_t>(unix_seconds_of(entry.at)));
  for (const std::string* text : {&entry.actor, &entry.action, &entry.object, &entry.data}) append_text(message, *text);
  const auto digest = hash(message);
  return Bytes(digest.begin(), digest.end());
}

void AuditLog::append(Instant at, std::string_view actor, std::string_view action, std::string_view object,
                      std::string_view data) {
  if (!end_) {
    Query last = connection_.query("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1");
    end_ = last.next() ? End{last.integer(0), last.blob(1)} : End{};
  }
  AuditEntry entry{end_->sequence + 1, at, std::string(actor), std::string(action), std::string(object),
                   std::string(data),  {}};
  entry.hash = chained_hash(end_->hash, entry, hash_);
  connection_.query("INSERT INTO audit (sequence, at, actor, action, object, data, hash) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .run_with(entry.sequence, entry.at, entry.actor, entry.action, entry.object, entry.data, entry.hash);
  end_ = End{entry.sequence, std::move(entry.hash)};
}

}  // namespace postproof::store
