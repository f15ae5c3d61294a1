#include "api/admission.hpp"

#include <array>
#include <set>

#include "api/ascii.hpp"
#include "api/json_fields.hpp"
#include "api/media.hpp"

namespace postproof::api {

namespace {

constexpr std::size_t longest_token = 512;
constexpr std::size_t longest_idempotency_key = 255;
constexpr std::size_t longest_request_id = 64;

/// The token of `Authorization: Bearer token` (RFC 6750, section 2.1); empty if there is none of this form.
std::string_view bearer_token(const RequestHead& head) {
  if (head.count("Authorization") != 1) return {};
  std::string_view rest = head.first("Authorization");
  if (!same_ignoring_case(take_until(rest, ' '), "Bearer")) return {};
  const std::string_view token = trimmed(rest);
  const auto is_good = [](char c) {
    return is_alphanumeric(c) || std::string_view("-._~+/=").find(c) != std::string_view::npos;
  };
  return token.size() <= longest_token && std::ranges::all_of(token, is_good) ? token : std::string_view{};
}

void check_query(Exchange& exchange) {
  std::set<std::string_view> seen;
  for (const QueryParameter& parameter : exchange.query) {
    const auto report = [&](std::string_view code, const char* message) {
      add_field_error(exchange.field_errors, parameter.name.substr(0, 64), code, message);
    };
    if (std::ranges::find(exchange.route->query, parameter.name) == exchange.route->query.end()) {
      report("unknown_field", "there is no such query parameter");
    } else if (!seen.insert(parameter.name).second) {
      report("bad_format", "the query parameter is given more than once");
    } else if (!parameter.readable) {
      report("bad_format", "the percent-encoding of the query parameter is broken");
    }
  }
}

void check_idempotency_key(const RequestHead& head, Exchange& exchange) {
  if (exchange.route->method != "POST") return;
  const std::string_view key = head.first("Idempotency-Key");
  const auto report = [&](std::string_view code, const char* message) {
    add_field_error(exchange.field_errors, "Idempotency-Key", code, message);
  };
  if (head.count("Idempotency-Key") > 1) {
    report("bad_format", "the key is given more than once");
  } else if (key.size() > longest_idempotency_key) {
    report("too_long", "the key has at most 255 characters");
  } else if (!std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7F; })) {
    report("bad_characters", "the key is of visible ASCII characters");
  } else if (!key.empty()) {
    exchange.idempotency_key = std::string(key);
  }
}

/// All fields of this name as one list (RFC 9110, section 5.3).
std::string joined(const RequestHead& head, std::string_view name) {
  std::string list;
  for (const HeaderField& field : head.fields) {
    if (!same_ignoring_case(field.name, name)) continue;
    if (!list.empty()) list += ", ";
    list += field.value;
  }
  return list;
}

/// The target without scheme and authority.
std::string_view path_and_query(std::string_view target) {
  if (target.starts_with('/')) return target;
  const std::size_t authority = target.find("//");
  const std::size_t path = authority == std::string_view::npos ? authority : target.find_first_of("/?", authority + 2);
  return path == std::string_view::npos ? std::string_view{} : target.substr(path);
}

Result<void> check_body(const RequestHead& head, const Doorway& doorway, const Route& route) {
  if (head.content_length.value_or(0) > doorway.most_body_bytes) {
    return fail(ErrorKind::body_too_large, "a body has at most " + std::to_string(doorway.most_body_bytes) + " bytes");
  }
  if (head.has("Content-Encoding")) {
    return fail(ErrorKind::unsupported_media_type, "encoded bodies are not read; send it plain");
  }
  if (route.body == BodyRule::json && !body_is_json(head)) {
    return fail(ErrorKind::unsupported_media_type, "the body must be application/json in UTF-8");
  }
  return success();
}

}  // namespace

Result<void> Admission::find(const RequestHead& head, const Doorway& doorway, Exchange& exchange) const {
  PP_TRY(Target target, parse_target(head.target));
  if (!target.authority.empty() && !is_own_authority(target.authority, head.host, doorway.own_hosts)) {
    return fail(ErrorKind::malformed_request, "the target is on another host");
  }
  RouteMatch match = find_route(routes_, doorway.door, head.method, target.segments);
  if (match.allow.empty()) return fail(ErrorKind::not_found, "there is nothing at this path");
  exchange.allow = std::move(match.allow);
  if (match.route == nullptr) {
    return fail(ErrorKind::method_not_allowed, "this path does not know the method; see Allow");
  }
  exchange.route = match.route;
  exchange.parameters = std::move(match.parameters);
  exchange.query = std::move(target.query);
  const std::string_view after_authority = path_and_query(head.target);
  exchange.path = after_authority.substr(0, after_authority.find('?'));
  return success();
}

Result<void> Admission::identify(const RequestHead& head, SteadyTime now, Exchange& exchange) const {
  const Roles& roles = exchange.route->roles;
  if (roles.empty()) return success();
  const std::string_view token = bearer_token(head);
  if (token.empty()) return fail(ErrorKind::unauthenticated, "send a token as Authorization: Bearer");
  PP_TRY(exchange.identity, backend_.authenticate(Secret(token)));
  if (limiter_.is_on()) exchange.rate = limiter_.take(exchange.identity.token_name, now);
  if (!roles.contains(exchange.identity.role)) {
    return fail(ErrorKind::forbidden, "the role of this token does not include the call");
  }
  if (exchange.rate && !exchange.rate->allowed) {
    Error refusal = fail(ErrorKind::rate_limited, "this token asks too often; wait a little");
    refusal.facts.retry_after = seconds{1};
    return refusal;
  }
  return success();
}

Result<void> Admission::admit(const RequestHead& head, const Doorway& doorway, SteadyTime now,
                              Exchange& exchange) const {
  exchange.method = head.method;
  exchange.head_only = head.method == "HEAD";
  exchange.english = prefers_english(head);
  PP_TRYV(find(head, doorway, exchange));
  PP_TRYV(identify(head, now, exchange));
  if (!accepts(head, exchange.route->content_type)) {
    return fail(ErrorKind::not_acceptable, "the answer is " + std::string(exchange.route->content_type));
  }
  PP_TRYV(check_body(head, doorway, *exchange.route));
  check_query(exchange);
  check_idempotency_key(head, exchange);
  exchange.if_none_match = joined(head, "If-None-Match");
  return success();
}

std::string make_request_id(Entropy& entropy) {
  std::array<std::uint8_t, 16> bits{};
  entropy.fill(bits);
  return to_hex(bits);
}

std::string request_id_of(const RequestHead& head, Entropy& entropy) {
  const std::string_view id = head.first("X-Request-Id");
  const auto is_good = [](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; };
  const bool taken = head.count("X-Request-Id") == 1 && !id.empty() && id.size() <= longest_request_id &&
                     std::ranges::all_of(id, is_good);
  return taken ? std::string(id) : make_request_id(entropy);
}

}  // namespace postproof::api
