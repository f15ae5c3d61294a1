#include "postsim/credentials.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace postproof::postsim {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The text between the quotes of `name = "text"`, with nothing but a comment after it.
std::optional<std::string_view> value_in(std::string_view line, std::string_view name) {
  if (!line.starts_with(name)) return std::nullopt;
  line = trimmed(line.substr(name.size()));
  if (!line.starts_with('=')) return std::nullopt;
  line = trimmed(line.substr(1));
  if (!line.starts_with('"')) return std::nullopt;
  const std::size_t end = line.find('"', 1);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view value = line.substr(1, end - 1);
  const std::string_view rest = trimmed(line.substr(end + 1));
  const bool plain = std::none_of(value.begin(), value.end(), [](char c) {
    return c == '\\' || static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
  });
  if (value.empty() || !plain || !(rest.empty() || rest.starts_with('#'))) return std::nullopt;
  return value;
}

}  // namespace

bool Credentials::match(std::string_view given_login, const Secret& given_password) const {
  return equal_in_constant_time(password, given_password) && given_login == login;
}

Result<Credentials> parse_credentials(std::string_view text) {
  Credentials credentials;
  std::size_t at = 0;
  for (int number = 1; at <= text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = trimmed(text.substr(at, end - at));
    at = end + 1;
    if (line.empty() || line.starts_with('#')) continue;
    const auto login = value_in(line, "login");
    const auto password = value_in(line, "password");
    if (login && credentials.login.empty()) {
      credentials.login = *login;
    } else if (password && credentials.password.empty()) {
      credentials.password = Secret(*password);
    } else {
      return fail(ErrorKind::configuration_invalid,
                  fmt::format("line {}: login = \"...\" or password = \"...\" is expected, each once", number));
    }
  }
  if (credentials.login.empty() || credentials.password.empty()) {
    return fail(ErrorKind::configuration_invalid, "login and password are both required");
  }
  return credentials;
}

Result<Credentials> load_credentials(const Files& files, const Path& file) {
  PP_TRY(Bytes bytes, files.read(file, 64U << 10U));
  const Secret content(std::move(bytes));
  auto credentials = parse_credentials(content.expose_text());
  if (!credentials) {
    return fail(ErrorKind::configuration_invalid, file.string() + ": " + credentials.error().detail);
  }
  return credentials;
}

}  // namespace postproof::postsim
