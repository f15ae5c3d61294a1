#include "bench/night_house.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/demo_people.hpp"
#include "app/order_csv.hpp"
#include "orders/place_order.hpp"
#include "tracking/number_range.hpp"
#include "tracking/track_number.hpp"

namespace postproof::bench {

namespace {

constexpr int people = 2000;
constexpr std::int64_t orders_a_transaction = 5000;

Result<std::vector<orders::Order>> read_people(app::House& house, const Path& file) {
  PP_TRYV(house.files().write_synced(file, bytes_of(app::demo_orders_csv(people))));
  PP_TRY(const orders::AddressChecks* checks, house.order_checks());
  PP_TRY(const auto lines, app::read_order_csv(file, house.files()));
  std::vector<orders::Order> found;
  for (const app::OrderLine& line : lines) {
    PP_TRY(orders::Order order, orders::check_order(line.form, *checks, orders::FieldNaming::csv_column));
    found.push_back(std::move(order));
  }
  return found;
}

/// Ranges of the same office under the month counters after the demo's own.
Result<void> add_ranges(app::House& house, std::int64_t letters) {
  for (int month = 27; letters > 0; ++month, letters -= tracking::largest_serial) {
    const std::string thirteen = fmt::format("101000{:02}00001", month);
    PP_TRY(const tracking::NumberRange range,
           tracking::make_range(thirteen + tracking::check_digit_of(thirteen), tracking::largest_serial));
    PP_TRYV(house.database().desk().add_range(range, "bench", house.now()));
  }
  return success();
}

Result<void> place(app::House& house, const std::vector<orders::Order>& pattern, std::int64_t first,
                   std::int64_t last) {
  const Instant now = house.now();
  return house.database().run(now, [&](orders::Transaction& transaction) -> Result<void> {
    for (std::int64_t i = first; i < last; ++i) {
      orders::Order order = pattern[static_cast<std::size_t>(i) % pattern.size()];
      order.account_id = AccountId{fmt::format("acc-{:07}", i)};
      PP_TRYV(orders::place_order(transaction, order, house.rules(), now, house.entropy(), "bench"));
    }
    return success();
  });
}

/// As in production: the files are encrypted for the print house.
Result<void> encrypt(const Path& file) {
  PP_TRY(app::Config config, app::load_config(file));
  config.batch.encryption = "cms";
  system::PosixFiles files;
  return files.write_synced(file, bytes_of(app::write_config(config)));
}

}  // namespace

app::CommandContext context_of(const Path& folder) {
  app::CommandContext context;
  context.config_file = folder / "postproof.toml";
  context.actor = "bench";
  context.quiet = true;
  return context;
}

Instant evening_of(app::House& house) { return house.now() + seconds{10 * 3600}; }

Result<void> make_night_house(const Path& folder, std::int64_t letters) {
  const app::CommandContext context = context_of(folder);
  PP_TRYV(app::run_init(context, app::InitOptions{folder.string(), "demo", "127.0.0.1:8091"}));
  PP_TRYV(encrypt(context.config_file));
  PP_TRY(const auto house, context.open());
  PP_TRY(const std::vector<orders::Order> pattern, read_people(*house, folder / "people.csv"));
  PP_TRYV(add_ranges(*house, letters));
  for (std::int64_t first = 0; first < letters; first += orders_a_transaction) {
    PP_TRYV(place(*house, pattern, first, std::min(first + orders_a_transaction, letters)));
  }
  return success();
}

}  // namespace postproof::bench
