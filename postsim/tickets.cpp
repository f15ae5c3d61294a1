#include "postsim/tickets.hpp"

#include <algorithm>
#include <fstream>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "postsim/json_fields.hpp"

namespace postproof::postsim {

namespace {

namespace json = boost::json;

constexpr ZoneOffset moscow{std::chrono::hours{3}};
constexpr std::size_t most_tickets = 1'000'000;
constexpr std::size_t most_ticket_bytes = 1U << 20U;
constexpr std::size_t digits_of_name = 17;

std::string capitals(std::string_view login) {
  std::string name;
  for (char c : login) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const bool allowed = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (allowed) name.push_back(c);
  }
  return name.empty() ? "CLIENT" : name;
}

/// yyyyMMddHHmmssSSS of an instant and a count of milliseconds after it.
std::string stamp_of(Instant now, std::int64_t milliseconds) {
  const std::string text = format_instant(now + seconds{milliseconds / 1000}, moscow);
  std::string digits;
  for (const char c : text.substr(0, 19)) {
    if (c >= '0' && c <= '9') digits.push_back(c);
  }
  return fmt::format("{}{:03}", digits, milliseconds % 1000);
}

std::string text_of_ticket(const Ticket& ticket) {
  json::array items;
  for (const std::string& item : ticket.items) items.emplace_back(item);
  const json::value answered =
      ticket.answered_at ? json::value(format_instant(*ticket.answered_at, moscow)) : json::value(nullptr);
  return json::serialize(json::object{{"ticket", ticket.name},
                                      {"issued_at", format_instant(ticket.issued_at, moscow)},
                                      {"answered_at", answered},
                                      {"language", ticket.language == Language::rus ? "RUS" : "ENG"},
                                      {"items", std::move(items)}}) +
         "\n";
}

Result<Ticket> ticket_of(std::string_view text) {
  PP_TRY(const json::object object, parse_object(text, "ticket", most_ticket_bytes));
  const JsonFields fields(object, "ticket");
  Ticket ticket;
  PP_TRY(ticket.name, fields.text("ticket"));
  PP_TRY(ticket.issued_at, fields.instant("issued_at"));
  if (const json::value* answered = object.if_contains("answered_at"); answered != nullptr && !answered->is_null()) {
    PP_TRY(ticket.answered_at, fields.instant("answered_at"));
  }
  PP_TRY(const std::string language, fields.text("language"));
  ticket.language = language == "ENG" ? Language::eng : Language::rus;
  PP_TRY(const json::array* items, fields.list("items"));
  for (const json::value& item : *items) {
    if (!item.is_string()) return fields.wrong("items", "texts are required");
    ticket.items.emplace_back(item.get_string());
  }
  return ticket;
}

}  // namespace

TicketState state_of(const Ticket& ticket, Instant now) {
  if (now >= ticket.issued_at + ticket_life) return TicketState::gone;
  const Instant from = ticket.answered_at.value_or(ticket.issued_at);
  return now < from + ticket_wait ? TicketState::not_ready : TicketState::ready;
}

bool is_ticket_name(std::string_view text) {
  constexpr std::string_view capitals_and_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  return text.size() > digits_of_name && text.size() <= 100 &&
         text.substr(0, digits_of_name).find_first_not_of("0123456789") == std::string_view::npos &&
         text.find_first_not_of(capitals_and_digits) == std::string_view::npos;
}

Result<Ticket> Tickets::issue(std::string_view login, Instant now, Language language, std::vector<std::string> items) {
  PP_TRYV(files_.make_directories(folder_));
  if (now - tidied_at_ >= std::chrono::hours{1} || now < tidied_at_) {
    PP_TRYV(throw_away_gone(now));
    tidied_at_ = now;
  }
  Ticket ticket{"", now, std::nullopt, language, std::move(items)};
  std::int64_t milliseconds = 0;
  do {
    ticket.name = stamp_of(now, milliseconds++) + capitals(login);
  } while (files_.exists(folder_ / (ticket.name + ".json")));
  PP_TRYV(save(ticket));
  return ticket;
}

Result<Ticket> Tickets::find(std::string_view name) const {
  if (!is_ticket_name(name)) return fail(ErrorKind::not_found, "no ticket has this name");
  PP_TRY(const Bytes bytes, files_.read(folder_ / (std::string(name) + ".json"), most_ticket_bytes));
  return ticket_of(text_of(bytes));
}

Result<void> Tickets::note_answered(Ticket ticket, Instant now) {
  ticket.answered_at = now;
  return save(ticket);
}

Result<void> Tickets::save(const Ticket& ticket) {
  const Path fresh = folder_ / (ticket.name + ".new");
  std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
  file << text_of_ticket(ticket);
  file.close();
  std::error_code trouble;
  if (file) std::filesystem::rename(fresh, folder_ / (ticket.name + ".json"), trouble);
  if (!file || trouble) return fail(ErrorKind::io_failed, fresh.string() + ": the ticket cannot be written");
  return success();
}

/// The name begins with the time, so the oldest come first.
Result<void> Tickets::throw_away_gone(Instant now) {
  const std::string oldest = stamp_of(now - ticket_life, 0);
  PP_TRY(const std::vector<std::string> names, files_.list(folder_, most_tickets));
  for (const std::string& name : names) {
    if (name.compare(0, digits_of_name, oldest) >= 0) break;
    PP_TRYV(files_.remove_all(folder_ / name));
  }
  return success();
}

}  // namespace postproof::postsim
