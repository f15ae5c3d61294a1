#include "store/repeated_rows.hpp"

#include <future>

#include <catch2/catch.hpp>

#include "tests/support/open_store.hpp"

using namespace postproof;
using namespace postproof::test;
using store::KeptAnswer;
using store::RepeatedRows;

namespace {

Digest digest_of(std::string_view text) { return codegen::sha256(bytes_of(text)); }

/// Runs `work` in a transaction; gives what it said.
Result<void> with_rows(OpenStore& store, const std::function<Result<void>(RepeatedRows&)>& work) {
  std::promise<Result<void>> outcome;
  store.db().submit_kept(
      store.now(), [&](orders::Transaction&, RepeatedRows& rows) { return work(rows); },
      [&](Result<void> durable) { outcome.set_value(std::move(durable)); });
  return outcome.get_future().get();
}

/// "new", "in progress", "reused" or the kept body.
std::string begun(OpenStore& store, std::string_view request, std::string_view body, Instant at) {
  std::string said;
  good(with_rows(store, [&](RepeatedRows& rows) -> Result<void> {
    const auto answer = rows.begin(digest_of(request), digest_of(body), at);
    if (!answer) {
      said = answer.error().kind == ErrorKind::idempotency_in_progress ? "in progress" : "reused";
    } else {
      said = answer.value() ? answer.value()->body : "new";
    }
    return success();
  }));
  return said;
}

void finish(OpenStore& store, std::string_view request, const KeptAnswer& answer) {
  good(with_rows(store, [&](RepeatedRows& rows) -> Result<void> {
    rows.finish(digest_of(request), answer);
    return success();
  }));
}

}  // namespace

TEST_CASE("a request is new once, in progress until it is answered, and answered alike for a day") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  const Instant t0 = store.now();
  CHECK(begun(store, "a", "body", t0) == "new");
  CHECK(begun(store, "a", "body", t0 + seconds{59}) == "in progress");
  CHECK(begun(store, "a", "other", t0) == "reused");
  CHECK(begun(store, "b", "body", t0) == "new");
  finish(store, "a", {201, "{}", "the answer"});
  store.open();
  CHECK(begun(store, "a", "body", t0 + RepeatedRows::kept_for - seconds{1}) == "the answer");
  CHECK(begun(store, "a", "other", t0 + RepeatedRows::kept_for - seconds{1}) == "reused");
  CHECK(begun(store, "a", "other", t0 + RepeatedRows::kept_for) == "new");
}

TEST_CASE("a request that its process did not live to answer may be made again after a minute") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  CHECK(begun(store, "a", "body", store.now()) == "new");
  CHECK(begun(store, "a", "body", store.now() + RepeatedRows::longest_work) == "new");
}

TEST_CASE("a request that is given up is new again, one that was answered is not") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  const auto give_up = [&] {
    good(with_rows(store, [&](RepeatedRows& rows) -> Result<void> {
      rows.give_up(digest_of("a"));
      return success();
    }));
  };
  CHECK(begun(store, "a", "body", store.now()) == "new");
  give_up();
  CHECK(begun(store, "a", "body", store.now()) == "new");
  finish(store, "a", {409, "{}", "refused"});
  give_up();
  CHECK(begun(store, "a", "body", store.now()) == "refused");
}

TEST_CASE("work that fails takes its claim along") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  CHECK_FALSE(with_rows(store, [&](RepeatedRows& rows) -> Result<void> {
    good(rows.begin(digest_of("a"), digest_of("body"), store.now()));
    return fail(ErrorKind::too_many_attempts, "wait");
  }));
  CHECK(begun(store, "a", "body", store.now()) == "new");
}

TEST_CASE("old answers go as new ones come") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  for (int i = 0; i < 20; ++i) begun(store, "old" + std::to_string(i), "body", store.now());
  const Instant later = store.now() + RepeatedRows::kept_for;
  for (int i = 0; i < 5; ++i) begun(store, "new" + std::to_string(i), "body", later);
  for (int i = 0; i < 20; ++i) {
    const std::string name = "old" + std::to_string(i);
    CHECK(begun(store, name, "another body", store.now()) == "new");
  }
}
