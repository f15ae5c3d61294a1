#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include "api/documents.hpp"
#include "api/problem.hpp"
#include "api/routes.hpp"
#include "core/error.hpp"

using namespace postproof;
using namespace postproof::api;

namespace {

namespace json = boost::json;

json::object description() { return json::parse(openapi_document()).as_object(); }

/// Follows a reference inside the document.
const json::object& resolved(const json::object& document, const json::value& node) {
  const json::object& object = node.as_object();
  const auto* reference = object.if_contains("$ref");
  if (reference == nullptr) return object;
  const json::value* at = nullptr;
  std::istringstream path(std::string(reference->as_string()).substr(2));
  std::string key;
  const json::object* inside = &document;
  while (std::getline(path, key, '/')) {
    at = &inside->at(key);
    inside = at->if_object();
  }
  return resolved(document, *at);
}

std::set<std::string> words(const json::value& array) {
  std::set<std::string> set;
  for (const json::value& item : array.as_array()) set.insert(std::string(item.as_string()));
  return set;
}

/// Every kind that can be told over HTTP as itself.
std::set<ErrorKind> told_kinds() {
  std::set<ErrorKind> kinds;
  for (int i = 0; i <= static_cast<int>(ErrorKind::internal_error); ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    kinds.insert(told_outside(error(kind, "x")).kind);
  }
  // of the command line alone
  for (const ErrorKind kind : {ErrorKind::request_id_reused, ErrorKind::letter_not_final, ErrorKind::state_conflict}) {
    kinds.erase(kind);
  }
  return kinds;
}

std::set<std::string> told_codes() {
  std::set<std::string> codes;
  for (const ErrorKind kind : told_kinds()) codes.insert(std::string(code_of(kind)));
  return codes;
}

std::string method_in_description(std::string_view method) { return method == "GET" ? "get" : "post"; }

}  // namespace

TEST_CASE("the description has every call of the service, with its roles and parameters, and no other") {
  const json::object document = description();
  const json::object& paths = document.at("paths").as_object();
  std::size_t described = 0;
  for (const auto& item : paths) described += item.value().as_object().size();
  std::size_t served = 0;
  for (const Route& route : all_routes()) {
    if (route.doors == Doors::admin) continue;
    ++served;
    INFO(route.method << " " << route.pattern);
    const json::object& call = paths.at(route.pattern).as_object().at(method_in_description(route.method)).as_object();
    std::set<std::string> roles;
    for (const Role role : {Role::portal, Role::post, Role::operator_role, Role::auditor}) {
      if (route.roles.contains(role)) roles.insert(std::string(name_of(role)));
    }
    CHECK((call.contains("x-roles") ? words(call.at("x-roles")) : std::set<std::string>{}) == roles);
    CHECK(call.contains("security") == route.roles.empty());
    CHECK(call.contains("requestBody") == (route.body == BodyRule::json));
    std::set<std::string> asked;
    if (const auto* parameters = call.if_contains("parameters")) {
      for (const json::value& node : parameters->as_array()) {
        const json::object& parameter = resolved(document, node);
        if (parameter.at("in").as_string() == "query") asked.insert(std::string(parameter.at("name").as_string()));
      }
    }
    CHECK(asked == std::set<std::string>(route.query.begin(), route.query.end()));
    bool of_its_type = false;
    for (const auto& [status, node] : call.at("responses").as_object()) {
      const json::object& response = resolved(document, node);
      const auto* content = response.if_contains("content");
      of_its_type = of_its_type || (content != nullptr && content->as_object().contains(route.content_type));
    }
    CHECK(of_its_type);
  }
  CHECK(served == described);
}

TEST_CASE("every code of a refusal is described under its status") {
  const json::object document = description();
  std::set<std::string> met;
  for (const auto& item : document.at("paths").as_object()) {
    for (const auto& call : item.value().as_object()) {
      for (const auto& [status, node] : call.value().as_object().at("responses").as_object()) {
        const json::object& response = resolved(document, node);
        if (!response.contains("x-codes")) continue;
        for (const std::string& code : words(response.at("x-codes"))) {
          met.insert(code);
          for (const ErrorKind kind : told_kinds()) {
            if (code_of(kind) == code) CHECK(std::to_string(http_status_of(kind)) == std::string(status));
          }
        }
      }
    }
  }
  // answered where no call is: no description of a call has them
  met.insert({"not_found", "method_not_allowed"});
  CHECK(met == told_codes());
  const json::object& problem =
      document.at("components").as_object().at("schemas").as_object().at("Problem").as_object();
  CHECK(words(problem.at("properties").as_object().at("code").as_object().at("enum")) == told_codes());
}

TEST_CASE("docs/errors.md has every code that is told over HTTP, with its status, and no other") {
  std::ifstream file(std::string(POSTPROOF_SOURCE_DIR) + "/docs/errors.md");
  REQUIRE(file);
  std::map<std::string, int> written;
  std::string line;
  bool over_http = false;
  while (std::getline(file, line)) {
    if (line.starts_with("## ")) over_http = line.starts_with("## Over HTTP");
    if (!over_http || !line.starts_with("| `")) continue;
    std::istringstream cells(line.substr(1));
    std::string codes;
    std::string statuses;
    std::getline(cells, codes, '|');
    std::getline(cells, statuses, '|');
    std::vector<int> numbers;
    std::istringstream list(statuses);
    for (std::string number; std::getline(list, number, ',');) numbers.push_back(std::stoi(number));
    std::size_t count = 0;
    for (std::size_t at = codes.find('`'); at != std::string::npos; at = codes.find('`', at + 1)) {
      const std::size_t end = codes.find('`', at + 1);
      written[codes.substr(at + 1, end - at - 1)] = numbers.size() == 1 ? numbers.front() : numbers.at(count);
      ++count;
      at = end;
    }
  }
  std::map<std::string, int> told;
  for (const ErrorKind kind : told_kinds()) told[std::string(code_of(kind))] = http_status_of(kind);
  CHECK(written == told);
}

TEST_CASE("the page that shows the description loads nothing from elsewhere") {
  const std::string page(docs_page());
  CHECK(page.find("src=\"") == std::string::npos);
  CHECK(page.find("http://") == std::string::npos);
  CHECK(page.find("https://") == std::string::npos);
  CHECK(page.find("fetch(\"/openapi.json\")") != std::string::npos);
}
