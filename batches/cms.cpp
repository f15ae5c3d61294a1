#include "batches/cms.hpp"

#include <cstring>
#include <ctime>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "batches/cms_openssl.hpp"
#include "core/ensure.hpp"

namespace postproof::batches {

namespace {

constexpr std::size_t most_plain_bytes = std::size_t{1} << 30U;
constexpr std::size_t most_signature_bytes = 256U << 10U;

Error broken(const char* what) { return ssl::refusal(ErrorKind::key_unusable, what); }
Error unproved(std::string what) { return ssl::refusal(ErrorKind::file_invalid, std::move(what)); }

/// Where ciphertext is collected: memory of its final size, so that nothing is copied while it grows.
struct Ciphertext {
  std::unique_ptr<unsigned char, ssl::Freed<[](void* p) { OPENSSL_free(p); }>> bytes;
  std::size_t size = 0;
  std::size_t room = 0;
};

int collect(BIO* bio, const char* data, std::size_t length, std::size_t* written) {
  auto* to = static_cast<Ciphertext*>(BIO_get_data(bio));
  if (to->room - to->size < length) return 0;
  std::memcpy(to->bytes.get() + to->size, data, length);
  to->size += length;
  *written = length;
  return 1;
}

long control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH || command == BIO_CTRL_PUSH || command == BIO_CTRL_POP ? 1 : 0;
}

const BIO_METHOD* collecting() {
  static const std::unique_ptr<BIO_METHOD, ssl::Freed<BIO_meth_free>> method = [] {
    std::unique_ptr<BIO_METHOD, ssl::Freed<BIO_meth_free>> made(
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "ciphertext"));
    ensure(made && BIO_meth_set_write_ex(made.get(), collect) == 1 && BIO_meth_set_ctrl(made.get(), control) == 1,
           "there is memory for a kind of BIO");
    return made;
  }();
  return method.get();
}

/// How the content key travels: OAEP and the KDF with SHA-256 instead of the library's SHA-1.
bool add_recipient(CMS_ContentInfo* cms, X509* certificate) {
  CMS_RecipientInfo* recipient = CMS_add1_recipient_cert(cms, certificate, CMS_KEY_PARAM);
  EVP_PKEY_CTX* parameters = recipient == nullptr ? nullptr : CMS_RecipientInfo_get0_pkey_ctx(recipient);
  if (parameters == nullptr) return false;
  if (CMS_RecipientInfo_type(recipient) == CMS_RECIPINFO_AGREE) {
    return EVP_PKEY_CTX_set_ecdh_kdf_md(parameters, EVP_sha256()) > 0;
  }
  return EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_OAEP_PADDING) > 0 &&
         EVP_PKEY_CTX_set_rsa_oaep_md(parameters, EVP_sha256()) > 0;
}

/// Encrypts beside the structure and sets the ciphertext in afterwards: CMS_encrypt moves content in pieces of 1 KiB
/// through memory that grows, and takes seven times as long.
bool fill(CMS_ContentInfo* cms, ByteView plaintext) {
  Ciphertext out{{}, 0, plaintext.size()};
  out.bytes.reset(static_cast<unsigned char*>(OPENSSL_malloc(plaintext.size() + 1)));
  ssl::Bio sink(BIO_new(collecting()));
  ensure(out.bytes && sink, "there is memory for a ciphertext");
  BIO_set_data(sink.get(), &out);
  BIO_set_init(sink.get(), 1);
  const ssl::Bio chain(CMS_dataInit(cms, sink.get()));
  if (!chain) return false;
  (void)sink.release();  // part of the chain now
  std::size_t taken = 0;
  if (!plaintext.empty() && BIO_write_ex(chain.get(), plaintext.data(), plaintext.size(), &taken) != 1) return false;
  if (taken != plaintext.size() || BIO_flush(chain.get()) != 1 || CMS_dataFinal(cms, chain.get()) != 1) return false;
  ensure(out.size == plaintext.size(), "GCM gives as many bytes as it takes");
  ASN1_OCTET_STRING** content = CMS_get0_content(cms);
  if (content == nullptr) return false;
  ASN1_OCTET_STRING_free(*content);
  *content = ASN1_OCTET_STRING_new();
  ensure(*content != nullptr, "there is memory for a content");
  ASN1_STRING_set0(*content, out.bytes.release(), static_cast<int>(out.size));
  return true;
}

Result<Bytes> der_of(CMS_ContentInfo* cms) {
  const int length = i2d_CMS_ContentInfo(cms, nullptr);
  if (length <= 0) return broken("a CMS structure cannot be written");
  Bytes der(static_cast<std::size_t>(length));
  unsigned char* at = der.data();
  if (i2d_CMS_ContentInfo(cms, &at) != length) return broken("a CMS structure cannot be written");
  return der;
}

}  // namespace

Result<Bytes> encrypt(const Certificate& recipient, ByteView plaintext) {
  if (plaintext.size() > most_plain_bytes) {
    return fail(ErrorKind::file_invalid,
                "a file of more than 1 GiB is not encrypted; make batch.letters_per_file less");
  }
  ERR_clear_error();
  const ssl::Cms cms(CMS_AuthEnvelopedData_create(EVP_aes_256_gcm()));
  if (!cms) return broken("AES-256-GCM is not at hand");
  if (!add_recipient(cms.get(), recipient.x509())) return broken("letters cannot be encrypted for this certificate");
  if (!fill(cms.get(), plaintext)) return broken("the encryption for this certificate failed");
  return der_of(cms.get());
}

namespace {

Result<ssl::Cms> signature_of(ByteView signature) {
  if (signature.size() > most_signature_bytes) {
    return fail(ErrorKind::file_invalid, "the signature is larger than one can be (256 KiB)");
  }
  const unsigned char* at = signature.data();
  ssl::Cms cms(signature.empty() ? nullptr : d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(signature.size())));
  if (!cms) return unproved("the signature is no CMS structure");
  if (at != signature.data() + signature.size()) return unproved("something follows the signature");
  if (OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed) return unproved("the signature is no CMS SignedData");
  if (CMS_is_detached(cms.get()) != 1) return unproved("the signature carries a content of its own");
  return cms;
}

bool is_sha2(CMS_SignerInfo* signer) {
  X509_ALGOR* digest = nullptr;
  CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, &digest, nullptr);
  const ASN1_OBJECT* name = nullptr;
  if (digest != nullptr) X509_ALGOR_get0(&name, nullptr, nullptr, digest);
  const int nid = name == nullptr ? NID_undef : OBJ_obj2nid(name);
  return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

}  // namespace

Result<void> verify_detached(ByteView content, ByteView signature, const Certificate& certificate) {
  ERR_clear_error();
  PP_TRY(const ssl::Cms cms, signature_of(signature));
  STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(cms.get());
  if (signers == nullptr || sk_CMS_SignerInfo_num(signers) != 1) return unproved("it does not have exactly one signer");
  CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(signers, 0);
  if (CMS_SignerInfo_cert_cmp(signer, certificate.x509()) != 0) {
    return unproved("it is signed with another certificate than " + to_hex(certificate.sha256()));
  }
  if (!is_sha2(signer)) return unproved("its digest is none of SHA-256, SHA-384 and SHA-512");
  const std::unique_ptr<STACK_OF(X509), ssl::Freed<[](STACK_OF(X509) * all) { sk_X509_free(all); }>> only(
      sk_X509_new_null());
  ensure(only && sk_X509_push(only.get(), certificate.x509()) == 1, "there is memory for a list");
  constexpr unsigned flags = CMS_BINARY | CMS_NOINTERN | CMS_NO_SIGNER_CERT_VERIFY | CMS_NOCRL;
  const ssl::Bio text = ssl::reader(content);
  if (CMS_verify(cms.get(), only.get(), nullptr, text.get(), nullptr, flags) == 1) return success();
  return unproved("the signature does not fit these bytes and this certificate");
}

Result<Signer> Signer::load(const Secret& key_pem, std::string_view certificate_pem) {
  ERR_clear_error();
  PP_TRY(Certificate certificate, Certificate::of_pem(certificate_pem));
  PP_TRYV(check_signing_key(certificate));
  constexpr std::size_t most_key_bytes = 64U << 10U;
  if (key_pem.size() > most_key_bytes) return fail(ErrorKind::key_unusable, "the private key is larger than 64 KiB");
  std::shared_ptr<EVP_PKEY> key(
      PEM_read_bio_PrivateKey(ssl::reader(key_pem.expose()).get(), nullptr, ssl::no_password, nullptr), EVP_PKEY_free);
  if (!key) return broken("the private key cannot be read; it must be PEM without a password");
  if (X509_check_private_key(certificate.x509(), key.get()) != 1) {
    return broken("private key and certificate do not belong together");
  }
  return Signer(std::move(key), std::move(certificate));
}

Result<Bytes> Signer::sign(ByteView content, Instant now) const {
  ERR_clear_error();
  constexpr unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL;
  const ssl::Cms cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags));
  CMS_SignerInfo* signer =
      cms ? CMS_add1_signer(cms.get(), certificate_.x509(), key_.get(), EVP_sha256(), flags) : nullptr;
  if (signer == nullptr) return broken("the signing key does not sign");
  const std::unique_ptr<ASN1_TIME, ssl::Freed<ASN1_TIME_free>> at(
      ASN1_TIME_set(nullptr, static_cast<std::time_t>(unix_seconds_of(now))));
  ensure(at != nullptr, "an instant of the product is a time of ASN.1");
  if (CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, at->type, at.get(), -1) != 1) {
    return broken("the signing time cannot be set");
  }
  const ssl::Bio text = ssl::reader(content);
  if (CMS_final(cms.get(), text.get(), nullptr, flags & ~unsigned{CMS_PARTIAL}) != 1) {
    return broken("the signing key does not sign");
  }
  return der_of(cms.get());
}

Result<void> Signer::verify(ByteView content, ByteView signature) const {
  return verify_detached(content, signature, certificate_);
}

Result<void> Signer::before_sealing(Instant now) const {
  const Result<void> valid = check_validity(certificate_, now);
  if (valid) return success();
  return fail(ErrorKind::key_unusable,
              "our signing certificate (keys.signing_certificate) cannot be used: " + valid.error().detail);
}

}  // namespace postproof::batches
