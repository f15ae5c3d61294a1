#include "tests/tracking_year/year_house.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "store/sqlite.hpp"
#include "tracking/number_range.hpp"

namespace postproof::test {

namespace {

postsim::Credentials pair_of() { return {"Client1", Secret(std::string_view("secret"))}; }

tracking::PostAccess access_of() {
  tracking::PostAccess access{"http://post.example/rtm34", "http://post.example/fc", {}};
  access.credentials =
      good(tracking::make_post_credentials(Secret(std::string_view("Client1")), Secret(std::string_view("secret"))));
  return access;
}

}  // namespace

YearHouse::YearHouse(const Path& folder, int letters, const std::vector<std::string>& faults)
    : store_(folder / "postproof.db", 1, true), post_(files_, store_.clock, folder / "postsim", pair_of(), invented_) {
  postsim::Faults set;
  good(set.set(faults));
  good(postsim::save_faults(files_, folder / "postsim" / "faults.json", set));
  store_.clock.set(start_);
  add_letters(letters);
}

void YearHouse::add_letters(int letters) {
  store::Connection db(store_.file(), store::Connection::Mode::read_write);
  db.execute("BEGIN IMMEDIATE");
  const tracking::NumberRange range{"10100026", 1, letters};
  for (int n = 0; n < letters; ++n) {
    const TrackNumber number = tracking::number_at(range, n);
    const Instant printed = invented_.letter(number.str())->acknowledged_at;
    db.query(
          "INSERT INTO letters (letter_id, account_id, status, status_at, language, track_number, ordered_at, "
          "handed_over_at, printed_at, next_poll_at, last_change_at) "
          "VALUES (?, ?, 'printed', ?3, 'ru', ?4, ?3, ?3, ?3, ?3, ?3)")
        .with(fmt::format("ltr_{:026}", n), fmt::format("acc-{}", n), printed, number.str())
        .run();
    db.query(
          "INSERT INTO codes (letter_no, account_id, status, digest, expires_at, valid_through) "
          "VALUES (?, ?, 'live', x'00', ?, '2028-01-01')")
        .with(db.last_row(), fmt::format("acc-{}", n), printed + days_in_seconds(400))
        .run();
  }
  db.execute("COMMIT");
}

void YearHouse::poll() {
  tracking::PostClient client{client_, access_of()};
  const auto summary = good(tracking::run_poll(store_.db().poll(), client, store_.clock, {}, false));
  sum_.letters_answered += summary.letters_answered;
  sum_.letters_quiet += summary.letters_quiet;
  sum_.letters_unanswered += summary.letters_unanswered;
  sum_.tickets_dropped += summary.tickets_dropped;
  sum_.unknown_operations += summary.unknown_operations;
  sum_.conflicts += summary.conflicts;
}

void YearHouse::sweep() {
  const Instant now = store_.now();
  const Date today = local_date(now, ZoneOffset{std::chrono::hours{3}});
  while (good(store_.db().sweep().remind(7, now)) > 0) {
  }
  while (good(store_.db().sweep().tell_storage_ending(5, today, now)) > 0) {
  }
}

void YearHouse::live() {
  constexpr int lively_days = 80;
  constexpr int days = 365;
  for (int day = 0; day < days; ++day) {
    const bool lively = day < lively_days;
    for (int hour = 0; hour < 24; ++hour) {
      store_.clock.advance(seconds{3600});
      if (lively ? hour % 2 == 0 : hour < 2) poll();
    }
    sweep();
  }
}

std::map<std::string, std::string> YearHouse::statuses() {
  store::Connection db(store_.file(), store::Connection::Mode::read_only);
  std::map<std::string, std::string> found;
  store::Query row = db.query("SELECT track_number, status FROM letters");
  while (row.next()) found[row.text(0)] = row.text(1);
  return found;
}

std::map<std::pair<std::string, std::string>, int> YearHouse::notices() {
  store::Connection db(store_.file(), store::Connection::Mode::read_only);
  std::map<std::pair<std::string, std::string>, int> sent;
  store::Query row = db.query("SELECT letter_id, body FROM notices");
  while (row.next()) {
    const auto body = boost::json::parse(row.text(1));
    ++sent[{row.text(0), std::string(body.at("type").as_string())}];
  }
  return sent;
}

}  // namespace postproof::test
