#include "tracking/soap_batch.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "core/ensure.hpp"
#include "tracking/soap_document.hpp"

namespace postproof::tracking {

namespace {

constexpr std::string_view wrapper_uri = "http://fclient.russianpost.org/postserver";
constexpr std::string_view item_uri = "http://fclient.russianpost.org";
constexpr std::string_view no_uri;

constexpr std::string_view envelope_start =
    R"(<?xml version="1.0" encoding="UTF-8"?>)"
    R"(<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/")"
    R"( xmlns:pos="http://fclient.russianpost.org/postserver" xmlns:fcl="http://fclient.russianpost.org">)"
    R"(<soapenv:Header/><soapenv:Body>)";
constexpr std::string_view envelope_end = "</soapenv:Body></soapenv:Envelope>";

/// Appends the two elements, leaving no copy of the secrets behind.
void append_credentials(std::string& out, const PostCredentials& credentials) {
  const auto append = [&out](std::string_view name, const Secret& secret) {
    std::string safe = escaped(secret.expose_text());
    out.append("<").append(name).append(">").append(safe).append("</").append(name).append(">");
    wipe({reinterpret_cast<std::uint8_t*>(safe.data()), safe.size()});
  };
  append("login", credentials.login);
  append("password", credentials.password);
}

bool is_printable(std::string_view text, std::size_t most) {
  return !text.empty() && text.size() <= most &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7F'; });
}

/// What stands in the wrapper: the value, or the post's error.
struct Wrapped {
  pugi::xml_node value;
  std::optional<BatchError> error;
};

Result<Wrapped> unwrap(const SoapDocument& document, std::string_view wrapper_name) {
  if (document.fault()) return post_failure("The post answered with a SOAP fault.");
  const pugi::xml_node wrapper = SoapDocument::child_of(document.body(), wrapper_uri, wrapper_name);
  if (!wrapper) return post_failure(fmt::format("The post's answer holds no {}.", wrapper_name));
  Wrapped wrapped;
  wrapped.value = SoapDocument::child_of(wrapper, no_uri, "value");
  const pugi::xml_node error = SoapDocument::child_of(wrapper, no_uri, "error");
  if (static_cast<bool>(wrapped.value) == static_cast<bool>(error)) {
    return post_failure(fmt::format("The post's {} holds neither or both of value and error.", wrapper_name));
  }
  if (error) {
    const auto code = number_of(error.attribute("ErrorTypeID").value());
    if (!code) return post_failure("The post's error has no number.");
    wrapped.error = static_cast<BatchError>(*code);
  } else if (SoapDocument::next_of(wrapped.value, no_uri, "value")) {
    return post_failure(fmt::format("The post's {} holds more than one value.", wrapper_name));
  }
  return wrapped;
}

std::optional<TrackingEvent> read_operation(pugi::xml_node operation) {
  TrackingEvent event;
  const auto type = number_of(operation.attribute("OperTypeID").value());
  const auto attribute = number_of(operation.attribute("OperCtgID").value());
  event.index = index_of(operation.attribute("IndexOper").value());
  const auto instant = office_time_of(operation.attribute("DateOper").value(), event.index);
  if (!type || !attribute || !instant) return std::nullopt;
  event.type = *type;
  event.attribute = *attribute;
  event.instant = *instant;
  event.name_received = bounded_name(operation.attribute("OperName").value());
  return event;
}

ItemReply unreadable(TrackNumber number) { return {std::move(number), ItemOutcome::unreadable, {}, {}}; }

ItemReply read_item(pugi::xml_node item, TrackNumber number) {
  std::vector<TrackingEvent> events;
  NamedChildren operations(item, item_uri, "Operation");
  while (const pugi::xml_node node = operations.next()) {
    auto event = read_operation(node);
    if (!event || events.size() == most_operations_of_an_item) return unreadable(std::move(number));
    events.push_back(std::move(*event));
  }
  const pugi::xml_node error = SoapDocument::child_of(item, item_uri, "Error");
  if (!error) return {std::move(number), ItemOutcome::answered, events_of_answer(std::move(events)), {}};
  const auto code = number_of(error.attribute("ErrorTypeID").value());
  if (!code || !events.empty()) return unreadable(std::move(number));
  const auto reason = static_cast<BatchError>(*code);
  const bool known_nothing = reason == BatchError::nothing_known;
  return {std::move(number), known_nothing ? ItemOutcome::answered : ItemOutcome::refused, {}, reason};
}

/// Unites what the answer says of one number in two places.
void unite(ItemReply& first, ItemReply second) {
  if (first.outcome == ItemOutcome::unreadable) return;
  if (second.outcome == ItemOutcome::unreadable || first.outcome != second.outcome) {
    first = unreadable(first.number);
    return;
  }
  first.events = merge(first.events, second.events).all;
  if (first.events.size() > most_operations_of_an_item) first = unreadable(first.number);
}

}  // namespace

std::string ticket_request(std::span<const TrackNumber> numbers, const PostCredentials& credentials) {
  ensure(!numbers.empty() && numbers.size() <= most_items_of_a_ticket, "a ticket is asked for 1 to 3000 numbers");
  std::string out;
  // Reserved whole, so that growing leaves no copy of the password behind.
  out.reserve(2048 + numbers.size() * 64);
  out += envelope_start;
  out += "<pos:ticketRequest><request>";
  for (const TrackNumber& number : numbers)
    out.append("<fcl:Item Barcode=\"").append(escaped(number.str())).append("\"/>");
  out += "</request>";
  append_credentials(out, credentials);
  out += "<language>RUS</language></pos:ticketRequest>";
  out += envelope_end;
  return out;
}

std::string answer_request(const std::string& ticket, const PostCredentials& credentials) {
  std::string out;
  out.reserve(4096);
  out += envelope_start;
  out.append("<pos:answerByTicketRequest><ticket>").append(escaped(ticket)).append("</ticket>");
  append_credentials(out, credentials);
  out += "</pos:answerByTicketRequest>";
  out += envelope_end;
  return out;
}

Result<TicketReply> parse_ticket_reply(std::string text) {
  PP_TRY(const SoapDocument document, SoapDocument::read(std::move(text), soap11_uri));
  PP_TRY(const Wrapped wrapped, unwrap(document, "ticketResponse"));
  if (wrapped.error) return *wrapped.error;
  constexpr std::size_t longest_ticket = 200;
  std::string ticket = text_of_element(wrapped.value);
  if (!is_printable(ticket, longest_ticket)) return post_failure("The post's ticket is empty or no plain text.");
  return ticket;
}

std::optional<std::size_t> BatchAnswer::find(std::string_view number) const {
  const auto found = places_.find(number);
  return found == places_.end() ? std::nullopt : std::optional{found->second};
}

Result<void> BatchAnswer::take_items(pugi::xml_node value) {
  const ElementDigest digest(value);
  NamedChildren found(value, item_uri, "Item");
  std::size_t count = 0;
  pugi::xml_node next = found.next();
  while (const pugi::xml_node node = next) {
    next = found.next();
    if (++count > most_items_of_a_ticket) return post_failure("The post's answer has more than 3000 items.");
    constexpr std::size_t longest_number = 32;
    const std::string_view number = node.attribute("Barcode").value();
    if (!is_printable(number, longest_number)) continue;
    const auto [place, fresh] = places_.emplace(number, items_.size());
    if (fresh) items_.push_back({number, 0, {}});
    Item& item = items_[place->second];
    item.digest = item.digest * 31 + digest.of(document_.source_of(node, next));
    item.nodes.push_back(node);
  }
  return success();
}

ItemReply BatchAnswer::read(std::size_t item) const {
  const Item& found = items_[item];
  const TrackNumber number{std::string{found.number}};
  ItemReply reply = read_item(found.nodes.front(), number);
  for (std::size_t i = 1; i < found.nodes.size(); ++i) unite(reply, read_item(found.nodes[i], number));
  return reply;
}

Result<std::variant<BatchAnswer, BatchError>> read_batch_answer(std::string text) {
  using Answer = std::variant<BatchAnswer, BatchError>;
  PP_TRY(SoapDocument document, SoapDocument::read(std::move(text), soap11_uri));
  PP_TRY(const Wrapped wrapped, unwrap(document, "answerByTicketResponse"));
  if (wrapped.error) return Answer{*wrapped.error};
  BatchAnswer answer(std::move(document));
  PP_TRYV(answer.take_items(wrapped.value));
  return Answer{std::move(answer)};
}

Result<BatchReply> parse_batch_reply(std::string text) {
  PP_TRY(const auto reply, read_batch_answer(std::move(text)));
  if (const auto* refusal = std::get_if<BatchError>(&reply)) return BatchReply{*refusal};
  const auto& answer = std::get<BatchAnswer>(reply);
  std::vector<ItemReply> items;
  items.reserve(answer.size());
  for (std::size_t i = 0; i < answer.size(); ++i) items.push_back(answer.read(i));
  return BatchReply{std::move(items)};
}

}  // namespace postproof::tracking
