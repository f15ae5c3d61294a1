#include "api/entity_tag.hpp"

#include "api/ascii.hpp"
#include "core/bytes.hpp"

namespace postproof::api {

std::string entity_tag(const Digest& of_body) { return "\"" + to_hex(ByteView(of_body).first(16)) + "\""; }

bool names_tag(std::string_view if_none_match, std::string_view tag) {
  while (!if_none_match.empty()) {
    std::string_view element = trimmed(take_until(if_none_match, ','));
    if (element.starts_with("W/")) element.remove_prefix(2);
    if (element == "*" || element == tag) return true;
  }
  return false;
}

}  // namespace postproof::api
