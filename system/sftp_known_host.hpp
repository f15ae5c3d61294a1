#pragma once

#include <string>

#include "system/descriptor.hpp"

namespace postproof::system {

/// A known_hosts file in memory whose one line has libcurl ask a host for its Ed25519 key: a server with several keys
/// shows the one that the client names first, and libssh2 names ECDSA first. The key in the line is none; what counts
/// is the pinned hash, which libcurl compares instead.
class Ed25519Wish {
 public:
  Ed25519Wish(const std::string& host, int port);
  /// A path that opens it, as long as this lives.
  const std::string& path() const { return path_; }

 private:
  Descriptor file_;
  std::string path_;
};

}  // namespace postproof::system
