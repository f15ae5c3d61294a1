#pragma once

#include <memory>
#include <string>

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "core/bytes.hpp"
#include "core/error.hpp"

// OpenSSL's objects with owners, for the files of this folder that work with certificates and CMS.

namespace postproof::batches::ssl {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Cms = std::unique_ptr<CMS_ContentInfo, Freed<CMS_ContentInfo_free>>;

/// Reads the bytes, borrowed; at most 2^30 of them.
Bio reader(ByteView bytes);
/// What was written into a memory BIO.
Bytes written(BIO* bio);
Bio memory();

/// An error of this kind whose sentence ends with OpenSSL's reason, if it has one; empties OpenSSL's queue.
Error refusal(ErrorKind kind, std::string what);

/// A PEM reader's answer to the question for a password: there is none.
int no_password(char*, int, int, void*);

}  // namespace postproof::batches::ssl
