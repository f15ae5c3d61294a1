#define TOML_ENABLE_FORMATTERS 0
#include "app/post_access.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

namespace postproof::app {

namespace {

Result<Secret> text_in(const toml::table& table, std::string_view key, const Path& file) {
  const auto value = table[key].value_exact<std::string>();
  if (value) return Secret(std::string_view(*value));
  return fail(ErrorKind::configuration_invalid, fmt::format("{}: {} must be a text in quotes", file.string(), key));
}

}  // namespace

Result<tracking::PostAccess> post_access(const Config& config) {
  const Path file = config.in(config.tracking.credentials_file);
  tracking::PostAccess access;
  access.single_url = config.tracking.single_url;
  access.batch_url = config.tracking.batch_url;
  try {
    const toml::table table = toml::parse_file(file.string());
    PP_TRY(Secret login, text_in(table, "login", file));
    PP_TRY(Secret password, text_in(table, "password", file));
    PP_TRY(access.credentials, tracking::make_post_credentials(std::move(login), std::move(password)));
    return access;
  } catch (const toml::parse_error& error) {
    return fail(ErrorKind::configuration_invalid,
                fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description()));
  }
}

system::CurlSettings post_connection(const Config& config) {
  system::CurlSettings settings;
  settings.proxy = config.tracking.proxy;
  return settings;
}

}  // namespace postproof::app
