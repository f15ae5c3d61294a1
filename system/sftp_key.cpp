#include "system/sftp_key.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "core/secret.hpp"
#include "system/base64.hpp"

namespace postproof::system {

namespace {

constexpr std::uint64_t most_bytes = 64U << 10U;
constexpr std::string_view first_line = "-----BEGIN OPENSSH PRIVATE KEY-----";
constexpr std::string_view last_line = "-----END OPENSSH PRIVATE KEY-----";
constexpr std::string_view magic{"openssh-key-v1\0", 15};

/// Takes numbers and strings as SSH writes them (RFC 4251, 5) from the front of a text.
class SshReader {
 public:
  explicit SshReader(std::string_view text) : rest_(text) {}
  std::optional<std::uint32_t> number() {
    if (rest_.size() < 4) return std::nullopt;
    std::uint32_t value = 0;
    for (const char c : rest_.substr(0, 4)) value = (value << 8U) | static_cast<std::uint8_t>(c);
    rest_.remove_prefix(4);
    return value;
  }
  std::optional<std::string_view> string() {
    const auto length = number();
    if (!length || *length > rest_.size()) return std::nullopt;
    const std::string_view value = rest_.substr(0, *length);
    rest_.remove_prefix(*length);
    return value;
  }

 private:
  std::string_view rest_;
};

/// What is wrong with the decoded key; empty if nothing.
std::string defect_of(std::string_view key) {
  static constexpr const char* broken = "is no private key that can be read";
  if (!key.starts_with(magic)) return broken;
  SshReader reader(key.substr(magic.size()));
  const auto cipher = reader.string();
  const auto derivation = reader.string();
  const auto options = reader.string();
  const auto count = reader.number();
  const auto public_key = reader.string();
  if (!cipher || !derivation || !options || count != 1U || !public_key) return broken;
  const auto kind = SshReader(*public_key).string();
  if (!kind) return broken;
  if (*kind != "ssh-ed25519") {
    const bool printable = std::ranges::all_of(*kind, [](char c) { return c > ' ' && c < 0x7F; });
    return "is a key of another kind (" + (printable ? std::string(kind->substr(0, 40)) : "unknown") +
           "); only Ed25519 is taken: make one with 'ssh-keygen -t ed25519 -N \"\" -f FILE'";
  }
  if (*cipher != "none" || *derivation != "none") {
    return "has a passphrase, which nobody could type at night; make one without";
  }
  return {};
}

/// The base64 between the two lines, without line ends; nothing if it is no such file.
std::optional<std::string> armoured(std::string_view text) {
  const std::size_t begin = text.find(first_line);
  const std::size_t end = text.find(last_line);
  if (begin != 0 || end == std::string_view::npos) return std::nullopt;
  std::string base64;
  for (const char c : text.substr(first_line.size(), end - first_line.size())) {
    if (c != '\n' && c != '\r') base64.push_back(c);
  }
  return base64;
}

std::string defect_of_file(std::string_view text) {
  auto base64 = armoured(text);
  if (!base64) {
    return "is no private key in the format of OpenSSH; only Ed25519 is taken: make one with "
           "'ssh-keygen -t ed25519 -N \"\" -f FILE'";
  }
  const Secret encoded(*base64);
  wipe({reinterpret_cast<std::uint8_t*>(base64->data()), base64->size()});
  auto decoded = from_base64(encoded.expose_text());
  if (!decoded) return "is no private key that can be read";
  const Secret key(std::move(*decoded));
  return defect_of(key.expose_text());
}

}  // namespace

Result<void> check_sftp_key(const Files& files, const Path& file) {
  const std::string name = file.string();
  if (!files.exists(file)) return fail(ErrorKind::key_unusable, "there is no SFTP key at " + name);
  PP_TRY(const unsigned mode, files.mode(file));
  if (mode != 0600 && mode != 0400) {
    return fail(ErrorKind::key_unusable, "the SFTP key " + name + " is open to others; give it mode 0600");
  }
  auto content = files.read(file, most_bytes);
  if (!content) return fail(ErrorKind::key_unusable, "the SFTP key cannot be read: " + content.error().detail);
  const Secret text(std::move(content.value()));
  const std::string defect = defect_of_file(text.expose_text());
  if (!defect.empty()) return fail(ErrorKind::key_unusable, "the SFTP key " + name + " " + defect);
  return success();
}

Result<Digest> read_host_key_sha256(std::string_view text) {
  constexpr std::string_view prefix = "SHA256:";
  Digest digest{};
  Bytes bytes;
  const bool is_hex = text.size() == 2 * digest.size() && from_hex(text, bytes);
  if (!is_hex) {
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    bytes = from_base64(text).value_or(Bytes{});
  }
  if (bytes.size() != digest.size()) {
    return fail(ErrorKind::configuration_invalid,
                "must be the SHA-256 of the host's key as 'ssh-keygen -l' prints it (SHA256:...), or 64 hexadecimal "
                "digits");
  }
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

}  // namespace postproof::system
