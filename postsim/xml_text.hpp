#pragma once

#include <string>
#include <string_view>

namespace postproof::postsim {

/// A text as it stands in XML, between tags or quotes: & < > " are written as references.
std::string xml_escaped(std::string_view text);

}  // namespace postproof::postsim
