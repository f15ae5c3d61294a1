#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace postproof::postsim {

/// What the command line said. Paths that were not given follow from the data folder.
struct Options {
  enum class Command { none, printhouse, post, serve, print, set_faults, clear_faults };
  Command command = Command::none;

  Path data;
  Path in;           ///< <data>/printhouse/in
  Path acks;         ///< <data>/printhouse/acks
  Path key;          ///< <data>/keys/demo-printhouse.key
  Path certificate;  ///< <data>/keys/demo-printhouse.crt
  Path sender;       ///< <data>/keys/signing.crt
  Path credentials;  ///< <data>/keys/tracking.toml, or <data>/tracking.toml if only that is there
  std::string listen;
  std::optional<std::uint64_t> invented;  ///< seed of invented letters; none without
  std::string invented_since;             ///< RFC 3339; empty: 14 days ago
  int invented_days = 14;
  std::string told_until;  ///< RFC 3339; empty: now
  bool once = false;

  std::string track_number;
  bool all = false;
  bool json = false;

  std::vector<std::string> faults;

  Path own() const { return data / "postsim"; }
  /// Puts the defaults in the place of paths not given; looks at the disk.
  void complete();
};

}  // namespace postproof::postsim
