#include "tracking/soap_single.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include "tracking/office_zone.hpp"
#include "tracking/soap_document.hpp"

namespace postproof::tracking {

namespace {

constexpr std::string_view wrapper_uri = "http://russianpost.org/operationhistory";
constexpr std::string_view data_uri = "http://russianpost.org/operationhistory/data";

// The header of authorisation stands in the body and carries the attribute of SOAP 1.1: so the post wants it.
constexpr std::string_view request_start =
    R"(<?xml version="1.0" encoding="UTF-8"?>)"
    R"(<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope")"
    R"( xmlns:oper="http://russianpost.org/operationhistory")"
    R"( xmlns:data="http://russianpost.org/operationhistory/data")"
    R"( xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">)"
    R"(<soap:Header/><soap:Body><oper:getOperationHistory><data:OperationHistoryRequest><data:Barcode>)";
constexpr std::string_view request_middle =
    R"(</data:Barcode><data:MessageType>0</data:MessageType><data:Language>RUS</data:Language>)"
    R"(</data:OperationHistoryRequest><data:AuthorizationHeader soapenv:mustUnderstand="1">)";
constexpr std::string_view request_end =
    "</data:AuthorizationHeader></oper:getOperationHistory></soap:Body></soap:Envelope>";

void append_secret(std::string& out, std::string_view name, const Secret& secret) {
  std::string safe = escaped(secret.expose_text());
  out.append("<").append(name).append(">").append(safe).append("</").append(name).append(">");
  wipe({reinterpret_cast<std::uint8_t*>(safe.data()), safe.size()});
}

pugi::xml_node data_child(pugi::xml_node parent, std::string_view name) {
  return SoapDocument::child_of(parent, data_uri, name);
}

SingleFault read_fault(pugi::xml_node fault) {
  const pugi::xml_node detail = SoapDocument::child_of(fault, soap12_uri, "Detail");
  if (data_child(detail, "AuthorizationFaultReason")) return SingleFault::not_authorised;
  if (data_child(detail, "OperationHistoryFaultReason")) return SingleFault::bad_request;
  if (data_child(detail, "LanguageFaultReason")) return SingleFault::bad_language;
  return SingleFault::other;
}

/// xsd:dateTime; without an offset it is what the office's clock shows.
std::optional<Instant> instant_of_operation(const std::string& text, const PostalIndex& index) {
  if (const auto instant = parse_instant(text)) return instant;
  const auto shown = parse_instant(text + "Z");
  if (!shown) return std::nullopt;
  return *shown - office_zone(index).east;
}

std::optional<TrackingEvent> read_record(pugi::xml_node record) {
  const pugi::xml_node place = data_child(data_child(record, "AddressParameters"), "OperationAddress");
  const pugi::xml_node operation = data_child(record, "OperationParameters");
  const pugi::xml_node type = data_child(operation, "OperType");
  const pugi::xml_node attribute = data_child(operation, "OperAttr");
  TrackingEvent event;
  event.index = index_of(text_of_element(data_child(place, "Index")));
  event.place_received = bounded_name(text_of_element(data_child(place, "Description")));
  const auto type_number = number_of(text_of_element(data_child(type, "Id")));
  const auto attribute_number = number_of(text_of_element(data_child(attribute, "Id")));
  const auto instant = instant_of_operation(text_of_element(data_child(operation, "OperDate")), event.index);
  if (!type_number || !attribute_number || !instant) return std::nullopt;
  event.type = *type_number;
  event.attribute = *attribute_number;
  event.instant = *instant;
  event.name_received = bounded_name(text_of_element(data_child(attribute, "Name")));
  if (event.name_received.empty()) event.name_received = bounded_name(text_of_element(data_child(type, "Name")));
  return event;
}

bool is_about(pugi::xml_node record, const TrackNumber& number) {
  const pugi::xml_node barcode = data_child(data_child(record, "ItemParameters"), "Barcode");
  return !barcode || text_of_element(barcode) == number.str();
}

Result<std::vector<TrackingEvent>> read_history(pugi::xml_node history, const TrackNumber& number) {
  std::vector<TrackingEvent> events;
  std::size_t count = 0;
  NamedChildren records(history, data_uri, "historyRecord");
  while (const pugi::xml_node record = records.next()) {
    if (++count > most_operations_of_an_item) return post_failure("The post's history has more than 1000 operations.");
    if (!is_about(record, number)) continue;
    auto event = read_record(record);
    if (!event) return post_failure("The post's history has an operation without type, attribute or time.");
    events.push_back(std::move(*event));
  }
  if (count > 0 && events.empty()) return post_failure("The post's history is about another number.");
  return events_of_answer(std::move(events));
}

}  // namespace

std::string history_request(const TrackNumber& number, const PostCredentials& credentials) {
  std::string out;
  // Reserved whole, so that growing leaves no copy of the password behind.
  out.reserve(4096);
  out.append(request_start).append(escaped(number.str())).append(request_middle);
  append_secret(out, "data:login", credentials.login);
  append_secret(out, "data:password", credentials.password);
  out += request_end;
  return out;
}

Result<HistoryReply> parse_history_reply(std::string text, const TrackNumber& number) {
  PP_TRY(const SoapDocument document, SoapDocument::read(std::move(text), soap12_uri));
  const pugi::xml_node wrapper = SoapDocument::child_of(document.body(), wrapper_uri, "getOperationHistoryResponse");
  if (const pugi::xml_node fault = document.fault()) {
    if (wrapper) return post_failure("The post's answer holds a fault beside a history.");
    return read_fault(fault);
  }
  const pugi::xml_node history = data_child(wrapper, "OperationHistoryData");
  if (!history || SoapDocument::next_of(history, data_uri, "OperationHistoryData")) {
    return post_failure("The post's answer holds not exactly one history.");
  }
  PP_TRY(auto events, read_history(history, number));
  return events;
}

}  // namespace postproof::tracking
