#include "store/office_rows.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "store/office_search.hpp"

namespace postproof::store {

namespace {

constexpr std::uint32_t number_of_indexes = 1'000'000;

/// The number of six digits; nothing for other text.
std::optional<std::uint32_t> number_of(std::string_view index) {
  const bool digits = index.size() == 6 && std::ranges::all_of(index, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return std::nullopt;
  std::uint32_t number = 0;
  for (const char c : index) number = number * 10 + static_cast<std::uint32_t>(c - '0');
  return number;
}

orders::Office office_of(const Query& row) {
  return {fmt::format("{:06}", row.integer(0)), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)};
}

std::int64_t version_in(Connection& db) {
  Query row = db.query("SELECT value FROM meta WHERE key = 'offices_version'");
  return row.next() ? row.integer(0) : 0;
}

void insert(Connection& db, const orders::Office& office, std::uint32_t number) {
  db.query("INSERT INTO offices (postal_index, name, region, district, city, type) VALUES (?, ?, ?, ?, ?, ?)")
      .with(static_cast<std::int64_t>(number), office.name, office.region, office.district, office.city, office.type)
      .run();
}

}  // namespace

struct OfficeRows::Loaded {
  std::int64_t version = 0;
  std::int64_t count = 0;
  std::vector<bool> known;  ///< by the number of the index; empty without a list
};

OfficeRows::OfficeRows(Writer& writer, Readers& readers, const Clock& clock)
    : writer_(writer), readers_(readers), clock_(clock) {}

OfficeRows::~OfficeRows() = default;

Result<std::optional<orders::Office>> OfficeRows::find(std::string_view index) {
  using Found = std::optional<orders::Office>;
  const auto number = number_of(index);
  if (!number) return Found{};
  return readers_.read<Found>([&](Connection& db) -> Result<Found> {
    Query row = db.query("SELECT postal_index, name, region, district, city, type FROM offices WHERE postal_index = ?");
    row.bind(static_cast<std::int64_t>(*number));
    return row.next() ? Found{office_of(row)} : Found{};
  });
}

Result<std::vector<orders::Office>> OfficeRows::search(std::string_view query, int limit) {
  using Found = std::vector<orders::Office>;
  const int wanted = std::min(limit, most_found);
  if (wanted <= 0) return Found{};
  PP_TRY(const std::shared_ptr<const OfficeSearch> words, this->words());
  const auto best = words->best(query.substr(0, most_query_bytes), static_cast<std::size_t>(wanted));
  return readers_.read<Found>([&](Connection& db) -> Result<Found> {
    Found found;
    for (const std::uint32_t number : best) {
      Query row =
          db.query("SELECT postal_index, name, region, district, city, type FROM offices WHERE postal_index = ?");
      row.bind(static_cast<std::int64_t>(number));
      if (row.next()) found.push_back(office_of(row));
    }
    return found;
  });
}

bool OfficeRows::is_known(const PostalIndex& index) {
  const auto list = loaded();
  if (!list || list.value()->count == 0) return true;
  const auto number = number_of(index.str());
  return number && list.value()->known[*number];
}

Result<std::int64_t> OfficeRows::count() {
  PP_TRY(const std::shared_ptr<const Loaded> list, loaded());
  return list->count;
}

Result<std::shared_ptr<const OfficeRows::Loaded>> OfficeRows::loaded() {
  const std::lock_guard guard(mutex_);
  const Instant now = clock_.now();
  if (loaded_ && asked_at_ == now) return loaded_;
  using Fresh = std::shared_ptr<const Loaded>;
  auto read = readers_.read<Fresh>([&](Connection& db) -> Result<Fresh> {
    const std::int64_t version = version_in(db);
    if (loaded_ && loaded_->version == version) return loaded_;
    auto fresh = std::make_shared<Loaded>();
    fresh->version = version;
    fresh->known.resize(number_of_indexes);
    Query row = db.query("SELECT postal_index FROM offices");
    for (; row.next(); ++fresh->count) fresh->known.at(static_cast<std::size_t>(row.integer(0))) = true;
    return Fresh{std::move(fresh)};
  });
  if (!read && !loaded_) return read.error();
  if (read) loaded_ = std::move(read.value());
  asked_at_ = now;
  return loaded_;
}

Result<std::shared_ptr<const OfficeSearch>> OfficeRows::words() {
  PP_TRY(const std::shared_ptr<const Loaded> list, loaded());
  const std::lock_guard guard(words_mutex_);
  if (words_ && version_of_words_ == list->version) return words_;
  using Fresh = std::shared_ptr<const OfficeSearch>;
  PP_TRY(words_, readers_.read<Fresh>([&](Connection& db) -> Result<Fresh> {
    auto fresh = std::make_shared<OfficeSearch>();
    Query row = db.query("SELECT postal_index, name, region, district, city, type FROM offices ORDER BY postal_index");
    while (row.next()) fresh->add(office_of(row));
    fresh->finish();
    version_of_words_ = version_in(db);
    return Fresh{std::move(fresh)};
  }));
  return words_;
}

Result<void> OfficeRows::replace(const std::vector<orders::Office>& offices, const std::string& source,
                                 const std::string& by, Instant now) {
  PP_TRYV(writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    Connection& db = scope.connection;
    db.query("DELETE FROM offices").run();
    std::vector<bool> seen(number_of_indexes);
    for (const orders::Office& office : offices) {
      const auto number = number_of(office.index);
      if (!number || *number == 0) return fail(ErrorKind::file_invalid, "an index of the list is no six digits");
      if (seen[*number]) return fail(ErrorKind::state_conflict, "the list has the index " + office.index + " twice");
      seen[*number] = true;
      insert(db, office, *number);
    }
    db.query(
          "INSERT INTO meta (key, value) VALUES ('offices_version', 1) "
          "ON CONFLICT (key) DO UPDATE SET value = value + 1")
        .run();
    scope.audit.append(now, by, "offices.imported", source,
                       boost::json::serialize(boost::json::object{{"offices", offices.size()}}));
    return success();
  }));
  const std::lock_guard guard(mutex_);
  asked_at_.reset();
  return success();
}

}  // namespace postproof::store
