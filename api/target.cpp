#include "api/target.hpp"

#include <optional>
#include <utility>

#include "api/ascii.hpp"

namespace postproof::api {

namespace {

Error malformed(const char* what) { return fail(ErrorKind::malformed_request, what); }

std::optional<unsigned> hex_value(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  const char lower = to_lower(c);
  if (lower >= 'a' && lower <= 'f') return static_cast<unsigned>(lower - 'a' + 10);
  return std::nullopt;
}

std::optional<std::string> decoded(std::string_view text, bool plus_is_space) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain.push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = hex_value(text[i + 1]);
    const auto low = hex_value(text[i + 2]);
    if (!high || !low) return std::nullopt;
    plain.push_back(static_cast<char>(*high * 16 + *low));
    i += 2;
  }
  return plain;
}

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

Result<std::string> path_segment(std::string_view text) {
  std::optional<std::string> plain = decoded(text, false);
  if (!plain) return malformed("the path holds a broken percent-encoding");
  if (*plain == "." || *plain == "..") return malformed("the path holds a dot segment");
  const auto is_refused = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '/' || c == '\\';
  };
  if (std::ranges::any_of(*plain, is_refused)) return malformed("the path holds an encoded slash or control character");
  return std::move(*plain);
}

QueryParameter query_parameter(std::string_view text) {
  QueryParameter parameter;
  const std::string_view name = take_until(text, '=');
  const auto plain_name = decoded(name, true);
  parameter.name = plain_name && is_visible(*plain_name) ? *plain_name : std::string(name);
  auto plain_value = decoded(text, true);
  parameter.readable = plain_value.has_value();
  parameter.value = std::move(plain_value).value_or("");
  return parameter;
}

/// Moves the authority of the absolute form from `rest` to `target`; leaves other forms alone.
Result<void> take_authority(std::string_view& rest, Target& target) {
  const std::size_t end_of_scheme = rest.find("://");
  const std::string_view scheme = rest.substr(0, end_of_scheme);
  if (end_of_scheme == std::string_view::npos || rest.front() == '/') return success();
  if (!same_ignoring_case(scheme, "http") && !same_ignoring_case(scheme, "https")) {
    return malformed("the target has a scheme that is not spoken here");
  }
  rest.remove_prefix(end_of_scheme + 3);
  const std::size_t end = rest.find_first_of("/?");
  target.authority = lower_case(rest.substr(0, end));
  if (target.authority.empty() || target.authority.find('@') != std::string::npos) {
    return malformed("the target names no plain host");
  }
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
  return success();
}

std::string without_default_port(std::string_view authority) {
  if (authority.ends_with(":80")) authority.remove_suffix(3);
  if (authority.ends_with(':')) authority.remove_suffix(1);
  return lower_case(authority);
}

}  // namespace

Result<Target> parse_target(std::string_view target) {
  Target parsed;
  if (target == "*") {
    parsed.segments.emplace_back("*");
    return parsed;
  }
  std::string_view rest = target;
  PP_TRYV(take_authority(rest, parsed));
  const std::size_t query_at = rest.find('?');
  std::string_view path = rest.substr(0, query_at);
  std::string_view query = query_at == std::string_view::npos ? std::string_view{} : rest.substr(query_at + 1);
  if (path.empty() && !parsed.authority.empty()) path = "/";
  if (!path.starts_with('/')) return malformed("the target is neither a path nor a URL");
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    PP_TRY(std::string segment, path_segment(path.substr(0, end)));
    parsed.segments.push_back(std::move(segment));
    path.remove_prefix(end);
  }
  while (!query.empty()) {
    const std::string_view parameter = take_until(query, '&');
    if (!parameter.empty()) parsed.query.push_back(query_parameter(parameter));
  }
  return parsed;
}

bool is_own_authority(std::string_view authority, std::string_view host, const std::vector<std::string>& own) {
  const std::string wanted = without_default_port(authority);
  if (!host.empty() && without_default_port(host) != wanted) return false;
  return std::ranges::any_of(own, [&](const std::string& name) { return without_default_port(name) == wanted; });
}

}  // namespace postproof::api
