#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "codegen/key_ring.hpp"
#include "codegen/sealed_box.hpp"
#include "codegen/sha256.hpp"
#include "core/clock.hpp"
#include "core/ensure.hpp"
#include "orders/place_order.hpp"
#include "store/database.hpp"
#include "tests/support/sample_orders.hpp"
#include "tests/support/seeded_entropy.hpp"
#include "tests/support/temp_folder.hpp"
#include "tracking/number_range.hpp"

namespace postproof::test {

/// The value of a result that must be good.
template <class T>
T good(Result<T> result) {
  if (!result) throw std::runtime_error("a good result was expected: " + result.error().detail);
  return std::move(result).value();
}
inline void good(Result<void> result) {
  if (!result) throw std::runtime_error("a good result was expected: " + result.error().detail);
}

/// A Monday morning, half past ten in the service zone (+03:00).
inline Instant monday_morning() { return *parse_instant("2026-11-23T10:30:00+03:00"); }

/// The keys and boxes of one data folder, the same for the same seed.
struct KeySet {
  explicit KeySet(std::uint64_t seed = 1) : entropy(seed), ring(codegen::KeyRing::generate(entropy)) {
    personal = codegen::BoxSealer::of(ring, codegen::Purpose::personal, entropy);
    nonces = codegen::BoxSealer::of(ring, codegen::Purpose::nonce, entropy);
  }
  SeededEntropy entropy;
  codegen::KeyRing ring;
  std::unique_ptr<Sealer> personal;
  std::unique_ptr<Sealer> nonces;
};

/// A real database of a data folder with keys and a clock that stands still. Several may be open on one file.
class OpenStore {
 public:
  explicit OpenStore(Path file, std::uint64_t seed = 1, bool notices = false)
      : keys(seed), clock(monday_morning()), file_(std::move(file)), notices_(notices) {
    open();
  }

  /// Closes and opens again; throws if it does not open.
  void open(bool check = true) {
    database.reset();
    database = good(store::Database::open(file_, world(), true, check));
  }
  store::DatabaseWorld world() {
    return {*keys.personal, *keys.nonces, clock, [](ByteView bytes) { return codegen::sha256(bytes); }, notices_};
  }

  Instant now() const { return clock.now(); }
  const Path& file() const { return file_; }
  store::Database& db() { return *database; }
  store::NightRows& night() { return database->night(); }
  store::OperatorRows& desk() { return database->desk(); }

  void add_range(int first_serial = 10'000, int count = 1000) {
    good(desk().add_range({"10100026", first_serial, count}, "test", now()));
  }
  Result<orders::Letter> try_place(const orders::Order& order) {
    orders::Letter letter;
    PP_TRYV(database->run(now(), [&](orders::Transaction& transaction) -> Result<void> {
      PP_TRY(letter, orders::place_order(transaction, order, rules, now(), keys.entropy, "portal"));
      return success();
    }));
    return letter;
  }
  orders::Letter place(const orders::Order& order) { return good(try_place(order)); }
  std::vector<orders::Letter> place_many(int count, int first = 0) {
    std::vector<orders::Letter> letters;
    for (int i = 0; i < count; ++i) letters.push_back(place(order_of(first + i)));
    return letters;
  }
  orders::Letter letter(const LetterId& id) { return good(desk().letter(id)).value(); }

  /// Runs SQL past every rule of the house, as an intruder with the file would.
  void sql(const std::string& text) const {
    try {
      store::Connection connection(file_, store::Connection::Mode::read_write);
      connection.execute(text.c_str());
    } catch (const store::SqliteFailure& failure) {
      throw std::runtime_error(failure.what());
    }
  }
  /// The first column of the first row, read past every rule of the house.
  std::string ask(const std::string& text) const {
    try {
      store::Connection connection(file_, store::Connection::Mode::read_write);
      store::Query row = connection.query(text);
      return row.next() ? row.text(0) : std::string{};
    } catch (const store::SqliteFailure& failure) {
      throw std::runtime_error(failure.what());
    }
  }

  KeySet keys;
  ManualClock clock;
  orders::Rules rules;
  std::unique_ptr<store::Database> database;

 private:
  Path file_;
  bool notices_;
};

}  // namespace postproof::test
