#include "batches/cms_openssl.hpp"

#include <openssl/err.h>

#include "core/ensure.hpp"

namespace postproof::batches::ssl {

Bio reader(ByteView bytes) {
  ensure(bytes.size() <= (std::size_t{1} << 30U), "callers bound what they read");
  const void* start = bytes.empty() ? static_cast<const void*>("") : bytes.data();
  Bio bio(BIO_new_mem_buf(start, static_cast<int>(bytes.size())));
  ensure(bio != nullptr, "there is memory for a reader");
  return bio;
}

Bytes written(BIO* bio) {
  char* start = nullptr;
  const long length = BIO_get_mem_data(bio, &start);
  return {start, start + length};
}

Bio memory() {
  Bio bio(BIO_new(BIO_s_mem()));
  ensure(bio != nullptr, "there is memory for a writer");
  return bio;
}

Error refusal(ErrorKind kind, std::string what) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return error(kind, reason == nullptr ? std::move(what) : std::move(what) + " (" + reason + ")");
}

int no_password(char*, int, int, void*) { return -1; }

}  // namespace postproof::batches::ssl
