#pragma once

#include <string>

namespace postproof::orders {

/// A post office as the post's own list names it; every text in UTF-8, empty where the list tells nothing.
struct Office {
  std::string index;     ///< 6 digits
  std::string name;      ///< e.g. "Новосибирск 99"
  std::string region;    ///< region, or the autonomous district where the list names only that
  std::string district;  ///< empty in most cities
  std::string city;      ///< town or village
  std::string type;      ///< the post's short word, "О" for an ordinary office
  friend bool operator==(const Office&, const Office&) = default;
};

}  // namespace postproof::orders
