#include "app/notice_secret.hpp"

#include "system/base64.hpp"

namespace postproof::app {

namespace {

constexpr std::uint64_t most_file_bytes = 4096;
constexpr std::size_t least_key_bytes = 16;
constexpr std::size_t most_key_bytes = 128;
constexpr std::string_view prefix = "whsec_";

}  // namespace

Result<Secret> load_notice_secret(const Path& file, const Files& files) {
  const auto refused = [&](const char* why) {
    return fail(ErrorKind::configuration_invalid, "notices.secret_file: " + file.string() + " " + why);
  };
  auto content = files.read(file, most_file_bytes);
  if (!content) return refused("cannot be read; it must hold one line whsec_<base64>");
  const Secret text(std::move(content.value()));
  std::string_view line = text.expose_text();
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  if (!line.starts_with(prefix)) return refused("must hold one line whsec_<base64>");
  auto key = system::from_base64(line.substr(prefix.size()));
  if (!key) return refused("must hold one line whsec_<base64>");
  Secret secret(std::move(*key));
  if (secret.size() < least_key_bytes || secret.size() > most_key_bytes) return refused("must hold 16 to 128 bytes");
  return secret;
}

}  // namespace postproof::app
