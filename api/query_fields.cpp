#include "api/query_fields.hpp"

#include <algorithm>
#include <charconv>

#include "api/ascii.hpp"
#include "api/json_fields.hpp"
#include "tracking/track_number.hpp"

namespace postproof::api {

namespace {

constexpr int most_limit = 200;

std::optional<int> limit_in(std::string_view text) {
  int limit = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, limit);
  const bool whole = read.ec == std::errc{} && read.ptr == end && is_digit(text.front());
  return whole && limit >= 1 && limit <= most_limit ? std::optional{limit} : std::nullopt;
}

/// B<YYYYMMDD>-<NN>
bool is_batch_id(std::string_view text) {
  constexpr std::size_t dash_at = 9;
  if (text.size() < dash_at + 3 || text.size() > 20 || text[0] != 'B' || text[dash_at] != '-') return false;
  return std::ranges::all_of(text.substr(1, dash_at - 1), is_digit) &&
         std::ranges::all_of(text.substr(dash_at + 1), is_digit);
}

}  // namespace

std::optional<std::string> QueryFields::text(std::string_view name) const {
  const auto found =
      std::ranges::find_if(exchange_.query, [&](const QueryParameter& parameter) { return parameter.name == name; });
  return found == exchange_.query.end() || !found->readable ? std::nullopt : std::optional{found->value};
}

PageAsk QueryFields::page(int usual_limit) {
  PageAsk page{text("cursor").value_or(""), usual_limit};
  const std::optional<std::string> limit = text("limit");
  if (!limit) return page;
  const std::optional<int> number = limit->empty() ? std::nullopt : limit_in(*limit);
  if (!number) report("limit", "bad_format", "limit is a whole number from 1 to 200");
  page.limit = number.value_or(usual_limit);
  return page;
}

void QueryFields::report(std::string_view name, std::string_view code, std::string message) {
  add_field_error(exchange_.field_errors, std::string(name), code, std::move(message));
}

Result<void> QueryFields::verdict() const {
  if (exchange_.field_errors.empty()) return success();
  return Error{ErrorKind::validation_failed,
               "the request has parameters that cannot be accepted",
               std::move(exchange_.field_errors),
               {}};
}

Result<LetterQuery> read_letter_query(Exchange& exchange) {
  QueryFields fields(exchange);
  LetterQuery query;
  query.page = fields.page();
  if (const auto account = fields.text("account_id")) {
    if (!is_account_id(*account)) fields.report("account_id", "bad_format", "this is no account id");
    query.account_id = AccountId{*account};
  }
  if (const auto status = fields.text("status")) {
    query.status = orders::letter_status_of(*status);
    if (!query.status) fields.report("status", "not_allowed", "this is no status of a letter");
  }
  if (const auto batch = fields.text("batch_id")) {
    if (!is_batch_id(*batch)) fields.report("batch_id", "bad_format", "a batch id is B<date>-<number>");
    query.batch_id = BatchId{*batch};
  }
  if (const auto number = fields.text("track_number")) {
    const auto valid = tracking::validate_track_number(*number);
    if (!valid) fields.report("track_number", "bad_format", valid.error().detail);
    if (valid) query.track_number = valid.value();
  }
  PP_TRYV(fields.verdict());
  return query;
}

}  // namespace postproof::api
