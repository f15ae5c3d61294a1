#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/cursors.hpp"
#include "core/strict_json.hpp"

namespace postproof::app {

namespace json = boost::json;

namespace {

constexpr std::string_view list_name = "notices";
constexpr int most_listed = 200;

std::string_view state_of(const store::NoticeRow& notice) {
  if (notice.delivered_at) return "delivered";
  if (notice.given_up_at) return "given_up";
  if (!notice.due_at) return "waiting";
  return notice.attempts == 0 ? "due" : "retrying";
}

json::value instant_or_null(const std::optional<Instant>& instant, ZoneOffset zone) {
  return instant && *instant > Instant{} ? json::value(format_instant(*instant, zone)) : json::value(nullptr);
}

/// A text field of the notice's body.
std::string in_body(const store::NoticeRow& notice, std::string_view field) {
  const auto body = parse_strict_json(notice.body);
  if (!body || !body.value().is_object()) return {};
  const json::value* const found = body.value().get_object().if_contains(field);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string{};
}

json::object notice_json(const store::NoticeRow& notice, ZoneOffset zone) {
  return {{"id", notice.id},
          {"type", in_body(notice, "type")},
          {"at", format_instant(notice.at, zone)},
          {"letter_id", notice.letter_id.str()},
          {"account_id", in_body(notice, "account_id")},
          {"state", state_of(notice)},
          {"attempts", notice.attempts},
          {"failure", notice.failure.empty() ? json::value(nullptr) : json::value(notice.failure)},
          {"next_attempt_at", instant_or_null(notice.due_at, zone)},
          {"delivered_at", instant_or_null(notice.delivered_at, zone)},
          {"given_up_at", instant_or_null(notice.given_up_at, zone)}};
}

}  // namespace

Result<Answer> run_notices_list(const CommandContext& context, const ListOptions& options, bool undelivered) {
  if (options.limit < 1 || options.limit > most_listed) {
    return fail(ErrorKind::usage, "--limit must be from 1 to 200");
  }
  PP_TRY(const auto house, context.open());
  PP_TRY(const std::int64_t before, read_cursor(*house, list_name, options.cursor));
  PP_TRY(const store::NoticePage page, house->database().notices().list(undelivered, before, options.limit));
  json::array items;
  Answer answer;
  for (const store::NoticeRow& notice : page.notices) {
    items.push_back(notice_json(notice, house->zone()));
    answer.text += fmt::format("{}  {}  {:<22} {:<9} {} {}\n", notice.id, format_instant(notice.at, house->zone()),
                               in_body(notice, "type"), state_of(notice), notice.letter_id.str(), notice.failure);
  }
  if (page.notices.empty())
    answer.text = undelivered ? "the portal has taken every notice\n" : "there are no notices\n";
  json::value next = nullptr;
  if (page.next_before) {
    PP_TRY(const std::string cursor, make_cursor(*house, list_name, *page.next_before));
    answer.text += "more with --cursor " + cursor + "\n";
    next = cursor;
  }
  answer.text.pop_back();
  answer.json = {{"items", std::move(items)}, {"next_cursor", std::move(next)}};
  return answer;
}

Result<Answer> run_notices_resend(const CommandContext& context, const std::string& id) {
  PP_TRY(const auto house, context.open());
  PP_TRYV(house->database().notices().resend(id, context.actor, house->now()));
  return Answer{{{"id", id}, {"due", true}}, fmt::format("{} is sent again by the running service", id), exit_done};
}

}  // namespace postproof::app
