#include "api/request_head.hpp"

#include <charconv>
#include <string>

#include "api/ascii.hpp"

namespace postproof::api {

namespace {

Error malformed(const char* what) { return fail(ErrorKind::malformed_request, what); }

struct RequestLine {
  std::string_view method;
  std::string_view target;
  int minor_version = 1;
};

/// Characters of a URI (RFC 3986, section 2), a fragment excluded.
bool is_target_character(char c) {
  return is_alphanumeric(c) || std::string_view("-._~:/?[]@!$&'()*+,;=%").find(c) != std::string_view::npos;
}

Result<RequestLine> parse_request_line(std::string_view line, std::size_t most_target_bytes) {
  RequestLine parsed;
  std::string_view rest = line;
  parsed.method = take_until(rest, ' ');
  parsed.target = take_until(rest, ' ');
  const bool method_is_good = !parsed.method.empty() && std::ranges::all_of(parsed.method, [](char c) {
    return is_token_character(c) && !is_lower(c);
  });
  if (!method_is_good) return malformed("the request line does not begin with a method in capitals");
  if (parsed.target.size() > most_target_bytes) return fail(ErrorKind::uri_too_long, "the target is too long");
  if (parsed.target.empty() || !std::ranges::all_of(parsed.target, is_target_character)) {
    return malformed("the target is missing or holds a character that must be percent-encoded");
  }
  if (rest != "HTTP/1.1" && rest != "HTTP/1.0") return malformed("only HTTP/1.0 and HTTP/1.1 are spoken here");
  parsed.minor_version = rest.back() - '0';
  return parsed;
}

Result<HeaderField> parse_field(std::string_view line) {
  if (is_blank(line.front())) return malformed("a header line is folded");
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return malformed("a header line has no colon");
  const HeaderField field{line.substr(0, colon), trimmed(line.substr(colon + 1))};
  if (field.name.empty() || !std::ranges::all_of(field.name, is_token_character)) {
    return malformed("a header name is empty or holds a character that is not allowed");
  }
  const auto is_control = [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; };
  if (std::ranges::any_of(field.value, is_control)) return malformed("a header value holds a control character");
  return field;
}

bool is_port(std::string_view text) {
  return text.size() <= 5 && std::ranges::all_of(text, is_digit);  // an empty port is allowed (RFC 3986, 3.2.3)
}

bool is_host(std::string_view text) {
  const auto is_address_character = [](char c) { return is_alphanumeric(c) || c == ':' || c == '.'; };
  const auto is_name_character = [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
  };
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || end == 1) return false;
    const std::string_view port = text.substr(end + 1);
    return std::ranges::all_of(text.substr(1, end - 1), is_address_character) &&
           (port.empty() || (port.front() == ':' && is_port(port.substr(1))));
  }
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  return !name.empty() && std::ranges::all_of(name, is_name_character) &&
         (colon == std::string_view::npos || is_port(text.substr(colon + 1)));
}

Result<void> read_host(RequestHead& head) {
  const std::size_t count = head.count("Host");
  if (count > 1) return malformed("Host is given more than once");
  if (count == 0 && head.minor_version == 0) return success();
  if (count == 0) return malformed("Host is missing");
  head.host = head.first("Host");
  if (!is_host(head.host)) return malformed("Host is no host");
  return success();
}

Result<void> read_body_framing(RequestHead& head) {
  const std::size_t lengths = head.count("Content-Length");
  const std::size_t encodings = head.count("Transfer-Encoding");
  if (lengths > 1) return malformed("Content-Length is given more than once");
  if (lengths > 0 && encodings > 0) return malformed("Content-Length and Transfer-Encoding exclude each other");
  if (encodings > 0) {
    if (encodings > 1 || !same_ignoring_case(head.first("Transfer-Encoding"), "chunked")) {
      return malformed("the only Transfer-Encoding is chunked");
    }
    if (head.minor_version == 0) return malformed("HTTP/1.0 has no Transfer-Encoding");
    head.chunked = true;
  }
  if (lengths > 0) {
    const std::string_view text = head.first("Content-Length");
    std::uint64_t length = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), length);
    const bool digits = !text.empty() && std::ranges::all_of(text, is_digit);
    if (!digits || fault != std::errc{} || end != text.data() + text.size()) {
      return malformed("Content-Length is no number of bytes");
    }
    head.content_length = length;
  }
  return success();
}

/// Whether one of the comma-separated words of the fields of this name is `word`.
bool names_word(const RequestHead& head, std::string_view name, std::string_view word) {
  return std::ranges::any_of(head.fields, [&](const HeaderField& field) {
    if (!same_ignoring_case(field.name, name)) return false;
    std::string_view rest = field.value;
    while (!rest.empty()) {
      if (same_ignoring_case(trimmed(take_until(rest, ',')), word)) return true;
    }
    return false;
  });
}

void read_connection(RequestHead& head) {
  const bool asked = names_word(head, "Connection", "keep-alive");
  head.keep_alive = !names_word(head, "Connection", "close") && (head.minor_version == 1 || asked);
  head.expects_continue = head.minor_version == 1 && names_word(head, "Expect", "100-continue");
}

std::string_view take_line(std::string_view& block) {
  const std::size_t end = block.find("\r\n");
  const std::string_view line = block.substr(0, end);
  block = end == std::string_view::npos ? std::string_view{} : block.substr(end + 2);
  return line;
}

}  // namespace

Result<void> HeadScanner::end_line(std::string_view line) {
  if (first_line_done_) return success();
  first_line_done_ = true;
  PP_TRYV(parse_request_line(line, limits_.most_target_bytes));
  return success();
}

Result<void> HeadScanner::check_unfinished(std::string_view received) const {
  if (!first_line_done_) {
    std::string_view rest = received;
    (void)take_until(rest, ' ');
    if (take_until(rest, ' ').size() > limits_.most_target_bytes) {
      return fail(ErrorKind::uri_too_long, "the target is too long");
    }
  }
  if (received.size() >= limits_.most_bytes) return fail(ErrorKind::headers_too_large, "the header block is too large");
  return success();
}

Result<std::optional<std::size_t>> HeadScanner::scan(std::string_view received) {
  for (; scanned_ < received.size() && scanned_ < limits_.most_bytes; ++scanned_) {
    const char c = received[scanned_];
    const bool after_return = scanned_ > 0 && received[scanned_ - 1] == '\r';
    if (c == '\0') return malformed("the header block holds a NUL");
    if ((c == '\n') != after_return) return malformed("a line does not end with CR LF");
    if (c != '\n') continue;
    const std::string_view line = received.substr(line_start_, scanned_ - 1 - line_start_);
    if (line.empty() && first_line_done_) return std::optional{scanned_ + 1};
    PP_TRYV(end_line(line));
    line_start_ = scanned_ + 1;
  }
  PP_TRYV(check_unfinished(received));
  return std::optional<std::size_t>{};
}

std::size_t RequestHead::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(fields, [&](const HeaderField& field) { return same_ignoring_case(field.name, name); }));
}

std::string_view RequestHead::first(std::string_view name) const {
  const auto found =
      std::ranges::find_if(fields, [&](const HeaderField& field) { return same_ignoring_case(field.name, name); });
  return found == fields.end() ? std::string_view{} : found->value;
}

Result<RequestHead> parse_head(std::string_view block, const HeadLimits& limits) {
  PP_TRY(const RequestLine line, parse_request_line(take_line(block), limits.most_target_bytes));
  RequestHead head;
  head.method = line.method;
  head.target = line.target;
  head.minor_version = line.minor_version;
  head.fields.reserve(16);
  for (std::string_view text = take_line(block); !text.empty(); text = take_line(block)) {
    if (head.fields.size() == limits.most_fields) {
      return fail(ErrorKind::headers_too_large, "the request has too many header fields");
    }
    PP_TRY(const HeaderField field, parse_field(text));
    head.fields.push_back(field);
  }
  PP_TRYV(read_host(head));
  PP_TRYV(read_body_framing(head));
  read_connection(head);
  return head;
}

}  // namespace postproof::api
