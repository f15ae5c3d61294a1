#include <iostream>

#include <fmt/format.h>

#include "api/letter_json.hpp"
#include "app/commands.hpp"
#include "app/confirm.hpp"
#include "app/letter_way.hpp"
#include "app/post_access.hpp"
#include "app/sweep.hpp"
#include "system/curl_http_client.hpp"
#include "system/lock_file.hpp"
#include "tracking/fresh_look.hpp"
#include "tracking/poll.hpp"
#include "tracking/track_number.hpp"

namespace postproof::app {

namespace json = boost::json;

namespace {

constexpr std::size_t most_typed = 256;

/// What somebody at a telephone reads out: the sentence for the citizen first, codes last.
std::string text_of_way(const api::TrackingView& view, ZoneOffset zone, bool english) {
  std::string text = fmt::format("{}  {}\n{}\n", view.track_number.str(), name_of(view.status), view.summary);
  if (view.storage_until) text += fmt::format("storage until {}, ", format_date(*view.storage_until));
  text += view.checked_at ? "post asked at " + format_instant(*view.checked_at, zone) : "post not asked yet";
  for (const api::TrackingEventView& event : view.events) {
    const std::string place = event.index + (event.place.empty() ? "" : " " + event.place);
    text += fmt::format("\n  {}  {}{}{}  [{}/{}]", format_instant(event.at, event.zone),
                        tracking::full_name(event.type, event.name, english), place.empty() ? "" : ", ", place,
                        event.type, event.attribute);
  }
  return text;
}

Result<void> ask_post(House& house, const TrackNumber& number) {
  PP_TRY(tracking::PostAccess access, post_access(house.config()));
  system::CurlHttpClient http(post_connection(house.config()));
  tracking::PostClient client(http, std::move(access));
  PP_TRY(const system::LockFile lock, system::LockFile::acquire(house.config().in("poll.lock")));
  PP_TRY(const auto update,
         tracking::track_fresh(house.database().poll(), client, house.clock(), poll_settings(house.config()), number));
  (void)update;
  return success();
}

}  // namespace

Result<Answer> run_poll(const CommandContext& context, bool all) {
  PP_TRY(const auto house, context.open());
  auto lock = system::LockFile::try_acquire(house->config().in("poll.lock"));
  if (!lock && lock.error().kind == ErrorKind::another_run_active) {
    return Answer{{{"active_elsewhere", true}}, "another process is polling just now", exit_done};
  }
  if (!lock) return lock.error();
  PP_TRY(tracking::PostAccess access, post_access(house->config()));
  system::CurlHttpClient http(post_connection(house->config()));
  tracking::PostClient client(http, std::move(access));
  PP_TRY(const tracking::PollSummary summary,
         tracking::run_poll(house->database().poll(), client, house->clock(), poll_settings(house->config()), all));
  json::array failures(summary.failures.begin(), summary.failures.end());
  Answer answer;
  answer.json = {{"calls", summary.calls},
                 {"tickets_issued", summary.tickets_issued},
                 {"tickets_collected", summary.tickets_collected},
                 {"tickets_waiting", summary.tickets_waiting},
                 {"letters_asked", summary.letters_asked},
                 {"letters_answered", summary.letters_answered},
                 {"letters_quiet", summary.letters_quiet},
                 {"unknown_operations", summary.unknown_operations},
                 {"letters_changed", summary.letters_changed},
                 {"budget_spent", summary.budget_spent},
                 {"quota_spent", summary.quota_spent},
                 {"failures", std::move(failures)}};
  answer.text = fmt::format("{} tickets collected, {} waiting, {} issued for {} letters; {} letters changed",
                            summary.tickets_collected, summary.tickets_waiting, summary.tickets_issued,
                            summary.letters_asked, summary.letters_changed);
  for (const std::string& failure : summary.failures) answer.text += "\n" + failure;
  const bool nothing_worked = summary.calls > 0 && !summary.failures.empty() && summary.letters_answered == 0 &&
                              summary.tickets_issued == 0 && summary.tickets_waiting == 0;
  if (nothing_worked) answer.status = exit_failed;
  return answer;
}

Result<Answer> run_track(const CommandContext& context, const std::string& number, bool fresh,
                         const std::string& language) {
  if (language != "ru" && language != "en") return fail(ErrorKind::usage, "--lang must be ru or en");
  PP_TRY(const TrackNumber track_number, tracking::validate_track_number(number));
  PP_TRY(const auto house, context.open());
  if (fresh) {
    PP_TRYV(ask_post(*house, track_number));
  }
  PP_TRY(const api::TrackingView view, letter_way(*house, track_number, language == "en"));
  return Answer{api::tracking_json(view, house->zone()), text_of_way(view, house->zone(), language == "en"), exit_done};
}

Result<Answer> run_confirm(const CommandContext& context, const std::string& account) {
  if (!is_account_id(account)) return fail(ErrorKind::usage, "the account id is malformed");
  PP_TRY(const auto house, context.open());
  std::string line;
  std::getline(std::cin, line);
  if (line.size() > most_typed) line.resize(most_typed);
  const Secret typed{std::string_view(line)};
  wipe({reinterpret_cast<std::uint8_t*>(line.data()), line.size()});
  PP_TRY(const orders::Confirmation done, confirm(*house, AccountId{account}, typed));
  return Answer{api::confirmation_json(done, house->zone()), "confirmed by letter " + done.letter_id.str(), exit_done};
}

}  // namespace postproof::app
