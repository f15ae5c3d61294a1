#pragma once

#include <string_view>

#include "core/digest.hpp"
#include "core/files.hpp"

namespace postproof::system {

/// Checks that `file` is a private key for SFTP that we take: Ed25519 in the format of OpenSSH (openssh-key-v1, as
/// ssh-keygen writes it; PROTOCOL.key of OpenSSH), without a passphrase, mode 0600 or 0400. key_unusable naming the
/// file and what is wrong: not there, open to others, another format, another kind of key, a passphrase.
Result<void> check_sftp_key(const Files& files, const Path& file);

/// The SHA-256 of a host's public key as it is written in the configuration: "SHA256:" and base64 as `ssh-keygen -l`
/// prints it, the base64 alone, or 64 hexadecimal digits. configuration_invalid for anything else.
Result<Digest> read_host_key_sha256(std::string_view text);

}  // namespace postproof::system
