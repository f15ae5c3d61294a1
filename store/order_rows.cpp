#include "store/order_rows.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "core/ensure.hpp"
#include "store/account_rows.hpp"
#include "store/letter_rows.hpp"
#include "store/notice_rows.hpp"
#include "store/recipient_box.hpp"
#include "tracking/number_range.hpp"

namespace postproof::store {

using orders::Change;
using orders::CodeEvent;
using orders::CodeStatus;
using orders::LetterEvent;
using orders::LetterStatus;

namespace {

/// More letters than one account can order in a lifetime of reorders.
constexpr int most_letters_of_account = 1000;

std::string change_data(std::string_view from, std::string_view to, const std::string& reason) {
  if (reason.empty()) return fmt::format(R"({{"from":"{}","to":"{}","reason":""}})", from, to);
  return boost::json::serialize(boost::json::object{{"from", from}, {"to", to}, {"reason", reason}});
}

}  // namespace

Result<orders::AccountFacts> OrderRows::account_facts(const AccountId& account) {
  return store::account_facts(db_, account);
}

Result<std::optional<orders::Letter>> OrderRows::letter(const LetterId& id) {
  Query row = db_.query(POSTPROOF_LETTER_COLUMNS "WHERE l.letter_id = ? AND l.is_test = 0");
  row.bind(id.str());
  if (!row.next()) return std::optional<orders::Letter>{};
  return std::optional{letter_of(row)};
}

Result<std::optional<orders::Letter>> OrderRows::newest_letter(const AccountId& account) {
  return store::newest_letter(db_, account);
}

Result<std::vector<orders::StoredCode>> OrderRows::codes(const AccountId& account) {
  std::vector<orders::StoredCode> codes;
  Query rows = db_.query(
      "SELECT l.letter_id, c.status, c.digest, c.check_key, c.expires_at, c.confirmed_at, l.ordered_at "
      "FROM letters l JOIN codes c USING (letter_no) WHERE l.account_id = ? AND c.digest IS NOT NULL "
      "ORDER BY l.ordered_at DESC LIMIT ?");
  rows.with(account.str(), most_letters_of_account);
  while (rows.next()) {
    orders::StoredCode code;
    code.letter_id = LetterId{rows.text(0)};
    code.status = code_status_in(rows, 1);
    const Bytes digest = rows.blob(2);
    if (digest.size() != code.digest.size()) {
      return fail(ErrorKind::data_corrupt, "the digest of letter " + code.letter_id.str() + " has the wrong length");
    }
    std::ranges::copy(digest, code.digest.begin());
    code.check_key = KeyId{rows.text(3)};
    code.expires_at = rows.maybe_instant(4);
    code.confirmed_at = rows.maybe_instant(5);
    code.ordered_at = rows.instant(6);
    codes.push_back(std::move(code));
  }
  return codes;
}

Result<std::optional<orders::LiveCode>> OrderRows::live_code(const AccountId& account) {
  Query row = db_.query(
      "SELECT l.letter_id, c.wrong_attempts, (SELECT max(at) FROM attempts a WHERE a.letter_no = c.letter_no AND "
      "a.state = 'reserved'), (SELECT count(*) FROM attempts a WHERE a.letter_no = c.letter_no AND a.state = "
      "'reserved') "
      "FROM codes c JOIN letters l USING (letter_no) "
      "WHERE c.account_id = ? AND c.status = 'live'");
  row.bind(account.str());
  if (!row.next()) return std::optional<orders::LiveCode>{};
  return std::optional{orders::LiveCode{LetterId{row.text(0)}, row.small(1), row.maybe_instant(2), row.small(3)}};
}

Result<std::vector<Instant>> OrderRows::attempts_since(const AccountId& account, Instant since) {
  return store::attempts_since(db_, account, since);
}

Result<TrackNumber> OrderRows::allot_track_number() {
  Query row = db_.query(
      "SELECT range_no, prefix, first_serial, count, used FROM track_ranges WHERE used < count "
      "ORDER BY range_no LIMIT 1");
  if (!row.next()) {
    return fail(ErrorKind::track_numbers_exhausted,
                "no track numbers are left; add a range from the post with 'postproof ranges add'");
  }
  const tracking::NumberRange range{row.text(1), row.small(2), row.small(3)};
  const int used = row.small(4);
  const std::int64_t changed = db_.query("UPDATE track_ranges SET used = used + 1 WHERE range_no = ? AND used = ?")
                                   .run_with(row.integer(0), used);
  ensure(changed == 1, "a range is advanced by one writer at a time");
  return tracking::number_at(range, used);
}

Result<bool> OrderRows::has_track_numbers() { return store::track_numbers_left(db_); }

Result<void> OrderRows::insert_letter(const orders::NewLetter& letter, const Change& change) {
  const orders::Order& order = letter.order;
  db_.query(
         "INSERT INTO letters (letter_id, account_id, status, status_at, language, track_number, postal_index, "
         "ordered_at) VALUES (?, ?, 'ordered', ?, ?, ?, ?, ?)")
      .run_with(letter.id.str(), order.account_id.str(), letter.ordered_at, name_of(order.language),
                letter.track_number.str(), order.address.index.str(), letter.ordered_at);
  const std::int64_t letter_no = db_.last_row();
  const Bytes box = seal_recipient(sealer_, letter.id, order.recipient, order.address);
  db_.query("INSERT INTO recipients (letter_no, box) VALUES (?, ?)").run_with(letter_no, box);
  record_change(letter.id, "letter", "", "ordered", change);
  return success();
}

Result<std::optional<Bytes>> OrderRows::imported_hash(const RequestId& request) {
  Query row = db_.query("SELECT content_hash FROM imports WHERE request_id = ?");
  row.bind(request.str());
  if (!row.next()) return std::optional<Bytes>{};
  return std::optional{row.blob(0)};
}

Result<void> OrderRows::remember_import(const RequestId& request, const LetterId& letter, ByteView content_hash) {
  db_.query(
         "INSERT INTO imports (request_id, letter_no, content_hash) "
         "VALUES (?, (SELECT letter_no FROM letters WHERE letter_id = ?), ?)")
      .run_with(request.str(), letter.str(), content_hash);
  return success();
}

Result<bool> OrderRows::change_letter(const LetterId& id, LetterStatus from, LetterEvent event, const Change& change) {
  const auto to = next_status(from, event);
  ensure(to.has_value(), "only rows of the letter's state table are asked for");
  const std::optional<Instant> final_at = is_final(*to) ? std::optional{change.at} : std::nullopt;
  const std::int64_t changed = db_.query(
                                      "UPDATE letters SET status = ?, status_reason = ?, status_at = ?, final_at = ? "
                                      "WHERE letter_id = ? AND status = ?")
                                   .run_with(name_of(*to), change.reason, change.at, final_at, id.str(), name_of(from));
  if (changed == 0) return false;
  record_change(id, "letter", name_of(from), name_of(*to), change);
  return true;
}

Result<bool> OrderRows::change_code(const LetterId& id, CodeStatus from, CodeEvent event, const Change& change) {
  const auto to = next_status(from, event);
  ensure(to.has_value(), "only rows of the code's state table are asked for");
  const std::optional<Instant> confirmed_at = *to == CodeStatus::used ? std::optional{change.at} : std::nullopt;
  const std::int64_t changed =
      from == CodeStatus::none
          ? db_.query(
                   "INSERT INTO codes (letter_no, account_id, status) "
                   "SELECT letter_no, account_id, ? FROM letters WHERE letter_id = ? ON CONFLICT DO NOTHING")
                .run_with(name_of(*to), id.str())
          : db_.query(
                   "UPDATE codes SET status = ?, confirmed_at = ? "
                   "WHERE letter_no = (SELECT letter_no FROM letters WHERE letter_id = ?) AND status = ?")
                .run_with(name_of(*to), confirmed_at, id.str(), name_of(from));
  if (changed == 0) return false;
  record_change(id, "code", name_of(from), name_of(*to), change);
  return true;
}

Result<bool> OrderRows::expire_if_over(const LetterId& id, const AccountId& account, Instant now) {
  Query over = db_.query(
      "SELECT 1 FROM codes WHERE status = 'live' AND expires_at <= ? AND "
      "letter_no = (SELECT letter_no FROM letters WHERE letter_id = ?)");
  over.with(now, id.str());
  if (!over.next()) return false;
  const Change change{now, "sweep", "the printed day is over"};
  PP_TRY(const bool expired, change_code(id, CodeStatus::live, CodeEvent::expire, change));
  if (expired) {
    PP_TRYV(notify({orders::NoticeType::code_expired, now, id, account, {}}));
  }
  return expired;
}

Result<orders::Attempt> OrderRows::reserve_attempt(const AccountId& account, std::optional<LetterId> against,
                                                   Instant at) {
  const std::string letter = against ? against->str() : std::string{};
  db_.query(
         "INSERT INTO attempts (account_id, at, letter_no, state) "
         "VALUES (?, ?, (SELECT letter_no FROM letters WHERE letter_id = ?), 'reserved')")
      .run_with(account.str(), at, letter);
  const std::int64_t attempt_no = db_.last_row();
  if (against) {
    db_.query(
           "UPDATE codes SET wrong_attempts = wrong_attempts + 1 "
           "WHERE letter_no = (SELECT letter_no FROM letters WHERE letter_id = ?)")
        .run_with(letter);
  }
  return orders::Attempt{attempt_no, account, std::move(against)};
}

Result<void> OrderRows::take_back(const orders::Attempt& attempt) {
  const std::int64_t removed =
      db_.query("DELETE FROM attempts WHERE attempt_no = ? AND state = 'reserved'").run_with(attempt.attempt_no);
  if (removed == 0 || !attempt.against) return success();
  db_.query(
         "UPDATE codes SET wrong_attempts = wrong_attempts - 1 WHERE wrong_attempts > 0 AND "
         "letter_no = (SELECT letter_no FROM letters WHERE letter_id = ?)")
      .run_with(attempt.against->str());
  return success();
}

Result<void> OrderRows::mark_failed(const orders::Attempt& attempt) {
  db_.query("UPDATE attempts SET state = 'failed' WHERE attempt_no = ?").run_with(attempt.attempt_no);
  return success();
}

Result<void> OrderRows::clear_window(const AccountId& account) {
  db_.query("DELETE FROM attempts WHERE account_id = ? AND state = 'failed'").run_with(account.str());
  return success();
}

Result<bool> OrderRows::confirm_account(const AccountId& account, std::optional<LetterId> letter,
                                        const Change& change) {
  const std::optional<std::string> letter_text = letter ? std::optional{letter->str()} : std::nullopt;
  const std::int64_t added =
      db_.query(
             "INSERT INTO confirmed_accounts (account_id, confirmed_at, letter_id) VALUES (?, ?, ?) "
             "ON CONFLICT (account_id) DO NOTHING")
          .run_with(account.str(), change.at, letter_text);
  if (added == 0) return false;
  audit_.append(change.at, change.by, "account.confirmed", account.str(),
                boost::json::serialize(boost::json::object{{"letter_id", letter_text.value_or("")}}));
  return true;
}

Result<void> OrderRows::notify(const orders::Notice& notice) {
  if (!notices_wanted_) return success();
  const boost::json::object body{{"type", name_of(notice.type)},
                                 {"at", format_instant(notice.at, zone_)},
                                 {"letter_id", notice.letter_id.str()},
                                 {"account_id", notice.account_id.str()},
                                 {"data", notice.data}};
  add_notice(db_, notice.letter_id, boost::json::serialize(body), notice.at);
  return success();
}

Result<void> OrderRows::raise_alarm(std::string_view kind, std::string_view object, std::string_view what_to_do,
                                    Instant at) {
  const std::int64_t added = db_.query(
                                    "INSERT INTO alarms (raised_at, kind, object, what_to_do) VALUES (?, ?, ?, ?) "
                                    "ON CONFLICT (kind, object) WHERE closed_at IS NULL DO NOTHING")
                                 .run_with(at, kind, object, what_to_do);
  if (added != 0) audit_.append(at, "watchdog", "alarm.raised", object, kind);
  return success();
}

Result<void> OrderRows::audit(std::string_view action, std::string_view object, std::string_view data,
                              const Change& change) {
  audit_.append(change.at, change.by, action, object, data);
  return success();
}

void OrderRows::record_change(const LetterId& id, std::string_view axis, std::string_view from, std::string_view to,
                              const Change& change) {
  db_.query(
         "INSERT INTO letter_events (letter_no, at, axis, from_status, to_status, by, reason) "
         "VALUES ((SELECT letter_no FROM letters WHERE letter_id = ?), ?, ?, ?, ?, ?, ?)")
      .run_with(id.str(), change.at, axis, from, to, change.by, change.reason);
  audit_.append(change.at, change.by, std::string(axis) + "." + std::string(to), id.str(),
                change_data(from, to, change.reason));
}

}  // namespace postproof::store
