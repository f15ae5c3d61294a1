#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <curl/curl.h>

#include "core/bytes.hpp"
#include "system/sftp_folder.hpp"
#include "system/sftp_known_host.hpp"

namespace postproof::system {

/// One libcurl handle for one SFTP directory, and what is asked of it. The only SFTP file that speaks libcurl. One
/// thread.
class SftpFolder::Session {
 public:
  Session(SftpSettings settings, std::string directory);

  /// Runs commands of libcurl (CURLOPT_QUOTE: "mkdir", "rename", "rm") in a row.
  Result<void> command(const std::string& text, const std::string& what);
  /// Receives a file, or a directory's listing if the path ends with a slash.
  Result<void> receive(const std::string& path, bool names_only, std::uint64_t most_bytes, const Sink& sink);
  Result<void> send(const std::string& path, ByteView content);

  /// A path as commands want it, in quotes.
  std::string quoted(const std::string& path) const;
  std::string place(const std::string& path) const;
  long connections() const { return connections_; }

 private:
  struct Free {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  template <class Value>
  void set(CURLoption option, Value value);
  void prepare(const std::string& path, std::uint64_t bytes);
  void set_login();
  void set_times(std::uint64_t bytes);
  /// Performs what `set_up` prepares. Repeated once on a connection of its own:
  /// - a refused login, because a connection that breaks while we log in looks the same;
  /// - "not there" and "not permitted" on a connection that was used before: where it breaks under a command or a
  ///   listing, libcurl 7.88 tells the last status that the server gave, which is an older request's;
  /// - another host key than the pinned one, this time asking for the host's Ed25519 key.
  Result<void> perform(const std::string& what, const std::function<void()>& set_up);
  CURLcode perform_once(const std::function<void()>& set_up, bool fresh);
  Error error_of(CURLcode code, const std::string& what) const;
  std::string path_in_url(const std::string& path) const;

  SftpSettings settings_;
  std::string directory_;
  std::string pin_;  ///< base64, as libcurl wants it
  std::unique_ptr<CURL, Free> easy_;
  std::unique_ptr<CURLU, Free> url_;
  char reason_[CURL_ERROR_SIZE] = {};
  long connections_ = 0;
  std::optional<Ed25519Wish> wish_;  ///< once that was what it took
  bool fresh_ = false;               ///< the last request made its connection
  bool suspect_ = false;             ///< it failed: the server behind a connection that lives may have ended
};

}  // namespace postproof::system
