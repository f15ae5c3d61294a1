#include "api/problem.hpp"

#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

using namespace postproof;

namespace {

struct Row {
  const char* code;
  int status;
};

/// The contract's statuses, and those of the kinds that only the command line meets.
constexpr Row table[] = {
    {"malformed_request", 400},
    {"not_found", 404},
    {"method_not_allowed", 405},
    {"unauthenticated", 401},
    {"forbidden", 403},
    {"rate_limited", 429},
    {"not_acceptable", 406},
    {"body_too_large", 413},
    {"uri_too_long", 414},
    {"headers_too_large", 431},
    {"request_timeout", 408},
    {"unsupported_media_type", 415},
    {"malformed_json", 400},
    {"validation_failed", 422},
    {"cursor_invalid", 400},
    {"idempotency_key_reused", 422},
    {"idempotency_in_progress", 409},
    {"ordering_disabled", 503},
    {"account_not_standard", 422},
    {"account_already_confirmed", 409},
    {"letter_already_pending", 409},
    {"reorder_too_early", 409},
    {"order_limit_reached", 429},
    {"track_numbers_exhausted", 503},
    {"request_id_reused", 409},
    {"code_malformed", 422},
    {"too_many_attempts", 429},
    {"code_used", 409},
    {"code_expired", 410},
    {"code_replaced", 410},
    {"code_locked", 423},
    {"code_not_accepted", 422},
    {"letter_not_found", 404},
    {"batch_not_found", 404},
    {"index_not_found", 404},
    {"track_number_not_found", 404},
    {"track_number_malformed", 422},
    {"letter_not_cancellable", 409},
    {"letter_not_final", 409},
    {"personal_data_erased", 410},
    {"state_conflict", 409},
    {"usage", 400},
    {"configuration_invalid", 500},
    {"file_invalid", 422},
    {"key_unusable", 500},
    {"range_overlap", 409},
    {"clock_disagrees", 503},
    {"another_run_active", 409},
    {"person_needed", 409},
    {"service_unavailable", 503},
    {"io_failed", 503},
    {"disk_full", 503},
    {"remote_failed", 503},
    {"data_corrupt", 500},
    {"internal_error", 500},
};

constexpr ZoneOffset moscow{std::chrono::hours{3}};

}  // namespace

TEST_CASE("every kind of error has the status of the contract, and a title") {
  int next = 0;
  for (const Row& row : table) {
    const auto kind = static_cast<ErrorKind>(next++);
    INFO(row.code);
    CHECK(code_of(kind) == row.code);
    CHECK(api::http_status_of(kind) == row.status);
    CHECK_FALSE(api::title_of(kind).empty());
  }
  CHECK(next == static_cast<int>(ErrorKind::internal_error) + 1);
}

TEST_CASE("a problem document has its members in the contract's order") {
  Error refusal = error(ErrorKind::letter_already_pending, "a letter is on its way");
  refusal.facts.letter_id = "ltr_x";
  refusal.facts.reorder_allowed_at = instant_of(1'795'000'000);
  refusal.facts.retry_after = seconds{5};
  CHECK(boost::json::serialize(api::problem_document(refusal, moscow)) ==
        R"({"type":"urn:postproof:problem:letter_already_pending","title":"A letter is already under way",)"
        R"("status":409,"detail":"a letter is on its way","code":"letter_already_pending","letter_id":"ltr_x",)"
        R"("reorder_allowed_at":"2026-11-18T14:06:40+03:00"})");
}

TEST_CASE("a problem document tells all bad fields") {
  Error refusal = error(ErrorKind::validation_failed, "no");
  refusal.fields = {{"address.index", "bad_format", "m1"}, {"", "wrong_type", "m2"}};
  const auto document = api::problem_document(refusal, moscow);
  CHECK(boost::json::serialize(document.at("errors")) ==
        R"([{"field":"address.index","code":"bad_format","message":"m1"},)"
        R"({"field":"","code":"wrong_type","message":"m2"}])");
}

TEST_CASE("a problem document tells when a code was used and how many attempts are left") {
  Error refusal = error(ErrorKind::code_used, "used");
  refusal.facts.confirmed_at = instant_of(0);
  refusal.facts.attempts_left = 0;
  const auto document = api::problem_document(refusal, moscow);
  CHECK(document.at("confirmed_at") == "1970-01-01T03:00:00+03:00");
  CHECK(document.at("attempts_left") == 0);
}

TEST_CASE("what is broken inside is told outside without its story") {
  const Error disk = api::told_outside(error(ErrorKind::disk_full, "no room on /var/lib/x"));
  CHECK(disk.kind == ErrorKind::service_unavailable);
  CHECK(disk.detail.find("/var") == std::string::npos);
  const Error damage = api::told_outside(error(ErrorKind::data_corrupt, "page 7"));
  CHECK(damage.kind == ErrorKind::internal_error);
  CHECK(damage.detail.find("page") == std::string::npos);
  const Error wrong = api::told_outside(error(ErrorKind::code_not_accepted, "the code is not accepted"));
  CHECK(wrong.kind == ErrorKind::code_not_accepted);
  CHECK(wrong.detail == "the code is not accepted");
}
