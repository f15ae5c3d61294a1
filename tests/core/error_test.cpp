#include "core/error.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "core/result.hpp"

namespace postproof {

namespace {

struct Word {
  ErrorKind kind;
  std::string_view name;
};

#define WORD(name) \
  Word { ErrorKind::name, #name }
const std::vector<Word> words{
    WORD(malformed_request),
    WORD(not_found),
    WORD(method_not_allowed),
    WORD(unauthenticated),
    WORD(forbidden),
    WORD(rate_limited),
    WORD(not_acceptable),
    WORD(body_too_large),
    WORD(uri_too_long),
    WORD(headers_too_large),
    WORD(request_timeout),
    WORD(unsupported_media_type),
    WORD(malformed_json),
    WORD(validation_failed),
    WORD(cursor_invalid),
    WORD(idempotency_key_reused),
    WORD(idempotency_in_progress),
    WORD(ordering_disabled),
    WORD(account_not_standard),
    WORD(account_already_confirmed),
    WORD(letter_already_pending),
    WORD(reorder_too_early),
    WORD(order_limit_reached),
    WORD(track_numbers_exhausted),
    WORD(request_id_reused),
    WORD(code_malformed),
    WORD(too_many_attempts),
    WORD(code_used),
    WORD(code_expired),
    WORD(code_replaced),
    WORD(code_locked),
    WORD(code_not_accepted),
    WORD(letter_not_found),
    WORD(batch_not_found),
    WORD(index_not_found),
    WORD(track_number_not_found),
    WORD(track_number_malformed),
    WORD(letter_not_cancellable),
    WORD(letter_not_final),
    WORD(personal_data_erased),
    WORD(state_conflict),
    WORD(usage),
    WORD(configuration_invalid),
    WORD(file_invalid),
    WORD(key_unusable),
    WORD(range_overlap),
    WORD(clock_disagrees),
    WORD(another_run_active),
    WORD(person_needed),
    WORD(service_unavailable),
    WORD(io_failed),
    WORD(disk_full),
    WORD(remote_failed),
    WORD(data_corrupt),
    WORD(internal_error),
};
#undef WORD

Result<int> half_of(int number) {
  if (number % 2 != 0) return fail(ErrorKind::usage, "an odd number has no half");
  return number / 2;
}

Result<int> quarter_of(int number) {
  PP_TRY(const int half, half_of(number));
  return half_of(half);
}

}  // namespace

TEST_CASE("Every kind's word is its enumerator's name, and no two are the same") {
  REQUIRE(words.size() == static_cast<std::size_t>(ErrorKind::internal_error) + 1);
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < words.size(); ++i) {
    CAPTURE(words[i].name);
    CHECK(static_cast<std::size_t>(words[i].kind) == i);
    CHECK(code_of(words[i].kind) == words[i].name);
    CHECK(seen.insert(code_of(words[i].kind)).second);
  }
}

TEST_CASE("A fresh error holds its kind and sentence and nothing else") {
  const Error one = error(ErrorKind::disk_full, "no room");
  CHECK(one.kind == ErrorKind::disk_full);
  CHECK(one.detail == "no room");
  CHECK(one.fields.empty());
  CHECK_FALSE(one.facts.letter_id);
  CHECK_FALSE(one.facts.reorder_allowed_at);
  CHECK_FALSE(one.facts.confirmed_at);
  CHECK_FALSE(one.facts.retry_after);
  CHECK_FALSE(one.facts.attempts_left);
}

TEST_CASE("A failed step hands its error to the caller as it is") {
  CHECK(quarter_of(12).value() == 3);
  const Result<int> failed = quarter_of(6);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind == ErrorKind::usage);
  CHECK(failed.error().detail == "an odd number has no half");
}

}  // namespace postproof
