#include "system/curl_transfer.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <string_view>

#include "core/ensure.hpp"

namespace postproof::system {

namespace {

constexpr std::size_t most_header_bytes = 64U << 10U;

Error failed(const std::string& what) { return fail(ErrorKind::remote_failed, what); }

bool is_method(std::string_view text) {
  return !text.empty() && text.size() <= 16 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// A token of RFC 9110, 5.6.2.
bool is_header_name(std::string_view text) {
  static constexpr std::string_view token =
      "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  return !text.empty() && text.find_first_not_of(token) == std::string_view::npos;
}

bool is_header_value(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  std::string copy{text};
  curl_free(text);
  return copy;
}

/// "scheme://host:port" of a URL that we would call, else nothing.
std::optional<std::string> peer_of(const std::string& url) {
  const std::unique_ptr<CURLU, FreeUrl> parsed{curl_url()};
  ensure(parsed != nullptr, "libcurl has memory for a URL");
  if (url.find('\0') != std::string::npos) return std::nullopt;
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return std::nullopt;
  const std::string scheme = part_of(parsed.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return std::nullopt;
  return scheme + "://" + part_of(parsed.get(), CURLUPART_HOST) + ":" +
         part_of(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

}  // namespace

CurlTransfer::CurlTransfer(CURLM* multi, const CurlSettings& settings)
    : multi_(multi), settings_(settings), easy_(curl_easy_init()) {
  ensure(easy_ != nullptr, "libcurl has memory for a transfer");
}

CurlTransfer::~CurlTransfer() {
  if (!is_free()) curl_multi_remove_handle(multi_, easy_.get());
}

CurlTransfer& CurlTransfer::of(CURL* easy) {
  char* self = nullptr;
  ensure(curl_easy_getinfo(easy, CURLINFO_PRIVATE, &self) == CURLE_OK && self != nullptr, "a transfer knows its owner");
  return *reinterpret_cast<CurlTransfer*>(self);
}

Result<void> CurlTransfer::start(const HttpRequest& request, std::size_t number) {
  ensure(is_free(), "a transfer is started when the last one is done");
  std::optional<std::string> peer = peer_of(request.url);
  if (!peer) return failed("a URL to call is no http or https URL");
  if (!is_method(request.method)) return failed("the call to " + *peer + " has no proper method");
  for (const auto& [name, value] : request.headers) {
    if (!is_header_name(name) || !is_header_value(value)) {
      return failed("the call to " + *peer + " has a header that cannot be sent");
    }
  }
  request_ = &request;
  number_ = number;
  peer_ = std::move(*peer);
  answer_ = {};
  header_bytes_ = 0;
  head_ended_ = false;
  refusal_.clear();
  reason_[0] = '\0';
  curl_easy_reset(easy_.get());
  set_connection();
  set_message();
  set_headers();
  ensure(curl_multi_add_handle(multi_, easy_.get()) == CURLM_OK, "libcurl takes a transfer");
  return success();
}

template <class Value>
void CurlTransfer::set(CURLoption option, Value value) {
  ensure(curl_easy_setopt(easy_.get(), option, value) == CURLE_OK, "libcurl takes the option");
}

void CurlTransfer::set_connection() {
  constexpr std::int64_t longest = 86'400'000;  // a day; 0 would be no limit at all
  const auto milliseconds = static_cast<long>(std::clamp<std::int64_t>(request_->timeout.count(), 1, longest));
  set(CURLOPT_PRIVATE, static_cast<void*>(this));
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(reason_));
  set(CURLOPT_URL, request_->url.c_str());
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TIMEOUT_MS, milliseconds);
  set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds);
  set(CURLOPT_PROXY, settings_.proxy.c_str());
  set(CURLOPT_NOPROXY, "");
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!settings_.authorities.empty()) {
    set(CURLOPT_CAINFO, settings_.authorities.c_str());
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
}

void CurlTransfer::set_message() {
  const std::string& method = request_->method;
  if (method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else if (method == "POST" || !request_->body.empty()) {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_->body.size()));
    set(CURLOPT_POSTFIELDS, request_->body.data());
    if (method != "POST") set(CURLOPT_CUSTOMREQUEST, method.c_str());
  } else {
    set(CURLOPT_HTTPGET, 1L);
    if (method != "GET") set(CURLOPT_CUSTOMREQUEST, method.c_str());
  }
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  set(CURLOPT_WRITEFUNCTION, &CurlTransfer::take_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  set(CURLOPT_BUFFERSIZE, 128L << 10U);
  set(CURLOPT_HEADERFUNCTION, &CurlTransfer::take_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
}

void CurlTransfer::set_headers() {
  headers_.reset();
  bool has_type = false;
  for (const auto& [name, value] : request_->headers) {
    add_header(value.empty() ? name + ";" : name + ": " + value);  // libcurl's way to write an empty header
    has_type = has_type || equal_ignoring_case(name, "Content-Type");
  }
  add_header("Expect:");  // these two say: do not send what libcurl would add
  if (!has_type) add_header("Content-Type:");
  set(CURLOPT_USERAGENT, "postproof");
  set(CURLOPT_HTTPHEADER, headers_.get());
}

void CurlTransfer::add_header(const std::string& line) {
  curl_slist* const longer = curl_slist_append(headers_.get(), line.c_str());
  ensure(longer != nullptr, "libcurl has memory for a header");
  (void)headers_.release();  // the longer list begins with it
  headers_.reset(longer);
}

std::size_t CurlTransfer::take_body(char* data, std::size_t one, std::size_t size, void* self) {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  const std::size_t bytes = one * size;
  if (bytes > transfer.request_->most_answer_bytes - transfer.answer_.body.size()) {
    transfer.refusal_ = "the answer has more than " + std::to_string(transfer.request_->most_answer_bytes) + " bytes";
    return CURL_WRITEFUNC_ERROR;
  }
  try {
    if (transfer.answer_.body.empty()) transfer.answer_.body.reserve(transfer.announced_bytes());
    transfer.answer_.body.append(data, bytes);
  } catch (const std::exception&) {
    return CURL_WRITEFUNC_ERROR;
  }
  return bytes;
}

/// Nobody is believed further than what may come, nor further than a few megabytes in advance.
std::size_t CurlTransfer::announced_bytes() const {
  constexpr curl_off_t most_in_advance = curl_off_t{4} << 20U;
  curl_off_t announced = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
  const auto bytes = static_cast<std::size_t>(std::clamp<curl_off_t>(announced, 0, most_in_advance));
  return std::min(bytes, request_->most_answer_bytes);
}

std::size_t CurlTransfer::take_header(char* data, std::size_t one, std::size_t size, void* self) {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  transfer.header_bytes_ += one * size;
  const std::string_view line{data, one * size};
  if (line.starts_with("HTTP/")) transfer.head_ended_ = false;
  if (line == "\r\n" || line == "\n") transfer.head_ended_ = true;
  if (transfer.header_bytes_ <= most_header_bytes) return one * size;
  transfer.refusal_ = "the headers of the answer have more than 64 KiB";
  return CURL_WRITEFUNC_ERROR;
}

Result<HttpAnswer> CurlTransfer::finish(CURLcode code) {
  ensure(!is_free(), "a transfer is finished after it was started");
  long status = 0;
  char* type = nullptr;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_TYPE, &type);
  if (type != nullptr) answer_.content_type = type;
  answer_.status = static_cast<int>(status);
  ensure(curl_multi_remove_handle(multi_, easy_.get()) == CURLM_OK, "libcurl gives a transfer back");
  request_ = nullptr;
  if (!refusal_.empty()) return failed("the call to " + peer_ + " failed: " + refusal_);
  if (code != CURLE_OK) {
    return failed("the call to " + peer_ + " failed: " + (reason_[0] != '\0' ? reason_ : curl_easy_strerror(code)));
  }
  if (!head_ended_) return failed("the call to " + peer_ + " failed: the answer ends within its headers");
  return std::move(answer_);
}

}  // namespace postproof::system
