#include "postsim/tracking_service.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "postsim/chance.hpp"

namespace postproof::postsim {

namespace {

constexpr ZoneOffset moscow{std::chrono::hours{3}};
constexpr std::string_view fc_type = "text/xml; charset=UTF-8";
constexpr std::string_view rtm34_type = "application/soap+xml; charset=UTF-8";
constexpr std::string_view html_type = "text/html; charset=UTF-8";
constexpr std::size_t longest_item = 14;
constexpr std::size_t longest_file_name = 255;
constexpr std::chrono::hours lateness{24};

HttpReply reply_with(int status, std::string_view type, std::string body) {
  HttpReply reply;
  reply.status = status;
  reply.content_type = type;
  reply.body = std::move(body);
  return reply;
}

HttpReply fc_refusal(FcWrapper wrapper, FcError code) {
  return reply_with(200, fc_type, fc_error_answer(wrapper, code, text_of_error(code)));
}

HttpReply history_refusal(std::string_view element, std::string_view text) {
  return reply_with(500, rtm34_type, history_fault(element, text));
}

std::optional<Language> language_of(std::string_view text) {
  if (text.empty() || text == "RUS") return Language::rus;
  if (text == "ENG") return Language::eng;
  return std::nullopt;
}

/// 14 digits, or 13 characters of UPU S10; check digits are not looked at.
bool is_barcode(std::string_view text) {
  const auto digits = [](std::string_view part) {
    return part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  const auto letters = [](std::string_view part) {
    return part.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
  };
  if (text.size() == 14) return digits(text);
  return text.size() == 13 && letters(text.substr(0, 2)) && digits(text.substr(2, 9)) && letters(text.substr(11));
}

/// The media type without parameters, in small letters.
std::string media_type(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  for (char& c : type) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return type;
}

HttpReply wrong_type(std::string_view wanted) {
  return reply_with(415, "text/plain; charset=UTF-8", "Unsupported Content-Type, supported: " + std::string(wanted));
}

void misspell(std::string& text, std::string_view uri) {
  const std::string declared = "\"" + std::string(uri) + "\"";
  for (std::size_t at = text.find(declared); at != std::string::npos; at = text.find(declared, at + 1)) {
    text.replace(at, declared.size(), "\"" + std::string(uri) + "/v2\"");
  }
}

/// A place inside the text that does not part the bytes of one character.
std::size_t cut_at(std::string_view text, std::uint64_t number) {
  std::size_t at = text.empty() ? 0 : number % text.size();
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
  return at;
}

}  // namespace

TrackingService::TrackingService(Files& files, const Clock& clock, const Path& own, Credentials credentials,
                                 std::optional<InventedLetters> invented)
    : files_(files),
      clock_(clock),
      faults_file_(own / "faults.json"),
      credentials_(std::move(credentials)),
      invented_(std::move(invented)),
      ledger_(files, own),
      tickets_(files, own / "tickets") {}

HttpReply TrackingService::handle(const HttpCall& call) {
  const bool fc = call.path == "/fc";
  if (!fc && call.path != "/rtm34") return reply_with(404, html_type, "<html><body>Not Found</body></html>");
  if (call.method == "GET" || call.method == "HEAD") {
    return reply_with(404, html_type, "<html><body>Not Found</body></html>");
  }
  if (call.method != "POST") return reply_with(405, html_type, "<html><body>Method Not Allowed</body></html>");

  auto faults = load_faults(files_, faults_file_);
  if (faults) faults_ = std::move(faults.value());
  const auto known = ledger_.refresh();
  const std::string call_number = std::to_string(++calls_);
  const std::string type = media_type(call.content_type);
  const Instant now = clock_.now();
  HttpReply reply;
  if (!known) {
    reply = fc ? fc_refusal(FcWrapper::answer, FcError::internal) : history_refusal("OperationHistoryFaultReason", "");
  } else if (fc) {
    reply = type.empty() || type == "text/xml" ? answer_fc(call.body, now) : wrong_type("text/xml");
  } else {
    reply = type == "application/soap+xml" ? answer_history(call.body, now) : wrong_type("application/soap+xml");
  }
  spoil(reply, call_number);
  return reply;
}

HttpReply TrackingService::answer_fc(std::string_view body, Instant now) {
  auto read = read_fc_request(body);
  if (!read) return reply_with(500, fc_type, fc_fault(read.error().detail));
  FcRequest request = std::move(read.value());
  const bool ticket = request.method == FcRequest::Method::get_ticket;
  const FcWrapper wrapper = ticket ? FcWrapper::ticket : FcWrapper::answer;
  if (!request.well_formed) return fc_refusal(wrapper, FcError::bad_request);
  if (!credentials_.match(request.login, request.password)) return fc_refusal(wrapper, FcError::not_authorized);
  if (!within_quota(now)) {
    return reply_with(200, fc_type, fc_error_answer(wrapper, FcError::not_authorized, quota_text));
  }
  return ticket ? issue_ticket(std::move(request), now) : collect_answer(request, now);
}

HttpReply TrackingService::issue_ticket(FcRequest request, Instant now) {
  const auto language = language_of(request.language);
  if (!language) return fc_refusal(FcWrapper::ticket, FcError::bad_language);
  if (request.items.size() > most_items_of_ticket) return fc_refusal(FcWrapper::ticket, FcError::too_many_items);
  if (request.longest_item > longest_item) return fc_refusal(FcWrapper::ticket, FcError::item_too_long);
  if (request.file_name_length > longest_file_name) return fc_refusal(FcWrapper::ticket, FcError::file_name_too_long);
  const auto ticket = tickets_.issue(request.login, now, *language, std::move(request.items));
  if (!ticket) return fc_refusal(FcWrapper::ticket, FcError::internal);
  return reply_with(200, fc_type, fc_ticket_answer(ticket.value().name));
}

HttpReply TrackingService::collect_answer(const FcRequest& request, Instant now) {
  if (!is_ticket_name(request.ticket)) return fc_refusal(FcWrapper::answer, FcError::bad_request);
  auto found = tickets_.find(request.ticket);
  if (!found) {
    const bool unknown = found.error().kind == ErrorKind::not_found;
    return fc_refusal(FcWrapper::answer, unknown ? FcError::gone : FcError::internal);
  }
  const Ticket& ticket = found.value();
  const TicketState state = faults_.hits("expired", ticket.name) ? TicketState::gone : state_of(ticket, now);
  if (state == TicketState::gone) return fc_refusal(FcWrapper::answer, FcError::gone);
  if (state == TicketState::not_ready) return fc_refusal(FcWrapper::answer, FcError::not_ready);
  if (!tickets_.note_answered(ticket, now)) return fc_refusal(FcWrapper::answer, FcError::internal);
  return reply_with(200, fc_type, fc_answer(items_of(ticket), ticket.prepared_at(), ticket.language));
}

std::vector<FcItem> TrackingService::items_of(const Ticket& ticket) const {
  std::vector<FcItem> items;
  for (const std::string& barcode : ticket.items) {
    if (faults_.hits("partial", barcode)) continue;
    std::vector<Operation> scans = scans_of(barcode, ticket.prepared_at());
    if (scans.empty()) {
      items.push_back({barcode, FcError::nothing_known});
    } else {
      items.push_back({barcode, std::move(scans)});
    }
  }
  return items;
}

HttpReply TrackingService::answer_history(std::string_view body, Instant now) {
  const auto read = read_history_request(body);
  if (!read) return reply_with(500, rtm34_type, history_sender_fault(read.error().detail));
  const HistoryRequest& request = read.value();
  const auto language = language_of(request.language);
  if (!request.well_formed) {
    return history_refusal("OperationHistoryFaultReason", data_fault_text(language.value_or(Language::rus)));
  }
  if (!credentials_.match(request.login, request.password)) {
    return history_refusal("AuthorizationFaultReason", text_of_error(FcError::not_authorized));
  }
  if (!within_quota(now)) return history_refusal("AuthorizationFaultReason", quota_text);
  if (!language) return history_refusal("LanguageFaultReason", text_of_error(FcError::bad_language));
  const bool notice = request.message_type == "1";
  const bool good_type = request.message_type.empty() || request.message_type == "0" || notice;
  if (!good_type || !is_barcode(request.barcode)) {
    return history_refusal("OperationHistoryFaultReason", data_fault_text(*language));
  }
  const std::optional<PostedLetter> found = letter_of(request.barcode);
  const std::vector<Operation> scans = notice ? std::vector<Operation>() : scans_of(request.barcode, now);
  const std::string_view destination = found ? std::string_view(found->index) : std::string_view();
  return reply_with(200, rtm34_type, history_answer(request.barcode, destination, scans, *language));
}

bool TrackingService::within_quota(Instant now) {
  const Date today = local_date(now, moscow);
  if (std::exchange(quota_day_, today) != today) calls_today_ = 0;
  ++calls_today_;
  const auto quota = faults_.quota();
  return !quota || calls_today_ <= *quota;
}

std::optional<PostedLetter> TrackingService::letter_of(std::string_view track_number) const {
  const auto [batch, letter] = ledger_.find(track_number);
  if (letter != nullptr) return PostedLetter{letter->track_number, letter->surname, letter->index, batch->printed_at};
  return invented_ ? invented_->letter(track_number) : std::nullopt;
}

std::vector<Operation> TrackingService::scans_of(std::string_view track_number, Instant now) const {
  const std::optional<PostedLetter> posted = letter_of(track_number);
  if (!posted) return {};
  if (invented_) now = invented_->told_by(now);
  const std::string key(track_number);
  const bool late = faults_.hits("late", key);
  std::vector<Operation> all = whole_history(*posted);
  const auto shown = [&](const Operation& scan) { return scan.at + (late ? lateness : seconds{0}) <= now; };
  auto end = std::find_if_not(all.begin(), all.end(), shown);
  if (end != all.end() && end != all.begin() && faults_.hits("future", key)) ++end;
  std::vector<Operation> scans(all.begin(), end);
  if (scans.empty()) return scans;
  if (faults_.hits("unknown", key)) scans.push_back({scans.back().at, 8, 181, scans.back().index});
  if (faults_.hits("duplicate", key)) {
    const std::vector<Operation> once = scans;
    scans.insert(scans.end(), once.begin(), once.end());
  }
  if (faults_.hits("reorder", key)) std::reverse(scans.begin(), scans.end());
  return scans;
}

/// Applies the faults of requests to an answer that was right.
void TrackingService::spoil(HttpReply& reply, const std::string& call_number) const {
  reply.delay = std::chrono::milliseconds{faults_.latency_ms()};
  if (faults_.hits("refuse", call_number)) {
    reply.way = HttpReply::Way::close;
  } else if (faults_.hits("stall", call_number)) {
    reply.way = HttpReply::Way::never;
  } else if (faults_.hits("error500", call_number)) {
    const auto delay = reply.delay;
    reply = reply_with(500, html_type, "<html><body>Internal Server Error</body></html>");
    reply.delay = delay;
  } else if (faults_.hits("html200", call_number)) {
    const auto delay = reply.delay;
    reply = reply_with(200, html_type, "<html><body>Ведутся технические работы</body></html>");
    reply.delay = delay;
  } else if (faults_.hits("truncate", call_number)) {
    reply.body.resize(cut_at(reply.body, chance(call_number, "cut")));
  } else if (faults_.hits("wrong_namespace", call_number)) {
    misspell(reply.body, soap_names::fc_wrappers);
    misspell(reply.body, soap_names::rtm34_operations);
    misspell(reply.body, soap_names::rtm34_data);
  }
}

}  // namespace postproof::postsim
