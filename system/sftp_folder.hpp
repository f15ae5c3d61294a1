#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "core/digest.hpp"
#include "core/files.hpp"
#include "core/remote_folder.hpp"

namespace postproof::system {

struct SftpSettings {
  std::string host;
  int port = 22;
  std::string user;
  Path key_file;
  Digest host_key{};  ///< SHA-256 of the host's public key (RFC 4253, 6.6), as `ssh-keygen -l` prints it
  std::chrono::milliseconds connect_timeout{15'000};
  /// Without any progress for so long, a transfer is given up; other requests get so long as a whole. At least 1 s.
  std::chrono::milliseconds stall_timeout{30'000};
  std::uint64_t slowest_bytes_per_second = 16U << 10U;  ///< bounds the time of a whole transfer
  /// Asked about once a second; true breaks off what is under way. May be empty.
  std::function<bool()> stop;
};

/// A directory on an SFTP server (SSH_FXP version 3, draft-ietf-secsh-filexfer-02), through libcurl and libssh2. Beyond
/// the contract of RemoteFolder:
/// - we log in with the one key and nothing else; the host's key must have the pinned SHA-256 before anything is sent.
///   Of a host with several keys it may be that of its Ed25519 key, or of the one it shows by itself to libssh2 (ECDSA
///   before Ed25519). known_hosts files, agents, passwords and the environment's proxies are not heeded;
/// - rename_new is SSH_FXP_RENAME, which must not overwrite (OpenSSH: a hard link to the new name, then the old one
/// goes);
///   a taken name and a missing source show as remote_failed, which the caller finds out by looking;
/// - forbidden is known only where the server says "permission denied"; other failures are remote_failed;
/// - the connection is kept between calls and made anew after a failure.
class SftpFolder final : public RemoteFolder {
 public:
  /// `directory` is absolute, or relative to where the server puts the user; "" is that place. Checks the key file
  /// (check_sftp_key); connects only when first used.
  static Result<std::unique_ptr<SftpFolder>> open(const Files& files, SftpSettings settings, std::string directory);
  ~SftpFolder() override;

  Result<std::vector<RemoteEntry>> list(const std::string& directory, std::size_t most) override;
  Result<void> read(const std::string& path, std::uint64_t most_bytes, const Sink& sink) override;
  Result<void> write(const std::string& path, ByteView content) override;
  Result<void> rename_new(const std::string& from, const std::string& to) override;
  Result<void> make_directory(const std::string& path) override;
  Result<void> remove_file(const std::string& path) override;
  std::string describe(const std::string& path) const override;

  /// Connections made so far; for tests and measurements.
  long connections() const;

 private:
  class Session;
  explicit SftpFolder(std::unique_ptr<Session> session);

  std::unique_ptr<Session> session_;
};

/// Whether a directory of the configuration can be used: no control characters, quotes or backslashes, no "..".
bool is_sftp_directory(std::string_view directory);

}  // namespace postproof::system
