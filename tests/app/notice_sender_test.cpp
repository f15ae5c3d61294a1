#include "app/notice_sender.hpp"

#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "app/notice_secret.hpp"
#include "system/base64.hpp"
#include "system/posix_files.hpp"
#include "tests/support/open_store.hpp"

using namespace postproof;
using namespace postproof::test;

namespace {

/// A portal that answers when the test says so.
class FakePortal final : public HttpCalls {
 public:
  std::size_t under_way() const override { return open.size(); }
  void start(std::uint64_t number, HttpRequest request) override { open.emplace(number, std::move(request)); }
  std::vector<Finished> wait(std::chrono::milliseconds) override {
    std::vector<Finished> finished;
    for (auto& [number, outcome] : answers) finished.push_back({number, std::move(outcome)});
    for (const Finished& one : finished) open.erase(one.number);
    answers.clear();
    return finished;
  }
  void wake() override {}

  void answer(std::uint64_t number, int status) { answers.emplace(number, HttpAnswer{status, "", ""}); }
  void break_off(std::uint64_t number) {
    answers.emplace(number, error(ErrorKind::remote_failed, "the call to http://portal:80 failed: it went away"));
  }
  void answer_all(int status) {
    for (const auto& [number, request] : open) answer(number, status);
  }

  std::map<std::uint64_t, HttpRequest> open;
  std::map<std::uint64_t, Result<HttpAnswer>> answers;
};

std::string header_of(const HttpRequest& request, const std::string& name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return {};
}

/// An outbox, a portal and a sender between them, at a real time of their own.
struct Post {
  explicit Post(int letters, std::size_t parallel = 16)
      : store(folder / "a.db", 1, true), key(Bytes(32, 7)), real(*parse_instant("2030-05-05T12:00:00Z")) {
    store.add_range();
    ordered = store.place_many(letters);
    app::NoticeSettings settings;
    settings.url = "http://portal/notices";
    settings.parallel = parallel;
    sender.emplace(settings, key, app::NoticeWorld{store.db().notices(), portal, real, store.clock, entropy, log});
  }
  void turn() { sender->turn(std::chrono::milliseconds{0}); }
  std::string waiting() { return store.ask("SELECT count(*) FROM notices WHERE delivered_at IS NULL"); }
  void tell_more(const orders::Letter& letter, orders::NoticeType type) {
    good(store.db().run(store.now(), [&](orders::Transaction& transaction) -> Result<void> {
      return transaction.notify({type, store.now(), letter.id, letter.account_id, {}});
    }));
  }

  TempFolder folder;
  OpenStore store;
  Secret key;
  ManualClock real;
  FakePortal portal;
  SeededEntropy entropy{1};
  SilentLog log;
  std::vector<orders::Letter> ordered;
  std::optional<app::NoticeSender> sender;
};

}  // namespace

TEST_CASE("The headers are those of Standard Webhooks") {
  // The example of the specification's reference libraries: secret, id, timestamp, payload and signature.
  Secret key(*system::from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  codegen::Mac mac(key);
  const auto headers =
      app::webhook_headers(mac, "msg_p5jXN8AQM9LWM0D4loKWxJek", instant_of(1614265330), R"({"test": 2432232314})");
  const std::vector<std::pair<std::string, std::string>> wanted{
      {"Content-Type", "application/json"},
      {"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"},
      {"webhook-timestamp", "1614265330"},
      {"webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}};
  CHECK(headers == wanted);
}

TEST_CASE("Waits double from a second to an hour, with up to a quarter at random") {
  for (int attempts = 1; attempts <= 12; ++attempts) {
    const std::int64_t base = std::int64_t{1} << (attempts - 1);
    CHECK(app::wait_after(attempts, 0) == seconds{base});
    CHECK(app::wait_after(attempts, static_cast<std::uint32_t>(base / 4)) == seconds{base + base / 4});
    for (const std::uint32_t random : {1U, 77U, 4'000'000'000U}) {
      CHECK(app::wait_after(attempts, random) >= seconds{base});
      CHECK(app::wait_after(attempts, random) <= seconds{base + base / 4});
    }
  }
  for (const int attempts : {13, 14, 100, 1'000'000}) {
    CHECK(app::wait_after(attempts, 0) == seconds{3600});
    CHECK(app::wait_after(attempts, 900) == seconds{2700});
  }
  CHECK(app::wait_after(0, 0) == seconds{1});
}

TEST_CASE("A notice is posted once, signed over its own bytes, and delivered by any 2xx") {
  const int status = GENERATE(200, 202, 204, 299);
  Post post(1);
  post.turn();
  REQUIRE(post.portal.open.size() == 1);
  const auto& [number, request] = *post.portal.open.begin();
  CHECK(request.url == "http://portal/notices");
  CHECK(request.method == "POST");
  CHECK(request.timeout == std::chrono::seconds{10});
  const std::string timestamp = header_of(request, "webhook-timestamp");
  CHECK(timestamp == std::to_string(unix_seconds_of(post.real.now())));
  const Digest signature =
      codegen::Mac(post.key).of(bytes_of(header_of(request, "webhook-id") + "." + timestamp + "." + request.body));
  CHECK(header_of(request, "webhook-signature") == "v1," + system::to_base64(signature));
  post.portal.answer(number, status);
  post.turn();
  CHECK(post.waiting() == "0");
  CHECK(post.portal.open.empty());
  CHECK(post.sender->is_idle());
}

TEST_CASE("Whatever is no 2xx is sent again, the same id and body with a new timestamp") {
  const int status = GENERATE(100, 199, 300, 302, 400, 404, 410, 500, 503, 0);
  Post post(1);
  post.turn();
  const HttpRequest first = post.portal.open.begin()->second;
  if (status == 0) {
    post.portal.break_off(post.portal.open.begin()->first);
  } else {
    post.portal.answer_all(status);
  }
  post.turn();
  CHECK(post.portal.open.empty());
  post.real.advance(seconds{1});
  post.turn();
  CHECK(post.portal.open.empty());
  post.real.advance(seconds{1});
  post.turn();
  REQUIRE(post.portal.open.size() == 1);
  const HttpRequest again = post.portal.open.begin()->second;
  CHECK(again.body == first.body);
  CHECK(header_of(again, "webhook-id") == header_of(first, "webhook-id"));
  CHECK(header_of(again, "webhook-timestamp") != header_of(first, "webhook-timestamp"));
  CHECK(header_of(again, "webhook-signature") != header_of(first, "webhook-signature"));
}

TEST_CASE("A notice is given up after three days of attempts, with an alarm, and the next of its letter follows") {
  Post post(1);
  post.tell_more(post.ordered[0], orders::NoticeType::letter_cancelled);
  const Instant begun = post.real.now();
  int attempts = 0;
  Instant last{};
  while (attempts < 1000 && post.store.ask("SELECT count(*) FROM notices WHERE given_up_at IS NOT NULL") == "0") {
    post.turn();
    if (post.portal.open.empty()) {
      post.real.advance(seconds{30});
      continue;
    }
    ++attempts;
    last = post.real.now();
    post.portal.answer_all(500);
    post.turn();
    if (!post.portal.open.empty()) break;  // the next one of the letter
  }
  CHECK(last >= begun + days_in_seconds(3));
  CHECK(last < begun + days_in_seconds(3) + seconds{60});
  CHECK(attempts > 12 + 71);
  CHECK(attempts < 12 + 72 * 4 / 3 + 3);
  CHECK(good(post.store.desk().open_alarms()).size() == 1);
  CHECK(good(post.store.desk().open_alarms())[0].raised_at == post.store.now());
  post.turn();
  REQUIRE(post.portal.open.size() == 1);
  CHECK(post.portal.open.begin()->second.body.find("letter.cancelled") != std::string::npos);
}

TEST_CASE("One letter's slow notice delays no other's, and so many are under way at once and no more") {
  Post post(40, 4);
  post.turn();
  CHECK(post.portal.open.size() == 4);
  const std::uint64_t slow = post.portal.open.begin()->first;
  const std::string slow_body = post.portal.open.begin()->second.body;
  for (int i = 0; i < 100 && post.waiting() != "1"; ++i) {
    CHECK(post.portal.open.size() <= 4);
    CHECK(post.portal.open.contains(slow));
    for (const auto& [number, request] : post.portal.open) {
      if (number != slow) post.portal.answer(number, 204);
    }
    post.turn();
  }
  CHECK(post.waiting() == "1");
  CHECK(post.portal.open.at(slow).body == slow_body);
}

TEST_CASE("The notices of a letter arrive in the order of their causes, however often they fail") {
  Post post(3);
  for (const orders::Letter& letter : post.ordered) {
    post.tell_more(letter, orders::NoticeType::letter_sealed);
    post.tell_more(letter, orders::NoticeType::letter_dispatched);
  }
  std::map<std::string, std::string> told;
  for (int round = 0; round < 200 && post.waiting() != "0"; ++round) {
    post.turn();
    std::set<std::string> at_once;
    for (const auto& [number, request] : post.portal.open) {
      const std::string letter = request.body.substr(request.body.find("ltr_"), 30);
      CHECK(at_once.insert(letter).second);
      const bool fails = (round + static_cast<int>(number)) % 3 == 0;
      if (!fails) told[letter] += request.body.substr(16, 8) + " ";
      post.portal.answer(number, fails ? 503 : 200);
    }
    post.turn();
    post.real.advance(seconds{20});
  }
  REQUIRE(told.size() == 3);
  for (const auto& [letter, types] : told) CHECK(types == "ordered\" sealed\", dispatch ");
}

TEST_CASE("Two senders on one database send each notice once") {
  Post post(20, 8);
  FakePortal other_portal;
  app::NoticeSettings settings;
  settings.url = "http://portal/notices";
  settings.parallel = 8;
  OpenStore other(post.store.file(), 1, true);
  app::NoticeSender sender(
      settings, post.key,
      app::NoticeWorld{other.db().notices(), other_portal, post.real, other.clock, post.entropy, post.log});
  std::map<std::string, int> sent;
  for (int round = 0; round < 20; ++round) {
    for (FakePortal* portal : {&post.portal, &other_portal}) {
      for (const auto& [number, request] : portal->open) ++sent[header_of(request, "webhook-id")];
      portal->answer_all(200);
    }
    post.turn();
    sender.turn(std::chrono::milliseconds{0});
  }
  CHECK(sent.size() == 20);
  for (const auto& [id, times] : sent) CHECK(times == 1);
}

TEST_CASE("What was not finished when a sender stops is due at once for the next") {
  Post post(40, 4);
  post.turn();
  post.sender->finish(std::chrono::milliseconds{0});
  CHECK(post.sender->is_idle());
  CHECK(good(post.store.db().notices().take(100, post.real.now(), seconds{60})).size() == 40);
}

TEST_CASE("A secret is one line whsec_ and base64 of 16 to 128 bytes, and is never told") {
  const TempFolder folder;
  system::PosixFiles files;
  const auto load = [&](const std::string& text) {
    return app::load_notice_secret(write_file(folder / "secret", text), files);
  };
  const auto good_one = load("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
  REQUIRE(good_one);
  CHECK(good_one.value().size() == 24);
  CHECK(load("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  for (const char* bad : {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!!", "whsec_MfKQ9r8G",
                          "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\nwhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}) {
    const auto refused = load(bad);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::configuration_invalid);
    CHECK(refused.error().detail.find("MfKQ") == std::string::npos);
  }
  CHECK_FALSE(load("whsec_" + system::to_base64(Bytes(129, 1))));
  CHECK_FALSE(load("whsec_" + std::string(5000, 'A')));
  CHECK_FALSE(app::load_notice_secret(folder / "none", files));
}
