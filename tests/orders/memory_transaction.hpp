#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/ensure.hpp"
#include "orders/transaction.hpp"

namespace postproof::orders {

/// The store in memory, as much of it as the rules see. Copy it before a transaction and put the copy back to undo
/// it. Everything is public: tests arrange and look.
class MemoryTransaction final : public Transaction {
 public:
  struct Row {
    Letter letter;
    std::optional<std::array<std::uint8_t, 32>> digest;
    int wrong_attempts = 0;
  };
  struct AttemptRow {
    std::int64_t no = 0;
    AccountId account;
    std::optional<LetterId> against;
    Instant at{};
    bool failed = false;
  };
  struct Confirmed {
    Instant at{};
    std::optional<LetterId> letter;
  };
  struct AlarmRow {
    std::string kind, object, what_to_do;
    Instant at{};
  };
  struct AuditRow {
    std::string action, object, data, by;
  };

  std::vector<Row> rows;  ///< oldest first
  std::vector<AttemptRow> attempts;
  std::int64_t last_attempt_no = 0;
  std::map<AccountId, Confirmed> confirmed;
  std::map<RequestId, Bytes> imports;
  int track_numbers_left = 1000;
  std::vector<Notice> notices;
  std::vector<AlarmRow> alarms;
  std::vector<AuditRow> audits;
  std::vector<std::string> history;         ///< "<letter> <axis> <from>><to> <reason>"
  std::optional<ErrorKind> refuse_changes;  ///< every change of a state fails with this

  Row& row(const LetterId& id) {
    const auto found = std::ranges::find_if(rows, [&](const Row& one) { return one.letter.id == id; });
    ensure(found != rows.end(), "the test's letter exists");
    return *found;
  }

  std::vector<std::string> told() const {
    std::vector<std::string> words;
    for (const Notice& notice : notices)
      words.push_back(std::string(name_of(notice.type)) + " " + notice.letter_id.str());
    return words;
  }

  Result<AccountFacts> account_facts(const AccountId& account) override {
    AccountFacts facts;
    if (const auto found = confirmed.find(account); found != confirmed.end()) facts.confirmed_at = found->second.at;
    for (auto one = rows.rbegin(); one != rows.rend(); ++one) {
      if (one->letter.account_id != account) continue;
      facts.letters.push_back({one->letter.id, one->letter.ordered_at, one->letter.status, one->letter.code_status});
    }
    std::ranges::stable_sort(facts.letters, std::ranges::greater{}, &AccountLetter::ordered_at);
    return facts;
  }

  Result<std::optional<Letter>> letter(const LetterId& id) override {
    for (const Row& one : rows) {
      if (one.letter.id == id) return std::optional{one.letter};
    }
    return std::optional<Letter>{};
  }

  Result<std::optional<Letter>> newest_letter(const AccountId& account) override {
    std::optional<Letter> newest;
    for (const Row& one : rows) {
      if (one.letter.account_id == account) newest = one.letter;
    }
    return newest;
  }

  Result<std::vector<StoredCode>> codes(const AccountId& account) override {
    std::vector<StoredCode> found;
    for (auto one = rows.rbegin(); one != rows.rend(); ++one) {
      if (one->letter.account_id != account || !one->digest) continue;
      found.push_back({one->letter.id, one->letter.code_status, *one->digest, KeyId{"k1"}, one->letter.expires_at,
                       one->letter.confirmed_at, one->letter.ordered_at});
    }
    return found;
  }

  Result<std::optional<LiveCode>> live_code(const AccountId& account) override {
    for (const Row& one : rows) {
      if (one.letter.account_id != account || one.letter.code_status != CodeStatus::live) continue;
      LiveCode live;
      live.letter_id = one.letter.id;
      live.wrong_attempts = one.wrong_attempts;
      for (const AttemptRow& attempt : attempts) {
        if (attempt.failed || attempt.against != one.letter.id) continue;
        ++live.open_attempts;
        live.newest_reserved = std::max(live.newest_reserved.value_or(attempt.at), attempt.at);
      }
      return std::optional{live};
    }
    return std::optional<LiveCode>{};
  }

  Result<std::vector<Instant>> attempts_since(const AccountId& account, Instant since) override {
    std::vector<Instant> found;
    for (const AttemptRow& one : attempts) {
      if (one.account == account && one.at > since) found.push_back(one.at);
    }
    std::ranges::sort(found);
    return found;
  }

  Result<TrackNumber> allot_track_number() override {
    if (track_numbers_left == 0) return fail(ErrorKind::track_numbers_exhausted, "no numbers are left");
    --track_numbers_left;
    return TrackNumber{std::to_string(10'100'026'000'000 + track_numbers_left)};
  }

  Result<bool> has_track_numbers() override { return track_numbers_left > 0; }

  Result<void> insert_letter(const NewLetter& fresh, const Change& change) override {
    Letter stored;
    stored.id = fresh.id;
    stored.account_id = fresh.order.account_id;
    stored.language = fresh.order.language;
    stored.track_number = fresh.track_number;
    stored.ordered_at = fresh.ordered_at;
    rows.push_back({stored, std::nullopt, 0});
    history.push_back(fresh.id.str() + " letter >ordered by " + change.by);
    return success();
  }

  Result<std::optional<Bytes>> imported_hash(const RequestId& request) override {
    const auto found = imports.find(request);
    return found == imports.end() ? std::optional<Bytes>{} : std::optional{found->second};
  }

  Result<void> remember_import(const RequestId& request, const LetterId& id, ByteView content_hash) override {
    ensure(row(id).letter.id == id, "an import is remembered for a stored letter");
    imports[request] = Bytes(content_hash.begin(), content_hash.end());
    return success();
  }

  Result<bool> change_letter(const LetterId& id, LetterStatus from, LetterEvent event, const Change& change) override {
    const auto to = next_status(from, event);
    ensure(to.has_value(), "only rows of the letter's state table are asked for");
    if (refuse_changes) return fail(*refuse_changes, "the disk is full");
    Letter& stored = row(id).letter;
    if (stored.status != from) return false;
    stored.status = *to;
    stored.status_reason = change.reason;
    record(id, "letter", name_of(from), name_of(*to), change);
    return true;
  }

  Result<bool> change_code(const LetterId& id, CodeStatus from, CodeEvent event, const Change& change) override {
    const auto to = next_status(from, event);
    ensure(to.has_value(), "only rows of the code's state table are asked for");
    if (refuse_changes) return fail(*refuse_changes, "the disk is full");
    Letter& stored = row(id).letter;
    if (stored.code_status != from) return false;
    stored.code_status = *to;
    if (*to == CodeStatus::used) stored.confirmed_at = change.at;
    record(id, "code", name_of(from), name_of(*to), change);
    return true;
  }

  Result<Attempt> reserve_attempt(const AccountId& account, std::optional<LetterId> against, Instant at) override {
    attempts.push_back({++last_attempt_no, account, against, at, false});
    if (against) ++row(*against).wrong_attempts;
    return Attempt{last_attempt_no, account, against};
  }

  Result<void> take_back(const Attempt& attempt) override {
    const auto removed =
        std::erase_if(attempts, [&](const AttemptRow& one) { return one.no == attempt.attempt_no && !one.failed; });
    if (removed != 0 && attempt.against) --row(*attempt.against).wrong_attempts;
    return success();
  }

  Result<void> mark_failed(const Attempt& attempt) override {
    for (AttemptRow& one : attempts) one.failed = one.failed || one.no == attempt.attempt_no;
    return success();
  }

  Result<void> clear_window(const AccountId& account) override {
    std::erase_if(attempts, [&](const AttemptRow& one) { return one.account == account && one.failed; });
    return success();
  }

  Result<bool> confirm_account(const AccountId& account, std::optional<LetterId> by_letter,
                               const Change& change) override {
    return confirmed.try_emplace(account, Confirmed{change.at, std::move(by_letter)}).second;
  }

  Result<void> notify(const Notice& notice) override {
    notices.push_back(notice);
    return success();
  }

  Result<void> raise_alarm(std::string_view kind, std::string_view object, std::string_view what_to_do,
                           Instant at) override {
    alarms.push_back({std::string(kind), std::string(object), std::string(what_to_do), at});
    return success();
  }

  Result<void> audit(std::string_view action, std::string_view object, std::string_view data,
                     const Change& change) override {
    audits.push_back({std::string(action), std::string(object), std::string(data), change.by});
    return success();
  }

 private:
  void record(const LetterId& id, std::string_view axis, std::string_view from, std::string_view to,
              const Change& change) {
    history.push_back(id.str() + " " + std::string(axis) + " " + std::string(from) + ">" + std::string(to) +
                      (change.reason.empty() ? "" : " " + change.reason));
  }
};

}  // namespace postproof::orders
