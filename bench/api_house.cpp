#include "bench/api_house.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/demo_people.hpp"
#include "app/order_csv.hpp"
#include "batches/code_press.hpp"
#include "batches/seal.hpp"
#include "bench/night_house.hpp"
#include "tracking/number_range.hpp"
#include "tracking/track_number.hpp"

namespace postproof::bench {

namespace {

constexpr int first_free_month = 50;  // the counters below are the night's
constexpr int spare_ranges = 20;
constexpr std::int64_t members_a_step = 250;
constexpr int people = 500;

Result<void> add_spare_ranges(app::House& house) {
  for (int month = first_free_month; month < first_free_month + spare_ranges; ++month) {
    const std::string thirteen = fmt::format("101000{:02}00001", month);
    PP_TRY(const tracking::NumberRange range,
           tracking::make_range(thirteen + tracking::check_digit_of(thirteen), tracking::largest_serial));
    PP_TRYV(house.database().desk().add_range(range, "bench", house.now()));
  }
  return success();
}

/// As configured, but on any free port and without a limit for each token.
Result<void> open_for_load(const Path& file) {
  PP_TRY(app::Config config, app::load_config(file));
  config.server.listen = "127.0.0.1:0";
  config.server.admin_listen = "127.0.0.1:0";
  config.server.requests_per_second = 0;
  system::PosixFiles files;
  return files.write_synced(file, bytes_of(app::write_config(config)));
}

/// The night's transactions without its paper: everything is sealed, counted as printed and handed over.
Result<void> hand_everything_over(app::House& house) {
  PP_TRY(batches::Night night, house.night());
  const Instant now = evening_of(house);
  PP_TRY(const std::optional<batches::Batch> batch, batches::seal_night(night, now, now));
  if (!batch) return fail(ErrorKind::internal_error, "there was nothing to seal");
  const Digest manifest{1};
  PP_TRYV(night.store.record_rendered(*batch, manifest, std::nullopt, now));
  PP_TRYV(night.store.record_chained(*batch, manifest, std::nullopt, now));
  PP_TRYV(night.store.record_hand_over_begun(*batch, now));
  PP_TRYV(night.store.record_dispatched(*batch, now));
  return night.store.finish_night(now, now);
}

Result<void> add_live(app::House& house, batches::CodePress& press, const batches::Member& member,
                      std::vector<TypedLetter>& found) {
  if (member.is_test) return success();
  PP_TRY(const std::optional<orders::Letter> letter, house.database().desk().letter(member.id));
  if (!letter || letter->code_status != orders::CodeStatus::live) return success();
  found.push_back({member.id, member.account_id, press.code(member.id)});
  return success();
}

}  // namespace

Result<void> make_api_house(const Path& folder, std::int64_t letters) {
  PP_TRYV(make_night_house(folder, letters));
  const app::CommandContext context = context_of(folder);
  PP_TRYV(open_for_load(context.config_file));
  {
    PP_TRY(const auto house, context.open());
    PP_TRYV(add_spare_ranges(*house));
    PP_TRYV(hand_everything_over(*house));
  }
  PP_TRYV(app::run_clock_advance(context, "11h"));
  return success();
}

Result<std::vector<TypedLetter>> typed_letters(app::House& house, std::size_t most) {
  PP_TRY(const auto lines, house.database().desk().batches(INT64_MAX, 1));
  if (lines.empty()) return fail(ErrorKind::internal_error, "the folder has no batch");
  const batches::Batch& batch = lines.front().batch;
  PP_TRY(const Secret seed, house.database().night().nonce_seed(batch));
  const auto ring = house.keys();
  PP_TRY(batches::CodePress press, batches::CodePress::of(batch, *ring, seed));
  const std::int64_t steps = std::max<std::int64_t>(1, static_cast<std::int64_t>(most) / members_a_step);
  const std::int64_t stride = std::max(members_a_step, batch.members / steps);
  std::vector<TypedLetter> found;
  for (std::int64_t first = 1; first <= batch.members && found.size() < most; first += stride) {
    PP_TRY(const auto members, house.database().night().members(batch, first, first + members_a_step - 1));
    for (const batches::Member& member : members) {
      PP_TRYV(add_live(house, press, member, found));
    }
  }
  return found;
}

Result<std::vector<std::string>> order_bodies(app::House& house, const Path& scratch_file) {
  PP_TRYV(house.files().write_synced(scratch_file, bytes_of(app::demo_orders_csv(people))));
  PP_TRY(const orders::AddressChecks* checks, house.order_checks());
  PP_TRY(const auto lines, app::read_order_csv(scratch_file, house.files()));
  std::vector<std::string> bodies;
  for (const app::OrderLine& line : lines) {
    PP_TRY(const orders::Order order, orders::check_order(line.form, *checks, orders::FieldNaming::csv_column));
    const orders::Recipient& to = order.recipient;
    const orders::Address& at = order.address;
    const boost::json::object recipient{{"last_name", to.last_name.reveal()},
                                        {"first_name", to.first_name.reveal()},
                                        {"middle_name", to.middle_name.reveal()}};
    const boost::json::object address{{"country", "RU"},
                                      {"index", at.index.str()},
                                      {"region", at.region.reveal()},
                                      {"district", at.district.reveal()},
                                      {"city", at.city.reveal()},
                                      {"street", at.street.reveal()},
                                      {"house", at.house.reveal()},
                                      {"building", at.building.reveal()},
                                      {"apartment", at.apartment.reveal()}};
    bodies.push_back(R"("account_level":"standard","recipient":)" + boost::json::serialize(recipient) +
                     R"(,"address":)" + boost::json::serialize(address) + R"(,"language":"ru"})");
  }
  return bodies;
}

}  // namespace postproof::bench
