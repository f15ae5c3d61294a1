#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "api/backend.hpp"
#include "core/entropy.hpp"
#include "core/log.hpp"

namespace postproof::api {

/// Nothing is unknown, nothing unprintable.
class AnyAddress final : public orders::AddressChecks {
 public:
  bool index_is_known(const PostalIndex& index) const override { return index.str() != "999999"; }
  std::vector<FieldError> unprintable(const orders::Recipient&, const orders::Address&) const override { return {}; }
};

inline orders::LetterView letter_view(const std::string& account = "acc-000123") {
  orders::LetterView view;
  view.letter.id = LetterId{"ltr_0123456789abcdefghjkmnpqrs"};
  view.letter.account_id = AccountId{account};
  view.letter.track_number = TrackNumber{"10100026123459"};
  view.letter.ordered_at = *parse_instant("2026-11-23T10:00:00+03:00");
  view.seals_at = *parse_instant("2026-11-23T18:00:00+03:00");
  view.cancellable_until = view.seals_at;
  view.reorder_allowed_at = *parse_instant("2026-12-23T10:00:00+03:00");
  view.expected_from = *parse_date("2026-11-30");
  view.expected_to = *parse_date("2026-12-14");
  return view;
}

/// Answers from a thread of its own, as a store does; what it answers can be set before the server starts.
class FakeBackend final : public Backend {
 public:
  FakeBackend() {
    for (const Role role : {Role::portal, Role::post, Role::operator_role, Role::auditor}) {
      tokens[std::string(name_of(role)) + "-token"] = Identity{std::string(name_of(role)), role};
    }
    thread_ = std::thread([this] { work(); });
  }
  ~FakeBackend() override {
    release();
    {
      const std::scoped_lock lock(mutex_);
      ended_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  std::map<std::string, Identity> tokens;
  std::function<Result<orders::LetterView>(const orders::Order&)> on_place = [](const orders::Order& order) {
    return Result<orders::LetterView>(letter_view(order.account_id.str()));
  };
  std::function<Result<orders::LetterView>(const LetterId&)> on_letter = [](const LetterId&) {
    return Result<orders::LetterView>(letter_view());
  };
  std::function<Result<orders::Confirmation>(const AccountId&, const Secret&)> on_confirm = [](const AccountId& account,
                                                                                               const Secret&) {
    return Result<orders::Confirmation>(
        orders::Confirmation{account, letter_view().letter.id, *parse_instant("2026-12-01T12:00:00+03:00")});
  };
  std::function<Result<TrackingView>(const std::string&, bool)> on_tracking = [](const std::string& number, bool) {
    TrackingView view;
    view.track_number = TrackNumber{number};
    return Result<TrackingView>(view);
  };
  std::function<Result<LetterPage>(const LetterQuery&)> on_letters = [this](const LetterQuery& query) {
    asked = query.page.cursor + "/" + std::to_string(query.page.limit);
    return Result<LetterPage>(LetterPage{{letter_view()}, "next"});
  };
  std::function<Result<AccountView>(const AccountId&)> on_account = [](const AccountId& account) {
    AccountView view;
    view.account_id = account;
    view.attempts_left = 5;
    return Result<AccountView>(view);
  };
  std::vector<HistoryEntry> history_entries;
  std::vector<std::string> missing;
  std::string asked;  ///< the last list that was asked for: cursor or query, "/", limit
  std::function<Result<Identity>(const Secret&)> on_authenticate;
  bool answers_at_once = false;  ///< from inside the call
  bool drops_calls = false;      ///< never answers

  /// Calls wait until release().
  void hold() {
    const std::scoped_lock lock(mutex_);
    held_ = true;
  }
  void release() {
    {
      const std::scoped_lock lock(mutex_);
      held_ = false;
    }
    changed_.notify_all();
  }
  /// Waits until so many calls have come, ever.
  void await_calls(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return calls_ >= count; });
  }
  std::size_t calls() const {
    const std::scoped_lock lock(mutex_);
    return calls_;
  }

  Result<Identity> authenticate(const Secret& token) override {
    if (on_authenticate) return on_authenticate(token);
    const auto found = tokens.find(std::string(token.expose_text()));
    if (found == tokens.end()) return fail(ErrorKind::unauthenticated, "the token is unknown or revoked");
    return found->second;
  }
  const orders::AddressChecks& address_checks() const override { return checks_; }
  Digest digest_of(std::string_view body) const override {
    Digest digest{};
    for (std::size_t i = 0; i < body.size(); ++i)
      digest.at(i % 16) = static_cast<std::uint8_t>(digest.at(i % 16) * 31 + body[i]);
    return digest;
  }
  ZoneOffset zone() const override { return ZoneOffset{std::chrono::hours{3}}; }
  Instant now() const override { return *parse_instant("2026-11-23T09:00:00+03:00"); }

  Result<RepeatKey> repeat_key(std::string_view, std::string_view path, std::string_view key,
                               std::string_view body) override {
    RepeatKey repeat;
    std::ranges::copy((std::string(path) + std::string(key)).substr(0, repeat.request.size()), repeat.request.begin());
    std::ranges::copy(std::string(body).substr(0, repeat.body.size()), repeat.body.begin());
    return repeat;
  }

  void place_letter(orders::Order order, std::string, std::optional<Keeping<orders::LetterView>> keeping,
                    Done<Said<orders::LetterView>> done) override {
    answer_kept<orders::LetterView>([this, order = std::move(order)] { return on_place(order); }, std::move(keeping),
                                    std::move(done));
  }
  void letter(LetterId id, Done<orders::LetterView> done) override {
    answer([this, id = std::move(id), done = std::move(done)] { done(on_letter(id)); });
  }
  void letters(LetterQuery query, Done<LetterPage> done) override {
    answer([this, query = std::move(query), done = std::move(done)] { done(on_letters(query)); });
  }
  void cancel_letter(LetterId id, std::string, std::optional<Keeping<orders::LetterView>> keeping,
                     Done<Said<orders::LetterView>> done) override {
    answer_kept<orders::LetterView>([this, id = std::move(id)] { return on_letter(id); }, std::move(keeping),
                                    std::move(done));
  }
  void history(LetterId, Done<std::vector<HistoryEntry>> done) override {
    answer([this, done = std::move(done)] { done(history_entries); });
  }
  void proof(LetterId, std::string, Done<Bytes> done) override {
    answer([done = std::move(done)] { done(Bytes{'%', 'P', 'D', 'F'}); });
  }
  void account(AccountId account, Done<AccountView> done) override {
    answer([this, account = std::move(account), done = std::move(done)] { done(on_account(account)); });
  }
  void void_account(AccountId account, orders::VoidReason, std::string, std::optional<Keeping<AccountView>> keeping,
                    Done<Said<AccountView>> done) override {
    answer_kept<AccountView>([this, account = std::move(account)] { return on_account(account); }, std::move(keeping),
                             std::move(done));
  }
  void confirm(AccountId account, Secret typed, std::optional<Keeping<orders::Confirmation>> keeping,
               Done<Said<orders::Confirmation>> done) override {
    auto shared = std::make_shared<Secret>(std::move(typed));
    answer_kept<orders::Confirmation>(
        [this, account = std::move(account), shared] { return on_confirm(account, *shared); }, std::move(keeping),
        std::move(done));
  }
  void tracking(std::string number, bool english, Done<TrackingView> done) override {
    answer([this, number = std::move(number), english, done = std::move(done)] { done(on_tracking(number, english)); });
  }
  void office(PostalIndex index, Done<orders::Office> done) override {
    answer([index = std::move(index), done = std::move(done)] {
      done(orders::Office{index.str(), "Москва", "Москва", "", "Москва", "О"});
    });
  }
  void offices(std::string query, int limit, Done<std::vector<orders::Office>> done) override {
    answer([this, query = std::move(query), limit, done = std::move(done)] {
      asked = query + "/" + std::to_string(limit);
      done(std::vector<orders::Office>{{"101000", "Москва", "Москва", "", "Москва", "О"}});
    });
  }
  void batches(PageAsk page, Done<boost::json::object> done) override { answer_page(page, std::move(done)); }
  void batch(BatchId id, Done<boost::json::object> done) override {
    answer([id = std::move(id), done = std::move(done)] { done(boost::json::object{{"batch_id", id.str()}}); });
  }
  void batch_letters(BatchId, PageAsk page, Done<LetterPage> done) override {
    LetterQuery query;
    query.page = std::move(page);
    letters(std::move(query), std::move(done));
  }
  void statistics(Done<boost::json::object> done) override {
    answer([done = std::move(done)] { done(boost::json::object{{"letters", boost::json::object{}}}); });
  }
  void audit(PageAsk page, Done<boost::json::object> done) override { answer_page(page, std::move(done)); }
  void readiness(Done<Readiness> done) override {
    answer([this, done = std::move(done)] { done(Readiness{missing}); });
  }
  void metrics(Done<std::string> done) override {
    answer([done = std::move(done)] { done(std::string("postproof_up 1\n")); });
  }

 private:
  /// Renders where the call is to be kept, as a store does.
  template <class T, class Make>
  void answer_kept(Make make, std::optional<Keeping<T>> keeping, Done<Said<T>> done) {
    answer([make = std::move(make), keeping = std::move(keeping), done = std::move(done)] {
      Result<T> outcome = make();
      if (keeping) return done(Said<T>(keeping->render(outcome)));
      if (!outcome) return done(outcome.error());
      done(Said<T>(std::move(outcome).value()));
    });
  }
  void answer_page(const PageAsk& page, Done<boost::json::object> done) {
    answer([this, page, done = std::move(done)] {
      asked = page.cursor + "/" + std::to_string(page.limit);
      done(boost::json::object{{"items", boost::json::array{}}, {"next_cursor", nullptr}});
    });
  }
  void answer(std::function<void()> job) {
    {
      const std::scoped_lock lock(mutex_);
      ++calls_;
      if (!answers_at_once && !drops_calls) jobs_.push_back(std::move(job));
    }
    changed_.notify_all();
    if (answers_at_once) job();
  }

  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return ended_ || (!held_ && !jobs_.empty()); });
      if (jobs_.empty()) return;
      const std::function<void()> job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
      lock.lock();
    }
  }

  AnyAddress checks_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  std::size_t calls_ = 0;
  bool held_ = false;
  bool ended_ = false;
  std::thread thread_;
};

/// Bytes that count up: ids are different and known.
class CountingEntropy final : public Entropy {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) byte = 0;
    const unsigned next = ++count_;
    for (std::size_t i = 0; i < 4 && i < out.size(); ++i) {
      out[out.size() - 1 - i] = static_cast<std::uint8_t>(next >> (8 * i));
    }
  }

 private:
  std::atomic<unsigned> count_ = 0;
};

/// Keeps its lines, "event key=value ...".
class KeptLog final : public Log {
 public:
  void write(Severity, std::string_view event, std::initializer_list<LogField> fields) override {
    std::string line(event);
    for (const LogField& field : fields) line += " " + std::string(field.key) + "=" + field.value;
    const std::scoped_lock lock(mutex_);
    lines_.push_back(std::move(line));
  }
  std::vector<std::string> lines() const {
    const std::scoped_lock lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace postproof::api
