#include "tests/support/sftp_server.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/ensure.hpp"
#include "system/sftp_key.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/temp_folder.hpp"

namespace postproof::test {

namespace {

void run_tool(const std::string& command) { ensure(std::system(command.c_str()) == 0, "the tools of OpenSSH work"); }

std::string output_of(const std::string& command) {
  struct Close {
    void operator()(FILE* pipe) const { ::pclose(pipe); }
  };
  const std::unique_ptr<FILE, Close> pipe{::popen(command.c_str(), "r")};
  ensure(pipe != nullptr, "a tool can be started");
  std::array<char, 4096> buffer{};
  std::string text;
  while (std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) text += buffer.data();
  return text;
}

/// A process and all that come from it: sshd gives every session a process group of its own.
void kill_with_children(pid_t process) {
  ::kill(process, SIGSTOP);  // no new ones while we look
  const std::string id = std::to_string(process);
  std::istringstream children(text_of_file("/proc/" + id + "/task/" + id + "/children"));
  for (pid_t child = 0; children >> child;) kill_with_children(child);
  ::kill(process, SIGKILL);
}

/// The SHA-256 of a public key, as ssh-keygen tells it.
Digest fingerprint_of(const Path& public_key) {
  const std::string line = output_of("ssh-keygen -l -f '" + public_key.string() + "'");
  const std::size_t begin = line.find("SHA256:");
  return system::read_host_key_sha256(line.substr(begin, line.find(' ', begin) - begin)).value();
}

}  // namespace

void make_ssh_key(const Path& file, const std::string& kind, const std::string& passphrase) {
  run_tool("ssh-keygen -q -t " + kind + " -N '" + passphrase + "' -C test -f '" + file.string() + "' </dev/null");
}

SftpServer::SftpServer(Path folder, Options options) : folder_(std::move(folder)), options_(std::move(options)) {
  const passwd* who = ::geteuid() == 0 && options_.unprivileged ? ::getpwnam("nobody") : ::getpwuid(::geteuid());
  ensure(who != nullptr, "the user of the server is known");
  user_ = who->pw_name;
  uid_ = who->pw_uid;
  gid_ = who->pw_gid;
  std::filesystem::create_directories(folder_);
  make_keys();
  start();
}

SftpServer::~SftpServer() { stop(); }

void SftpServer::make_keys() {
  make_ssh_key(folder_ / "host_key", options_.host_key);
  make_ssh_key(folder_ / "user_key", "ed25519");
  std::filesystem::copy_file(folder_ / "user_key.pub", folder_ / "authorized_keys");
  host_key_ = fingerprint_of(folder_ / "host_key.pub");
  give(folder_ / "host_key");
  if (options_.other_key.empty()) return;
  make_ssh_key(folder_ / "other_host_key", options_.other_key);
  give(folder_ / "other_host_key");
}

Digest SftpServer::other_host_key() const { return fingerprint_of(folder_ / "other_host_key.pub"); }

void SftpServer::give(const Path& path) const {
  if (::geteuid() == 0) ensure(::chown(path.c_str(), uid_, gid_) == 0, "root may give files away");
}

void SftpServer::write_configuration() const {
  const std::string other = options_.other_key.empty() ? "" : "\nHostKey " + (folder_ / "other_host_key").string();
  const std::string command = options_.command.empty() ? "internal-sftp " + options_.arguments : options_.command;
  write_file(folder_ / "sshd_config", "Port " + std::to_string(port_) + "\nListenAddress 127.0.0.1\nHostKey " +
                                          (folder_ / "host_key").string() + other + "\nAuthorizedKeysFile " +
                                          (folder_ / "authorized_keys").string() +
                                          "\nStrictModes no\nUseDNS no\nPidFile none\nMaxStartups 1000\n"
                                          "PasswordAuthentication no\nKbdInteractiveAuthentication no\n"
                                          "PermitRootLogin prohibit-password\nPrintMotd no\nUsePAM " +
                                          // without PAM sshd takes an account without a password for locked
                                          (user_ == "nobody" ? "yes" : "no") + "\nSubsystem sftp " + command + "\n");
}

void SftpServer::run() const {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int log = ::open((folder_ / "sshd.log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(log, 2);
  ::dup2(log, 1);
  if (options_.most_file_bytes > 0) {
    const auto most = static_cast<rlim_t>(options_.most_file_bytes);
    const rlimit limit{most, most};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, SIG_IGN);
  }
  if (::geteuid() == 0 && uid_ != 0) {
    if (::setgroups(0, nullptr) != 0 || ::setgid(gid_) != 0 || ::setuid(uid_) != 0) ::_exit(126);
  }
  const std::string config = (folder_ / "sshd_config").string();
  ::execl("/usr/sbin/sshd", "/usr/sbin/sshd", "-D", "-e", "-r", "-f", config.c_str(), static_cast<char*>(nullptr));
  ::_exit(127);
}

void SftpServer::start() {
  if (::geteuid() == 0) ::mkdir("/run/sshd", 0755);  // where sshd of root separates its privileges
  for (int tries = 0; tries < 10; ++tries) {
    if (port_ == 0 || tries > 0) port_ = free_loopback_port();
    write_configuration();
    process_ = ::fork();
    ensure(process_ >= 0, "a process can be made");
    if (process_ == 0) run();
    for (int looks = 0; looks < 500; ++looks) {
      if (answers_on_loopback(port_)) return;
      if (::waitpid(process_, nullptr, WNOHANG) == process_) break;  // somebody else took the port
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
  ensure(false, "sshd starts; openssh-server is in scripts/packages.txt");
}

void SftpServer::stop() {
  if (process_ < 0) return;
  kill_with_children(process_);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

std::string SftpServer::log() const { return text_of_file(folder_ / "sshd.log"); }

}  // namespace postproof::test
