#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include <curl/curl.h>

#include "core/http_client.hpp"
#include "system/curl_http_client.hpp"

namespace postproof::system {

/// One place for a request under way, used again for the next. Belongs to one multi handle, which must outlive it; a
/// transfer that is under way when the object goes is broken off. Not movable: libcurl holds its address.
class CurlTransfer {
 public:
  CurlTransfer(CURLM* multi, const CurlSettings& settings);
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;
  ~CurlTransfer();

  /// The transfer that a finished easy handle belongs to.
  static CurlTransfer& of(CURL* easy);

  bool is_free() const { return request_ == nullptr; }
  /// The number that start() was given.
  std::size_t number() const { return number_; }

  /// Begins `request`, which must stay until finish(). remote_failed if it cannot be sent at all: a URL that is not
  /// http or https, a method that is not 1 to 16 capital letters, a header with control characters.
  Result<void> start(const HttpRequest& request, std::size_t number);
  /// The outcome of a transfer that libcurl is done with; the place is free again.
  Result<HttpAnswer> finish(CURLcode code);

 private:
  struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  std::size_t announced_bytes() const;
  static std::size_t take_body(char* data, std::size_t one, std::size_t size, void* self);
  static std::size_t take_header(char* data, std::size_t one, std::size_t size, void* self);
  template <class Value>
  void set(CURLoption option, Value value);
  void set_connection();
  void set_message();
  void set_headers();
  void add_header(const std::string& line);

  CURLM* multi_;
  const CurlSettings& settings_;
  std::unique_ptr<CURL, FreeEasy> easy_;
  std::unique_ptr<curl_slist, FreeList> headers_;
  const HttpRequest* request_ = nullptr;
  std::size_t number_ = 0;
  std::string peer_;  ///< scheme, host and port, for messages
  HttpAnswer answer_;
  std::size_t header_bytes_ = 0;
  bool head_ended_ = false;  ///< the blank line came: libcurl itself takes headers that are cut short for an answer
  std::string refusal_;      ///< why we broke the transfer off; empty if we did not
  char reason_[CURL_ERROR_SIZE] = {};
};

}  // namespace postproof::system
