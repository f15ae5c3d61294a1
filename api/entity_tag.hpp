#pragma once

#include <string>
#include <string_view>

#include "core/digest.hpp"

namespace postproof::api {

/// A strong entity tag (RFC 9110, section 8.8.3), quotes included, from the digest of the body's bytes.
std::string entity_tag(const Digest& of_body);

/// Whether a field If-None-Match (RFC 9110, section 13.1.2) names the tag: `*`, or a list that holds it; weak marks do
/// not count. An empty field names nothing; what cannot be read in it is passed over.
bool names_tag(std::string_view if_none_match, std::string_view tag);

}  // namespace postproof::api
