#include "codegen/sealed_box.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <openssl/evp.h>

#include "core/ensure.hpp"

namespace postproof::codegen {

namespace {

constexpr std::uint8_t version = 1;
constexpr std::size_t key_size = 32;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;
constexpr std::size_t most_plain = (std::size_t{1} << 30U) - 1024;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

Context make_context() {
  Context context{EVP_CIPHER_CTX_new()};
  ensure(context != nullptr, "a cipher context can be made");
  return context;
}

int int_of(std::size_t size) {
  ensure(size <= most_plain, "what AES-256-GCM takes at once has at most 2^30 - 1024 bytes");
  return static_cast<int>(size);
}

/// Adds associated data, before transform().
void associate(const Context& gcm, ByteView data) {
  int size = 0;
  if (data.empty()) return;
  ensure(EVP_CipherUpdate(gcm.get(), nullptr, &size, data.data(), int_of(data.size())) == 1,
         "AES-256-GCM takes associated data");
}

/// Encrypts or decrypts all of `from` to `to`, which has as many bytes.
void transform(const Context& gcm, ByteView from, std::uint8_t* to) {
  int size = 0;
  if (from.empty()) return;
  ensure(EVP_CipherUpdate(gcm.get(), to, &size, from.data(), int_of(from.size())) == 1, "AES-256-GCM takes bytes");
  ensure(static_cast<std::size_t>(size) == from.size(), "AES-256-GCM gives as many bytes as it takes");
}

/// A box taken apart; the views borrow from it.
struct Parts {
  ByteView header;
  std::string_view key_id;
  ByteView nonce;
  ByteView ciphertext;
  ByteView tag;
};

std::optional<Parts> take_apart(ByteView box) {
  if (box.size() < 2 || box[0] != version) return std::nullopt;
  const std::size_t header_size = 2 + std::size_t{box[1]};
  if (box.size() < header_size + nonce_size + tag_size) return std::nullopt;
  const std::size_t ciphertext_size = box.size() - header_size - nonce_size - tag_size;
  if (ciphertext_size > most_plain) return std::nullopt;
  return Parts{box.first(header_size), text_of(box.subspan(2, header_size - 2)), box.subspan(header_size, nonce_size),
               box.subspan(header_size + nonce_size, ciphertext_size), box.last(tag_size)};
}

Error broken() {
  return fail(ErrorKind::data_corrupt, "an encrypted value was changed, moved, or sealed with a key that is not here");
}

}  // namespace

struct BoxSealer::Cipher {
  struct Free {
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
  };
  std::unique_ptr<EVP_CIPHER, Free> aes{EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr)};
};

BoxSealer::BoxSealer(std::vector<Key> keys, Entropy& entropy)
    : keys_(std::move(keys)), entropy_(entropy), cipher_(std::make_unique<const Cipher>()) {
  ensure(cipher_->aes != nullptr, "the library knows AES-256-GCM");
  ensure(!keys_.empty(), "a sealer has a key");
  for (const Key& key : keys_) {
    ensure(!key.id.empty() && key.id.str().size() <= 255, "the id of a key has 1 to 255 bytes");
    ensure(key.key.size() == key_size, "a key has 32 bytes");
    ensure(find(key.id.str()) == &key, "the ids of keys differ");
  }
}

BoxSealer::~BoxSealer() = default;

std::unique_ptr<BoxSealer> BoxSealer::of(const KeyRing& ring, Purpose purpose, Entropy& entropy) {
  ensure(purpose == Purpose::personal || purpose == Purpose::nonce, "the purpose is one of boxes");
  std::vector<Key> keys;
  for (const KeyLine& line : ring.list()) {
    if (line.use != use_of(purpose) || line.state == KeyState::destroyed) continue;
    Result<Secret> key = ring.derive(line.id, purpose);
    ensure(key.has_value(), "a key that is not destroyed can be derived from");
    keys.push_back({line.id, std::move(key).value()});
    if (line.state == KeyState::active) std::swap(keys.front(), keys.back());
  }
  return std::make_unique<BoxSealer>(std::move(keys), entropy);
}

const BoxSealer::Key* BoxSealer::find(std::string_view id) const {
  const auto found = std::ranges::find_if(keys_, [&](const Key& key) { return key.id.str() == id; });
  return found == keys_.end() ? nullptr : &*found;
}

Bytes BoxSealer::seal(ByteView plain, std::string_view context) {
  ensure(plain.size() <= most_plain, "what is sealed has at most 2^30 - 1024 bytes");
  const Key& key = keys_.front();
  const std::string& id = key.id.str();
  const std::size_t header_size = 2 + id.size();
  Bytes box(header_size + nonce_size + plain.size() + tag_size);
  box[0] = version;
  box[1] = static_cast<std::uint8_t>(id.size());
  std::ranges::copy(bytes_of(id), box.begin() + 2);
  std::uint8_t* const nonce = box.data() + header_size;
  std::uint8_t* const ciphertext = nonce + nonce_size;
  std::uint8_t* const tag = ciphertext + plain.size();
  entropy_.fill({nonce, nonce_size});

  const Context gcm = make_context();
  const auto* const secret = key.key.expose().data();
  ensure(EVP_EncryptInit_ex2(gcm.get(), cipher_->aes.get(), secret, nonce, nullptr) == 1, "AES-256-GCM takes a key");
  associate(gcm, ByteView{box}.first(header_size));
  associate(gcm, bytes_of(context));
  transform(gcm, plain, ciphertext);
  int size = 0;
  ensure(EVP_EncryptFinal_ex(gcm.get(), tag, &size) == 1 && size == 0, "AES-256-GCM ends");
  ensure(EVP_CIPHER_CTX_ctrl(gcm.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, tag) == 1, "AES-256-GCM gives its tag");
  return box;
}

Result<Secret> BoxSealer::open(ByteView box, std::string_view context) const {
  const std::optional<Parts> parts = take_apart(box);
  if (!parts) return broken();
  const Key* const key = find(parts->key_id);
  if (key == nullptr) return broken();

  const Context gcm = make_context();
  const auto* const secret = key->key.expose().data();
  ensure(EVP_DecryptInit_ex2(gcm.get(), cipher_->aes.get(), secret, parts->nonce.data(), nullptr) == 1,
         "AES-256-GCM takes a key");
  std::array<std::uint8_t, tag_size> tag;
  std::ranges::copy(parts->tag, tag.begin());
  ensure(EVP_CIPHER_CTX_ctrl(gcm.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()) == 1, "AES-256-GCM takes a tag");
  associate(gcm, parts->header);
  associate(gcm, bytes_of(context));
  Bytes plain(parts->ciphertext.size());
  transform(gcm, parts->ciphertext, plain.data());
  int size = 0;
  std::array<std::uint8_t, tag_size> rest;  // GCM leaves nothing for the end; the library wants a place all the same
  const bool authentic = EVP_DecryptFinal_ex(gcm.get(), rest.data(), &size) == 1;
  Secret opened{std::move(plain)};
  if (!authentic) return broken();
  return opened;
}

}  // namespace postproof::codegen
