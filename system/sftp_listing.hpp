#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/remote_folder.hpp"

namespace postproof::system {

/// Reads a directory as SFTP servers show it: lines of the kind `ls -l` prints, the form that
/// draft-ietf-secsh-filexfer-02, 7 recommends and OpenSSH keeps. "." and ".." are left out. Nothing if a line has
/// another form.
std::optional<std::vector<RemoteEntry>> read_long_listing(std::string_view text);

/// Reads bare names, one a line.
std::vector<RemoteEntry> read_name_listing(std::string_view text);

}  // namespace postproof::system
