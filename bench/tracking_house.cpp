#include "bench/tracking_house.hpp"

#include <algorithm>
#include <bit>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "codegen/sealed_box.hpp"
#include "codegen/sha256.hpp"
#include "store/sqlite.hpp"
#include "system/curl_http_client.hpp"
#include "system/movable_clock.hpp"
#include "system/system_clock.hpp"
#include "tracking/number_range.hpp"
#include "tracking/soap_batch.hpp"

namespace postproof::bench {

namespace {

using orders::LetterStatus;

constexpr std::int64_t letters_a_ticket = 2500;  // while learning; five letters are one group
constexpr std::int64_t letters_a_kept_ticket = 500;
constexpr int kept_tickets = 20;
constexpr std::int64_t group = 5;
constexpr const char* table_file = "tracking.db";

/// A letter as it was when the print house acknowledged it.
tracking::TrackedLetter printed_letter(std::int64_t n) {
  tracking::TrackedLetter letter;
  letter.letter_no = n + 1;
  letter.id = LetterId{fmt::format("ltr_{:026}", n)};
  letter.number = bench_number(n);
  letter.status = LetterStatus::printed;
  letter.base = {LetterStatus::printed, post_stands_still - days_in_seconds(posted_days), false};
  letter.last_change_at = *letter.base.printed_at;
  return letter;
}

class Filling {
 public:
  explicit Filling(store::Connection& db) : db_(db) {}

  void add(std::int64_t n, tracking::ItemReply item, std::uint64_t digest, bool has_news);

 private:
  void add_letter(const tracking::TrackedLetter& letter, const tracking::TrackingUpdate& update);
  void add_events(const tracking::TrackingUpdate& update);
  void add_poll(const tracking::TrackingUpdate& update);

  store::Connection& db_;
};

void Filling::add(std::int64_t n, tracking::ItemReply item, std::uint64_t digest, bool has_news) {
  const tracking::TrackedLetter letter = printed_letter(n);
  if (has_news) item.events.pop_back();
  // What was said the last time, when the last scan was not there yet, had another digest.
  const tracking::PostAnswer answer{tracking::PostAnswer::Kind::answered, std::move(item.events),
                                    has_news ? digest + 1 : digest};
  const auto update = tracking::update_of(letter, answer, post_stands_still, {}, {});
  add_letter(letter, update);
  add_events(update);
  add_poll(update);
}

void Filling::add_letter(const tracking::TrackedLetter& letter, const tracking::TrackingUpdate& update) {
  const auto storage = update.storage_until ? std::optional{format_date(*update.storage_until)} : std::nullopt;
  const Instant ordered_at = *letter.base.printed_at - days_in_seconds(1);
  db_.query(
         "INSERT INTO letters (letter_no, letter_id, account_id, status, status_at, language, track_number, "
         "postal_index, ordered_at, handed_over_at, printed_at, storage_until, last_change_at, consequences) "
         "VALUES (?, ?, ?, ?, ?, 'ru', ?, '101000', ?, ?, ?, ?, ?, ?)")
      .with(letter.letter_no, letter.id.str(), fmt::format("acc-{:07}", letter.letter_no), name_of(update.to),
            post_stands_still, letter.number.str(), ordered_at, *letter.base.printed_at, *letter.base.printed_at,
            storage, update.last_change_at, std::int64_t{update.due.bits()})
      .run();
}

void Filling::add_events(const tracking::TrackingUpdate& update) {
  for (const tracking::TrackingEvent& event : update.added) {
    db_.query(
           "INSERT INTO tracking_events (letter_no, at, type, attribute, place_index, tie, name, place) "
           "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .with(update.letter_no, event.instant, event.type, event.attribute, event.index.str(), event.tie,
              event.name_received, event.place_received)
        .run();
  }
}

void Filling::add_poll(const tracking::TrackingUpdate& update) {
  const std::uint64_t place = tracking::place_of(update.number);
  const auto after = static_cast<std::int64_t>(place * 86'400 / tracking::places);
  const auto fingerprint =
      update.fingerprint ? std::optional{std::bit_cast<std::int64_t>(*update.fingerprint)} : std::nullopt;
  db_.query("INSERT INTO polls (letter_no, track_number, next_poll_at, checked_at, fingerprint) VALUES (?, ?, ?, ?, ?)")
      .with(update.letter_no, update.number.str(), day_begins + seconds{after}, post_stands_still, fingerprint)
      .run();
}

std::vector<TrackNumber> numbers_from(std::int64_t first, std::int64_t count) {
  std::vector<TrackNumber> numbers;
  for (std::int64_t n = first; n < first + count; ++n) numbers.push_back(bench_number(n));
  return numbers;
}

Result<std::string> ticket_for(tracking::PostClient& client, std::vector<TrackNumber> numbers) {
  const std::vector<std::vector<TrackNumber>> lists{std::move(numbers)};
  auto replies = client.request_tickets(lists);
  PP_TRY(auto reply, std::move(replies.at(0)));
  if (auto* ticket = std::get_if<std::string>(&reply)) return std::move(*ticket);
  return fail(ErrorKind::remote_failed, "the post gives no ticket");
}

Result<std::string> answer_to(tracking::PostClient& client, const std::string& ticket) {
  return std::move(client.collect(std::span{&ticket, 1}).at(0));
}

bool ends_the_way(const std::vector<tracking::TrackingEvent>& events) {
  const auto facts = tracking::status_of(events, post_stands_still, {}, {});
  return orders::is_final(facts.status);
}

/// Writes the letters first, first + 1, ... of one answer. Of each five one has news: one whose way has just ended,
/// else the first that was scanned at all.
Result<void> fill_from(Filling& filling, std::int64_t first, std::int64_t count, std::string text) {
  PP_TRY(const auto read, tracking::read_batch_answer(std::move(text)));
  const auto* answer = std::get_if<tracking::BatchAnswer>(&read);
  if (answer == nullptr || answer->size() != static_cast<std::size_t>(count)) {
    return fail(ErrorKind::remote_failed, "the post's answer does not have all letters");
  }
  for (std::int64_t from = 0; from < count; from += group) {
    std::vector<tracking::ItemReply> items;
    for (std::int64_t i = from; i < std::min(from + group, count); ++i) {
      items.push_back(answer->read(static_cast<std::size_t>(i)));
    }
    std::vector<bool> news;
    for (const auto& item : items) news.push_back(ends_the_way(item.events));
    const bool any = std::ranges::find(news, true) != news.end();
    const auto scanned = std::ranges::find_if(items, [](const auto& item) { return !item.events.empty(); });
    if (!any && scanned != items.end()) news[static_cast<std::size_t>(scanned - items.begin())] = true;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto place = static_cast<std::size_t>(from) + i;
      filling.add(first + static_cast<std::int64_t>(place), std::move(items[i]), answer->digest(place), news[i]);
    }
  }
  return success();
}

Result<void> keep_answers(const Path& folder, tracking::PostClient& client, const std::vector<std::string>& tickets) {
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    PP_TRY(const std::string text, answer_to(client, tickets[i]));
    std::ofstream(folder / fmt::format("answer-{}.xml", i), std::ios::binary) << text;
  }
  return success();
}

Result<void> fill_tables(const Path& folder, tracking::PostClient& client, const std::vector<std::string>& tickets,
                         std::int64_t letters) {
  try {
    store::Connection db(folder / table_file, store::Connection::Mode::read_write);
    db.execute("PRAGMA synchronous = OFF");
    db.execute("BEGIN");
    Filling filling(db);
    for (std::size_t i = 0; i < tickets.size(); ++i) {
      const std::int64_t first = static_cast<std::int64_t>(i) * letters_a_ticket;
      PP_TRY(std::string text, answer_to(client, tickets[i]));
      PP_TRYV(fill_from(filling, first, std::min(letters_a_ticket, letters - first), std::move(text)));
    }
    db.execute("COMMIT");
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    return success();
  } catch (const store::SqliteFailure& failure) {
    return store::error_of(failure);
  }
}

}  // namespace

TrackNumber bench_number(std::int64_t n) {
  constexpr std::int64_t per_range = tracking::largest_serial;
  const auto month = static_cast<int>(n / per_range) + 1;
  const tracking::NumberRange range{fmt::format("101000{:02}", month), 1, static_cast<int>(per_range)};
  return tracking::number_at(range, static_cast<int>(n % per_range));
}

TrackingHouse::TrackingHouse(const Path& folder)
    : file_(folder / table_file),
      ring_(codegen::KeyRing::generate(entropy_)),
      personal_(codegen::BoxSealer::of(ring_, codegen::Purpose::personal, entropy_)),
      nonces_(codegen::BoxSealer::of(ring_, codegen::Purpose::nonce, entropy_)) {}

Result<void> TrackingHouse::open(const Clock& clock) {
  const store::DatabaseWorld world{*personal_, *nonces_, clock, [](ByteView bytes) { return codegen::sha256(bytes); },
                                   true};
  PP_TRY(database_, store::Database::open(file_, world, true, false));
  return success();
}

Result<tracking::PostAccess> bench_access(const std::string& address) {
  tracking::PostAccess access;
  access.single_url = "http://" + address + "/rtm34";
  access.batch_url = "http://" + address + "/fc";
  PP_TRY(access.credentials,
         tracking::make_post_credentials(Secret(std::string_view("bench")), Secret(std::string_view("bench"))));
  return access;
}

Result<void> set_post_clock(const Path& folder, Instant now) {
  return system::MovableClock::set_offset(folder, now - system::SystemClock{}.now());
}

bool is_filled(const Path& folder) { return std::filesystem::exists(folder / table_file); }

Result<void> fill_tracking_house(const Path& folder, const std::string& address, std::int64_t letters) {
  const ManualClock clock(post_stands_still);
  TrackingHouse house(folder);
  PP_TRYV(house.open(clock));
  PP_TRY(tracking::PostAccess access, bench_access(address));
  system::CurlHttpClient http;
  tracking::PostClient client(http, std::move(access));
  PP_TRYV(set_post_clock(folder, post_stands_still));
  std::vector<std::string> tickets;
  for (std::int64_t first = 0; first < letters; first += letters_a_ticket) {
    PP_TRY(tickets.emplace_back(),
           ticket_for(client, numbers_from(first, std::min(letters_a_ticket, letters - first))));
  }
  std::vector<std::string> kept;
  for (std::int64_t i = 0; i < kept_tickets && (i + 1) * letters_a_kept_ticket <= letters; ++i) {
    PP_TRY(kept.emplace_back(), ticket_for(client, numbers_from(i * letters_a_kept_ticket, letters_a_kept_ticket)));
  }
  PP_TRYV(set_post_clock(folder, post_stands_still + seconds{1800}));
  PP_TRYV(keep_answers(folder, client, kept));
  return fill_tables(folder, client, tickets, letters);
}

Result<std::vector<std::string>> kept_answers(const Path& folder) {
  std::vector<std::string> texts;
  for (int i = 0; i < kept_tickets; ++i) {
    std::ifstream file(folder / fmt::format("answer-{}.xml", i), std::ios::binary);
    if (!file) break;
    texts.push_back((std::ostringstream() << file.rdbuf()).str());
  }
  if (texts.empty()) return fail(ErrorKind::internal_error, "at least 500 letters are needed");
  return texts;
}

}  // namespace postproof::bench
