#include "postsim/letter_life.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/ensure.hpp"
#include "postsim/chance.hpp"
#include "postsim/offices.hpp"
#include "postsim/russian_text.hpp"

namespace postproof::postsim {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr hours office_opens{9};
constexpr hours office_closes{19};
constexpr std::string_view unknown_accepting_office = "101000";

std::string accepting_office(std::string_view track_number) {
  const std::string_view head = track_number.substr(0, 6);
  const bool index = head.size() == 6 && head.find_first_not_of("0123456789") == std::string_view::npos;
  return std::string(index ? head : unknown_accepting_office);
}

bool is_sunday(Date day) { return std::chrono::weekday{day} == std::chrono::Sunday; }

/// The day that is `count` days of Monday to Friday after `day`.
Date add_weekdays(Date day, int count) {
  while (count > 0) {
    day += days{1};
    const std::chrono::weekday weekday{day};
    if (weekday != std::chrono::Saturday && weekday != std::chrono::Sunday) --count;
  }
  return day;
}

/// Writes the scans of one letter in the order in which they happen.
class Way {
 public:
  explicit Way(const PostedLetter& letter)
      : letter_(letter),
        from_(accepting_office(letter.track_number)),
        from_zone_(office_zone(from_)),
        to_zone_(office_zone(letter.index)) {}

  void post();
  /// On the way from the first sorting centre until the letter lies at its office at `arrival`.
  void travel_until(Instant arrival);
  void deliver();
  void lose();
  /// Arrives, is carried out in vain, notified twice and waits up to its last day; gives the date of arrival.
  Date wait_out_storage();
  void collect_on(Date last_day);
  void send_back(Date first_day_after);

  std::vector<Operation> take() && {
    std::stable_sort(scans_.begin(), scans_.end(), [](const Operation& a, const Operation& b) { return a.at < b.at; });
    return std::move(scans_);
  }

 private:
  void scan(Instant at, int type, int attribute, const std::string& index) {
    scans_.push_back({at, type, attribute, index});
  }
  int some(std::string_view purpose, int from, int to) const { return pick(letter_.track_number, purpose, from, to); }
  minutes some_minutes(std::string_view purpose, int from, int to) const { return minutes{some(purpose, from, to)}; }

  Instant at_destination(Date day, minutes time) const { return instant_at(day, time, to_zone_); }
  Instant in_office_hours(Instant at, std::string_view purpose) const;
  Date day_of_delivery(minutes time) const;
  void attempt_in_vain(Date day);

  const PostedLetter& letter_;
  std::string from_;
  ZoneOffset from_zone_;
  ZoneOffset to_zone_;
  Instant left_sorting_;
  std::vector<Operation> scans_;
};

Instant Way::in_office_hours(Instant at, std::string_view purpose) const {
  const Date day = local_date(at, from_zone_);
  const Instant opens = instant_at(day, office_opens, from_zone_);
  if (at < opens) return opens + some_minutes(purpose, 5, 55);
  if (at >= instant_at(day, office_closes, from_zone_)) return opens + days{1} + some_minutes(purpose, 5, 55);
  return at;
}

void Way::post() {
  scan(letter_.acknowledged_at + some_minutes("announced", 5, 40), 28, 0, from_);
  const Instant accepted =
      in_office_hours(letter_.acknowledged_at + some_minutes("accepted", 60, 240), "opened for acceptance");
  scan(accepted, 1, 2, from_);
  const Instant left = accepted + some_minutes("left", 30, 60);
  scan(left, 8, 1, from_);
  const std::string centre = sorting_centre(from_);
  const Instant sorting = left + some_minutes("to sorting", 60, 180);
  scan(sorting, 8, 3, centre);
  scan(sorting + some_minutes("sorted", 40, 110), 8, 0, centre);
  left_sorting_ = sorting + some_minutes("left sorting", 120, 300);
  scan(left_sorting_, 8, 4, centre);
}

void Way::travel_until(Instant arrival) {
  const std::string centre = sorting_centre(letter_.index);
  const seconds way = arrival - left_sorting_;
  ensure(way > hours{8}, "a letter arrives some time after it left the first sorting centre");
  if (centre != sorting_centre(from_)) {
    scan(left_sorting_ + way * some("at second centre", 40, 60) / 100, 8, 3, centre);
    scan(left_sorting_ + way * some("left second centre", 70, 85) / 100, 8, 4, centre);
  }
  scan(arrival, 8, 2, letter_.index);
}

/// A day on which `time` at the destination lies 3 to 14 days after the acknowledgement, no Sunday.
Date Way::day_of_delivery(minutes time) const {
  std::vector<Date> possible;
  const Date start = local_date(letter_.acknowledged_at, to_zone_);
  for (Date day = start + days{3}; day <= start + days{14}; day += days{1}) {
    const seconds after = at_destination(day, time) - letter_.acknowledged_at;
    if (after >= days{3} && after <= days{14} && !is_sunday(day)) possible.push_back(day);
  }
  return possible[static_cast<std::size_t>(some("day", 0, static_cast<int>(possible.size()) - 1))];
}

void Way::deliver() {
  const minutes time = some_minutes("delivered", 11 * 60, 18 * 60 + 30);
  const Date day = day_of_delivery(time);
  const Instant delivered = at_destination(day, time);
  const bool room_for_visit = at_destination(day - days{2}, hours{8}) - letter_.acknowledged_at > days{3};
  if (room_for_visit && some("collected", 1, 100) <= 40) {
    const Date arrival = is_sunday(day - days{1}) ? day - days{2} : day - days{1};
    travel_until(at_destination(arrival, some_minutes("arrival", 8 * 60, 9 * 60)));
    attempt_in_vain(arrival);
    scan(delivered, 2, 1, letter_.index);
    return;
  }
  travel_until(at_destination(day, some_minutes("arrival", 8 * 60, 9 * 60)));
  scan(at_destination(day, some_minutes("carried out", 9 * 60 + 30, 10 * 60 + 30)), 8, 18, letter_.index);
  scan(delivered, 2, 6, letter_.index);
}

void Way::attempt_in_vain(Date day) {
  scan(at_destination(day, some_minutes("carried out", 9 * 60 + 30, 10 * 60 + 30)), 8, 18, letter_.index);
  const Instant attempt = at_destination(day, some_minutes("attempt", 11 * 60, 17 * 60));
  scan(attempt, 12, 1, letter_.index);
  scan(attempt + some_minutes("notice", 5, 30), 8, 24, letter_.index);
}

void Way::lose() {
  const Instant found_out = letter_.acknowledged_at + days{some("loss", 21, 35)};
  const Date day = local_date(found_out, to_zone_);
  const bool only_registered = some("loss code", 0, 1) == 1;
  scan(at_destination(day, some_minutes("loss time", 10 * 60, 17 * 60)), only_registered ? 18 : 5,
       only_registered ? 0 : 1, sorting_centre(letter_.index));
}

Date Way::wait_out_storage() {
  const minutes time = some_minutes("arrival", 9 * 60, 9 * 60 + 20);
  const Date arrival = day_of_delivery(time);
  travel_until(at_destination(arrival, time));
  attempt_in_vain(arrival);
  const Date second_notice = add_weekdays(arrival, 5);
  scan(at_destination(second_notice, some_minutes("second notice", 10 * 60, 12 * 60)), 8, 24, letter_.index);
  const minutes morning = some_minutes("countdown", 9 * 60, 9 * 60 + 50);
  scan(at_destination(arrival + days{storage_days - 5}, morning), 8, 28, letter_.index);
  scan(at_destination(arrival + days{storage_days - 1}, morning), 8, 42, letter_.index);
  return arrival;
}

void Way::collect_on(Date last_day) {
  scan(at_destination(last_day, some_minutes("collected at", 10 * 60, 18 * 60 + 30)), 2, 1, letter_.index);
}

void Way::send_back(Date first_day_after) {
  scan(at_destination(first_day_after, some_minutes("storage over", 9 * 60, 9 * 60 + 30)), 8, 40, letter_.index);
  scan(at_destination(first_day_after, some_minutes("return", 10 * 60, 12 * 60)), 3, 1, letter_.index);
  scan(at_destination(first_day_after, some_minutes("left for sender", 16 * 60, 18 * 60)), 8, 20, letter_.index);
  Date back = first_day_after + days{some("back", 4, 9)};
  if (is_sunday(back)) back += days{1};
  scan(instant_at(back, some_minutes("back at", 10 * 60, 17 * 60), from_zone_), 2, 2, from_);
}

}  // namespace

Life life_of(std::string_view surname) {
  static constexpr auto lives = std::to_array<std::pair<std::string_view, Life>>({
      {"возвратов", Life::returned},
      {"потеряев", Life::lost},
      {"неявкин", Life::last_day},
      {"браков", Life::spoilt},
      {"молчанов", Life::never_scanned},
  });
  const std::string lower = lower_case(surname);
  for (const auto& [name, life] : lives) {
    if (lower == name || lower == std::string(name) + "а") return life;
  }
  return Life::delivered;
}

std::vector<Operation> whole_history(const PostedLetter& letter) {
  Way way(letter);
  const Life life = life_of(letter.surname);
  if (life == Life::spoilt || life == Life::never_scanned) return {};
  way.post();
  switch (life) {
    case Life::lost: way.lose(); break;
    case Life::last_day: way.collect_on(way.wait_out_storage() + days{storage_days}); break;
    case Life::returned: way.send_back(way.wait_out_storage() + days{storage_days + 1}); break;
    case Life::delivered:
    case Life::spoilt:
    case Life::never_scanned: way.deliver(); break;
  }
  return std::move(way).take();
}

std::vector<Operation> history(const PostedLetter& letter, Instant now) {
  std::vector<Operation> scans = whole_history(letter);
  std::erase_if(scans, [now](const Operation& scan) { return scan.at > now; });
  return scans;
}

}  // namespace postproof::postsim
