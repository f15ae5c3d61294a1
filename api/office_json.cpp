#include "api/office_json.hpp"

namespace postproof::api {

namespace json = boost::json;

namespace {

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

}  // namespace

json::object office_json(const orders::Office& office) {
  return {{"index", office.index},
          {"name", office.name},
          {"region", text_or_null(office.region)},
          {"district", text_or_null(office.district)},
          {"city", text_or_null(office.city)},
          {"type", text_or_null(office.type)}};
}

}  // namespace postproof::api
