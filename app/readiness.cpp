#include "app/readiness.hpp"

#include <future>

#include <fmt/format.h>

namespace postproof::app {

namespace {

constexpr std::chrono::seconds patience{2};

Result<void> ask_writer(House& house) {
  const auto told = std::make_shared<std::promise<Result<void>>>();
  std::future<Result<void>> outcome = told->get_future();
  house.database().submit(
      house.now(), [](orders::Transaction&) -> Result<void> { return fail(ErrorKind::state_conflict, ""); },
      [told](Result<void> result) { told->set_value(std::move(result)); });
  if (outcome.wait_for(patience) != std::future_status::ready) {
    return fail(ErrorKind::service_unavailable, "it does not answer");
  }
  const Result<void> result = outcome.get();
  if (!result && result.error().kind != ErrorKind::state_conflict) return result.error();  // ours: it was there
  return success();
}

Result<void> look_at_numbers(House& house) {
  PP_TRY(const auto ranges, house.database().desk().ranges());
  std::int64_t left = 0;
  for (const store::RangeRow& row : ranges) left += row.range.count - row.used;
  if (left == 0) return fail(ErrorKind::track_numbers_exhausted, "none are left; add a range from the post");
  return success();
}

Result<void> look_at_keys(House& house) {
  const auto ring = house.keys();
  PP_TRY(const Secret codes, ring->derive(ring->active(codegen::KeyUse::codes), codegen::Purpose::check_code));
  PP_TRY(const Secret data, ring->derive(ring->active(codegen::KeyUse::data), codegen::Purpose::personal));
  return success();
}

Result<void> look_at_clock(House& house) {
  const auto behind = house.clock().behind();
  if (!behind) return success();
  return fail(ErrorKind::clock_disagrees, fmt::format("it is {} s behind what was committed", behind->count()));
}

Result<void> look_at_certificate(const Config& config) {
  if (config.batch.encryption != "cms") return success();
  if (!config.batch.recipient_certificate.empty()) return success();
  return fail(ErrorKind::configuration_invalid, "batch.recipient_certificate names none");
}

Result<void> look_at_database(House& house) {
  PP_TRY(const Instant floor, house.database().desk().clock_floor());
  (void)floor;  // that it can be read is all
  return success();
}

Result<void> look_at_templates(House& house) {
  PP_TRY(const letters::Typesetter* typesetter, house.typesetter());
  if (typesetter->templates().empty()) return fail(ErrorKind::configuration_invalid, "there are none");
  return success();
}

}  // namespace

api::Readiness readiness_of(House& house) {
  api::Readiness readiness;
  const auto look = [&](const char* what, const Result<void>& outcome) {
    if (!outcome) readiness.missing.push_back(fmt::format("{}: {}", what, outcome.error().detail));
  };
  look("database", look_at_database(house));
  look("writer", ask_writer(house));
  look("keys", look_at_keys(house));
  look("clock", look_at_clock(house));
  look("templates", look_at_templates(house));
  look("track numbers", look_at_numbers(house));
  look("certificate of the print house", look_at_certificate(house.config()));
  return readiness;
}

}  // namespace postproof::app
