#pragma once

#include <string>

namespace postproof::letters {

/// A ToUnicode CMap (ISO 32000-1, 9.10.3) for fonts whose text is written in UTF-16 code units of two bytes: each code
/// means itself.
std::string unicode_map();

}  // namespace postproof::letters
