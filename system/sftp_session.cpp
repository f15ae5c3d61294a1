#include "system/sftp_session.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "core/ensure.hpp"
#include "system/base64.hpp"

namespace postproof::system {

namespace {

/// Once in a process, as libcurl demands; its own state, never given back.
void start_libcurl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  ensure(started == CURLE_OK, "libcurl starts");
}

struct Sending {
  ByteView rest;
};

std::size_t give(char* into, std::size_t size, std::size_t count, void* self) {
  ByteView& rest = static_cast<Sending*>(self)->rest;
  const std::size_t part = std::min(size * count, rest.size());
  if (part > 0) std::memcpy(into, rest.data(), part);
  rest = rest.subspan(part);
  return part;
}

struct Receiving {
  const RemoteFolder::Sink& sink;
  std::uint64_t room;
  bool overflown = false;
};

std::size_t take(char* from, std::size_t size, std::size_t count, void* self) {
  Receiving& receiving = *static_cast<Receiving*>(self);
  const std::size_t part = size * count;
  receiving.overflown = part > receiving.room;
  if (receiving.overflown) return 0;
  receiving.room -= part;
  receiving.sink({reinterpret_cast<const std::uint8_t*>(from), part});
  return part;
}

int ask_whether_to_stop(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& stop = static_cast<const SftpSettings*>(self)->stop;
  return stop && stop() ? 1 : 0;
}

/// libcurl 7.88 tells the server's status of a command in words alone (lib/vssh/libssh2.c, sftp_libssh2_strerror).
ErrorKind kind_of_command_failure(std::string_view reason) {
  if (reason.ends_with("Permission denied")) return ErrorKind::forbidden;
  if (reason.ends_with("No such file or directory")) return ErrorKind::not_found;
  return ErrorKind::remote_failed;
}

}  // namespace

SftpFolder::Session::Session(SftpSettings settings, std::string directory)
    : settings_(std::move(settings)), directory_(std::move(directory)), pin_(to_base64(settings_.host_key)) {
  start_libcurl();
  easy_.reset(curl_easy_init());
  ensure(easy_ != nullptr, "libcurl has memory for a transfer");
  if (!directory_.empty() && !directory_.ends_with('/')) directory_ += '/';
}

std::string SftpFolder::Session::place(const std::string& path) const {
  return "sftp://" + settings_.user + "@" + settings_.host + ":" + std::to_string(settings_.port) +
         (directory_.starts_with('/') ? "" : "/~/") + directory_ + path;
}

/// In a URL "/~/" leads to the user's place (libcurl); in commands a relative path does.
std::string SftpFolder::Session::path_in_url(const std::string& path) const {
  return (directory_.starts_with('/') ? "" : "/~/") + directory_ + path;
}

std::string SftpFolder::Session::quoted(const std::string& path) const {
  const std::string full = directory_ + path;
  const bool plain = std::ranges::none_of(
      full, [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  ensure(plain, "a path of ours has no quotes, backslashes or control characters");
  return "\"" + full + "\"";
}

template <class Value>
void SftpFolder::Session::set(CURLoption option, Value value) {
  ensure(curl_easy_setopt(easy_.get(), option, value) == CURLE_OK, "libcurl takes the option");
}

void SftpFolder::Session::set_login() {
  set(CURLOPT_USERNAME, settings_.user.c_str());
  set(CURLOPT_SSH_AUTH_TYPES, static_cast<long>(CURLSSH_AUTH_PUBLICKEY));
  set(CURLOPT_SSH_PRIVATE_KEYFILE, settings_.key_file.c_str());
  set(CURLOPT_SSH_HOST_PUBLIC_KEY_SHA256, pin_.c_str());
  if (wish_) set(CURLOPT_SSH_KNOWNHOSTS, wish_->path().c_str());
  set(CURLOPT_PROTOCOLS_STR, "sftp");
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NEW_FILE_PERMS, 0640L);
  set(CURLOPT_NEW_DIRECTORY_PERMS, 0750L);
}

void SftpFolder::Session::set_times(std::uint64_t bytes) {
  const auto stall = std::max<std::int64_t>(settings_.stall_timeout.count(), 1000);
  const auto moving = static_cast<std::int64_t>(bytes / std::max<std::uint64_t>(settings_.slowest_bytes_per_second, 1));
  const std::int64_t whole = settings_.connect_timeout.count() + stall + 1000 * moving;
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings_.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(whole));
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(stall / 1000));
  set(CURLOPT_NOSIGNAL, 1L);  // libssh2 sends with MSG_NOSIGNAL
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &ask_whether_to_stop);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(&settings_));
}

void SftpFolder::Session::prepare(const std::string& path, std::uint64_t bytes) {
  curl_easy_reset(easy_.get());  // live connections stay
  url_.reset(curl_url());
  ensure(url_ != nullptr, "libcurl has memory for a URL");
  const std::string host = settings_.host.find(':') == std::string::npos ? settings_.host : "[" + settings_.host + "]";
  const std::string port = std::to_string(settings_.port);
  const bool right = curl_url_set(url_.get(), CURLUPART_SCHEME, "sftp", 0) == CURLUE_OK &&
                     curl_url_set(url_.get(), CURLUPART_HOST, host.c_str(), 0) == CURLUE_OK &&
                     curl_url_set(url_.get(), CURLUPART_PORT, port.c_str(), 0) == CURLUE_OK &&
                     curl_url_set(url_.get(), CURLUPART_PATH, path_in_url(path).c_str(), CURLU_URLENCODE) == CURLUE_OK;
  ensure(right, "the SFTP address was checked when the configuration was read");
  reason_[0] = '\0';
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(reason_));
  set(CURLOPT_CURLU, url_.get());
  set(CURLOPT_PATH_AS_IS, 1L);
  set_login();
  set_times(bytes);
}

Error SftpFolder::Session::error_of(CURLcode code, const std::string& what) const {
  std::string reason = reason_[0] != '\0' ? reason_ : curl_easy_strerror(code);
  reason = reason.substr(0, reason.find('\n'));
  const std::string detail = "cannot " + what + ": " + reason;
  switch (code) {
    case CURLE_REMOTE_FILE_NOT_FOUND: return fail(ErrorKind::not_found, detail);
    case CURLE_REMOTE_ACCESS_DENIED: return fail(ErrorKind::forbidden, detail);
    case CURLE_REMOTE_DISK_FULL: return fail(ErrorKind::disk_full, detail);
    case CURLE_QUOTE_ERROR: return fail(kind_of_command_failure(reason), detail);
    case CURLE_LOGIN_DENIED:
      return fail(ErrorKind::unauthenticated, "cannot " + what + ": the server refuses the user or the key");
    case CURLE_PEER_FAILED_VERIFICATION:
      return fail(
          ErrorKind::unauthenticated,
          "cannot " + what + ": the server shows another host key than dispatch.sftp.host_key_sha256 (" + reason + ")");
    default: return fail(ErrorKind::remote_failed, detail);
  }
}

CURLcode SftpFolder::Session::perform_once(const std::function<void()>& set_up, bool fresh) {
  set_up();
  set(CURLOPT_MAXCONNECTS, 1L);
  set(CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
  const CURLcode code = curl_easy_perform(easy_.get());
  long made = 0;
  fresh_ = curl_easy_getinfo(easy_.get(), CURLINFO_NUM_CONNECTS, &made) == CURLE_OK && made > 0;
  connections_ += made;
  return code;
}

Result<void> SftpFolder::Session::perform(const std::string& what, const std::function<void()>& set_up) {
  CURLcode code = perform_once(set_up, suspect_);
  suspect_ = false;
  if (code == CURLE_OK) return success();
  Error failure = error_of(code, what);
  const bool old_status = !fresh_ && (failure.kind == ErrorKind::not_found || failure.kind == ErrorKind::forbidden);
  const bool other_key = code == CURLE_PEER_FAILED_VERIFICATION && !wish_;
  if (other_key) wish_.emplace(settings_.host, settings_.port);
  if (code == CURLE_LOGIN_DENIED || old_status || other_key) {
    code = perform_once(set_up, true);
    if (code == CURLE_OK) return success();
    Error again = error_of(code, what);
    const bool in_vain = code == CURLE_PEER_FAILED_VERIFICATION || again.kind == ErrorKind::remote_failed;
    if (other_key && in_vain) {
      wish_.reset();
      return failure;
    }
    failure = std::move(again);
  }
  suspect_ = failure.kind == ErrorKind::remote_failed;
  return failure;
}

Result<void> SftpFolder::Session::command(const std::string& text, const std::string& what) {
  const std::unique_ptr<curl_slist, Free> list{curl_slist_append(nullptr, text.c_str())};
  ensure(list != nullptr, "libcurl has memory for a command");
  return perform(what, [&] {
    prepare("", 0);
    set(CURLOPT_NOBODY, 1L);  // before the command, or it would be taken for a transfer
    set(CURLOPT_QUOTE, list.get());
  });
}

Result<void> SftpFolder::Session::receive(const std::string& path, bool names_only, std::uint64_t most_bytes,
                                          const Sink& sink) {
  Receiving receiving{sink, most_bytes};
  const std::string what = (path.empty() || path.ends_with('/') ? "list " : "read ") + place(path);
  // Only what failed before its first byte is repeated, so the sink starts from the beginning.
  const Result<void> received = perform(what, [&] {
    prepare(path, most_bytes);
    set(CURLOPT_DIRLISTONLY, names_only ? 1L : 0L);
    set(CURLOPT_WRITEFUNCTION, &take);
    set(CURLOPT_WRITEDATA, static_cast<void*>(&receiving));
  });
  if (!received && receiving.overflown) {
    return fail(ErrorKind::file_invalid, place(path) + " has more than " + std::to_string(most_bytes) + " bytes");
  }
  return received;
}

Result<void> SftpFolder::Session::send(const std::string& path, ByteView content) {
  Sending sending{content};
  const std::string what = "write " + place(path);
  PP_TRYV(perform(what, [&] {
    sending.rest = content;
    prepare(path, content.size());
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_READFUNCTION, &give);
    set(CURLOPT_READDATA, static_cast<void*>(&sending));
    set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(content.size()));
  }));
  curl_off_t sent = 0;
  const CURLcode told = curl_easy_getinfo(easy_.get(), CURLINFO_SIZE_UPLOAD_T, &sent);
  if (told == CURLE_OK && static_cast<std::uint64_t>(sent) == content.size()) return success();
  return fail(ErrorKind::remote_failed, "cannot " + what + ": not everything was sent");
}

}  // namespace postproof::system
