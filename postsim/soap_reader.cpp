#include "postsim/soap_reader.hpp"

#include <algorithm>

#include <pugixml.hpp>

namespace postproof::postsim {

namespace {

using pugi::xml_node;

std::string_view prefix_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
}

std::string_view local_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// Declarations are looked for among the first attributes of an element only: nobody writes more.
constexpr int most_attributes = 32;

/// The URI that the node's prefix stands for; "" for none.
std::string_view uri_of(const xml_node& node) {
  const std::string_view prefix = prefix_of(node.name());
  const std::string declaration = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
  for (xml_node at = node; at; at = at.parent()) {
    int seen = 0;
    for (const pugi::xml_attribute attribute : at.attributes()) {
      if (declaration == attribute.name()) return attribute.value();
      if (++seen == most_attributes) break;
    }
  }
  return {};
}

bool is(const xml_node& node, std::string_view uri, std::string_view local) {
  return node.type() == pugi::node_element && local_of(node.name()) == local && uri_of(node) == uri;
}

/// The only child of this name; an empty node if there is none or more than one.
xml_node only_child(const xml_node& parent, std::string_view uri, std::string_view local) {
  xml_node found;
  for (const xml_node child : parent.children()) {
    if (!is(child, uri, local)) continue;
    if (found) return {};
    found = child;
  }
  return found;
}

/// All the text of an element; CDATA counts, comments do not.
std::string text_of_element(const xml_node& element) {
  std::string text;
  for (const xml_node child : element.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  }
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

Error no_soap(std::string why) { return fail(ErrorKind::malformed_request, std::move(why)); }

/// The first element in the body of the envelope.
Result<xml_node> method_in(pugi::xml_document& document, std::string_view body, std::string_view soap) {
  const auto parsed =
      document.load_buffer(body.data(), body.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
  if (!parsed) return no_soap(std::string("no well-formed XML: ") + parsed.description());
  for (const xml_node node : document.children()) {
    if (node.type() == pugi::node_doctype) return no_soap("a DOCTYPE is not allowed");
  }
  const xml_node envelope = document.document_element();
  if (envelope.next_sibling()) return no_soap("something follows the envelope");
  if (!is(envelope, soap, "Envelope")) return no_soap("no envelope of this SOAP version");
  const xml_node soap_body = only_child(envelope, soap, "Body");
  if (!soap_body) return no_soap("no body");
  for (const xml_node child : soap_body.children()) {
    if (child.type() == pugi::node_element) return child;
  }
  return no_soap("the body holds no method");
}

/// Login and password below `parent` in the namespace `uri`; false if one is missing.
bool read_login(const xml_node& parent, std::string_view uri, std::string& login, Secret& password) {
  const xml_node given_login = only_child(parent, uri, "login");
  const xml_node given_password = only_child(parent, uri, "password");
  if (!given_login || !given_password) return false;
  login = text_of_element(given_login);
  password = Secret(text_of_element(given_password));
  return true;
}

bool is_barcode(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  });
}

bool read_items(const xml_node& method, FcRequest& request) {
  const xml_node list = only_child(method, "", "request");
  if (!list) return false;
  request.file_name_length = std::string_view(list.attribute("FileName").value()).size();
  for (const xml_node item : list.children()) {
    if (item.type() != pugi::node_element) continue;
    const std::string barcode = item.attribute("Barcode").value();
    if (!is(item, soap_names::fc_items, "Item") || !is_barcode(barcode)) return false;
    request.longest_item = std::max(request.longest_item, barcode.size());
    request.items.push_back(barcode);
  }
  return !request.items.empty();
}

}  // namespace

Result<FcRequest> read_fc_request(std::string_view body) {
  pugi::xml_document document;
  PP_TRY(const xml_node method, method_in(document, body, soap_names::soap_11));
  FcRequest request;
  if (is(method, soap_names::fc_wrappers, "ticketRequest")) {
    request.method = FcRequest::Method::get_ticket;
    request.language = text_of_element(only_child(method, "", "language"));
    const bool items = read_items(method, request);
    request.well_formed = read_login(method, "", request.login, request.password) && items;
    return request;
  }
  if (is(method, soap_names::fc_wrappers, "answerByTicketRequest")) {
    request.method = FcRequest::Method::get_answer;
    const xml_node ticket = only_child(method, "", "ticket");
    request.ticket = text_of_element(ticket);
    request.well_formed = read_login(method, "", request.login, request.password) && ticket;
    return request;
  }
  return no_soap("no method of the batch protocol in its namespace");
}

Result<HistoryRequest> read_history_request(std::string_view body) {
  pugi::xml_document document;
  PP_TRY(const xml_node method, method_in(document, body, soap_names::soap_12));
  if (!is(method, soap_names::rtm34_operations, "getOperationHistory")) {
    return no_soap("no method of the single protocol in its namespace");
  }
  HistoryRequest request;
  constexpr std::string_view data = soap_names::rtm34_data;
  const xml_node asked = only_child(method, data, "OperationHistoryRequest");
  const xml_node barcode = only_child(asked, data, "Barcode");
  request.barcode = text_of_element(barcode);
  request.message_type = text_of_element(only_child(asked, data, "MessageType"));
  request.language = text_of_element(only_child(asked, data, "Language"));
  const xml_node header = only_child(method, data, "AuthorizationHeader");
  request.well_formed = read_login(header, data, request.login, request.password) && barcode;
  return request;
}

}  // namespace postproof::postsim
