#pragma once

#include <string>

#include <sys/types.h>

#include "core/digest.hpp"
#include "core/files.hpp"

namespace postproof::test {

/// A real OpenSSH server on a loopback port, for one user and one key, started by the test and gone with the object.
/// It runs as the user of the test; as root it can be told to run as nobody, so that permissions mean something.
class SftpServer {
 public:
  struct Options {
    std::string arguments = {};  ///< of internal-sftp, e.g. "-u 0777"
    std::string command = {};    ///< instead of internal-sftp
    std::string host_key = "ed25519";
    std::string other_key = {};  ///< a host key of this kind too, e.g. "ecdsa"
    bool unprivileged = false;   ///< as nobody, if the test is root
    long most_file_bytes = 0;    ///< what the server may write into one file; 0 for no limit
  };

  /// Keeps its keys and its log in `folder`.
  explicit SftpServer(Path folder) : SftpServer(std::move(folder), Options{}) {}
  SftpServer(Path folder, Options options);
  SftpServer(const SftpServer&) = delete;
  SftpServer& operator=(const SftpServer&) = delete;
  ~SftpServer();

  /// Ends the server and all its sessions; start() makes it answer again on the same port.
  void stop();
  void start();

  int port() const { return port_; }
  const std::string& user() const { return user_; }
  Path key_file() const { return folder_ / "user_key"; }
  Digest host_key() const { return host_key_; }
  /// Of Options::other_key.
  Digest other_host_key() const;
  std::string log() const;

  /// Gives a file or directory to the user the server runs as.
  void give(const Path& path) const;

 private:
  void make_keys();
  void write_configuration() const;
  void run() const;  // in the child

  Path folder_;
  Options options_;
  std::string user_;
  uid_t uid_;
  gid_t gid_;
  int port_ = 0;
  Digest host_key_{};
  pid_t process_ = -1;
};

/// Makes a key of a kind with ssh-keygen: "ed25519", "rsa" ...
void make_ssh_key(const Path& file, const std::string& kind, const std::string& passphrase = "");

}  // namespace postproof::test
