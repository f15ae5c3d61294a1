#include "tracking/soap_document.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>

#include <fmt/format.h>

#include "core/ensure.hpp"
#include "tracking/office_zone.hpp"

namespace postproof::tracking {

namespace {

constexpr std::string_view xml_space = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(xml_space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(xml_space) - first + 1);
}

bool is_xml_char(std::uint32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return (c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

/// The character that starts at `at` (RFC 3629: shortest form, no surrogates), and moves `at` behind it.
std::optional<std::uint32_t> next_char(std::string_view text, std::size_t& at) {
  const auto byte = [&text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(at);
  if (lead < 0x80) {
    ++at;
    return lead;
  }
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return std::nullopt;
  std::uint32_t c = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) return std::nullopt;
    c = (c << 6U) | (byte(at + i) & 0x3FU);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (c < least[length]) return std::nullopt;
  at += length;
  return c;
}

/// Moves `at` behind the character there; false if it is none that XML allows. Cyrillic goes the short way.
inline bool skip_xml_char(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<std::uint8_t>(text[at]);
  const bool plain = lead >= 0x20 && lead < 0x80;
  const bool two_bytes = lead >= 0xC2 && lead <= 0xDF && at + 1 < text.size() && (text[at + 1] & 0xC0) == 0x80;
  if (plain || two_bytes) {
    at += plain ? 1 : 2;
    return true;
  }
  const auto c = next_char(text, at);
  return c && is_xml_char(*c);
}

/// Whether a byte of UTF-8 is not the first of its character.
bool is_inside_char(char byte) { return (static_cast<std::uint8_t>(byte) & 0xC0U) == 0x80; }

constexpr std::uint64_t each_byte(std::uint8_t value) { return 0x0101010101010101U * value; }

/// 0x01 in each byte of `word` that is `wanted`; both are ASCII.
constexpr std::uint64_t equal_bytes(std::uint64_t word, std::uint8_t wanted) {
  const std::uint64_t difference = word ^ each_byte(wanted);
  return ((each_byte(0x80) - difference) & each_byte(0x80)) >> 7U;
}
static_assert(equal_bytes(0x3C3D203C3C7F4100U, '<') == 0x0100000101000000U);

/// Eight characters that are ASCII and no control characters.
constexpr bool is_plain(std::uint64_t word) { return ((word | (word - each_byte(0x20))) & each_byte(0x80)) == 0; }

/// How many '<' and '=' the text has; nothing if it is not UTF-8 of characters that XML allows. Plain ASCII goes by
/// eight.
std::optional<std::size_t> marks_of_xml_text(std::string_view text) {
  std::size_t marks = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::uint64_t sums = 0;  // a count of up to 200 in each byte
    for (int turns = 0; turns < 100 && at + sizeof sums <= text.size(); ++turns, at += sizeof sums) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + at, sizeof word);
      if (!is_plain(word)) break;
      sums += equal_bytes(word, '<') + equal_bytes(word, '=');
    }
    for (; sums != 0; sums >>= 8U) marks += sums & 0xFFU;
    const std::size_t end = std::min(text.size(), at + sizeof sums);
    while (at < end) {
      const char first = text[at];
      if (!skip_xml_char(text, at)) return std::nullopt;
      marks += first == '<' || first == '=' ? 1 : 0;
    }
  }
  return marks;
}

/// Whether every numeric reference (&#10; &#xA;) names a character that XML allows.
bool references_are_sound(std::string_view text) {
  for (std::size_t at = text.find("&#"); at != std::string_view::npos; at = text.find("&#", at + 2)) {
    const bool hex = at + 2 < text.size() && text[at + 2] == 'x';
    const char* const first = text.data() + at + (hex ? 3 : 2);
    const char* const end = text.data() + text.size();
    std::uint32_t c = 0;
    const auto [behind, problem] = std::from_chars(first, end, c, hex ? 16 : 10);
    if (problem != std::errc{} || behind == end || *behind != ';' || !is_xml_char(c)) return false;
  }
  return true;
}

bool looks_like_html(std::string_view text) {
  std::string head{trimmed(text.substr(0, 512)).substr(0, 14)};
  std::ranges::transform(head, head.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return head == "<!doctype html" || head.starts_with("<html");
}

struct NameParts {
  std::string_view prefix;
  std::string_view local;
};

NameParts parts_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return {{}, name};
  return {name.substr(0, colon), name.substr(colon + 1)};
}

bool declares(std::string_view attribute, std::string_view prefix) {
  constexpr std::string_view xmlns = "xmlns";
  if (!attribute.starts_with(xmlns)) return false;
  attribute.remove_prefix(xmlns.size());
  if (prefix.empty()) return attribute.empty();
  return attribute.size() == prefix.size() + 1 && attribute[0] == ':' && attribute.substr(1) == prefix;
}

/// The namespace that `prefix` stands for at `element`; nothing if a prefix is not declared.
std::optional<std::string_view> uri_of(pugi::xml_node element, std::string_view prefix) {
  for (; element.type() == pugi::node_element; element = element.parent()) {
    for (const pugi::xml_attribute attribute : element.attributes()) {
      if (declares(attribute.name(), prefix)) return std::string_view{attribute.value()};
    }
  }
  if (prefix.empty()) return std::string_view{};
  return std::nullopt;
}

bool is_named(pugi::xml_node node, std::string_view uri, std::string_view local_name) {
  if (node.type() != pugi::node_element) return false;
  const NameParts parts = parts_of(node.name());
  return parts.local == local_name && uri_of(node, parts.prefix) == uri;
}

pugi::xml_node first_named(pugi::xml_node from, std::string_view uri, std::string_view local_name) {
  while (from && !is_named(from, uri, local_name)) from = from.next_sibling();
  return from;
}

constexpr std::uint64_t digest_start = 0x9e3779b97f4a7c15U;

void add_word(std::uint64_t& digest, std::uint64_t word) {
  digest = (digest ^ word) * 0xff51afd7ed558ccdU;
  digest ^= digest >> 32U;
}

/// Length and bytes, so that texts side by side cannot be taken for others.
void add_text(std::uint64_t& digest, std::string_view text) {
  add_word(digest, text.size());
  while (text.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof word);
    add_word(digest, word);
    text.remove_prefix(sizeof word);
  }
  std::uint64_t rest = 0;
  std::memcpy(&rest, text.data(), text.size());
  add_word(digest, rest);
}

struct DepthMeter : pugi::xml_tree_walker {
  int deepest = 0;
  bool for_each(pugi::xml_node&) override {
    deepest = std::max(deepest, depth() + 1);
    return deepest <= most_answer_depth;
  }
};

/// The complaint about raw text, or nothing.
std::optional<std::string> complaint_about(std::string_view text) {
  if (text.size() > most_answer_bytes) return "The post's answer is larger than 12 MiB.";
  if (trimmed(text).empty()) return "The post's answer is empty.";
  if (looks_like_html(text)) return "The post answered with an HTML page instead of SOAP.";
  const bool whole =
      trimmed(text).ends_with('>') && (trimmed(text).starts_with('<') || text.starts_with("\xEF\xBB\xBF<"));
  if (!whole) return "The post's answer is no XML or was cut off.";
  const auto marks = marks_of_xml_text(text);
  if (!marks) return "The post's answer is not UTF-8 text.";
  if (*marks > most_answer_marks) return "The post's answer has too many elements.";
  if (!references_are_sound(text)) return "The post's answer has a reference to a character that XML forbids.";
  return std::nullopt;
}

/// The complaint about a parsed document, or nothing.
std::optional<std::string> complaint_about(const pugi::xml_document& document) {
  for (const pugi::xml_node node : document.children()) {
    if (node.type() == pugi::node_doctype) return "The post's answer has a DOCTYPE, which is refused.";
  }
  DepthMeter meter;
  pugi::xml_node root = document;
  root.traverse(meter);
  if (meter.deepest > most_answer_depth) return "The post's answer is nested too deep.";
  const auto elements = std::ranges::count_if(
      document.children(), [](const pugi::xml_node& node) { return node.type() == pugi::node_element; });
  if (elements != 1) return "The post's answer has not exactly one root element.";
  return std::nullopt;
}

}  // namespace

Result<SoapDocument> SoapDocument::read(std::string text, std::string_view envelope_uri) {
  if (auto complaint = complaint_about(std::string_view{text})) return post_failure(std::move(*complaint));
  SoapDocument soap;
  soap.envelope_uri_ = envelope_uri;
  soap.text_ = std::make_unique<std::string>(text);
  soap.raw_ = std::move(text);
  soap.document_ = std::make_unique<pugi::xml_document>();
  const pugi::xml_parse_result parsed = soap.document_->load_buffer_inplace(
      soap.text_->data(), soap.text_->size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
  if (!parsed) {
    return post_failure(
        fmt::format("The post's answer is not well-formed XML (byte {}: {}).", parsed.offset, parsed.description()));
  }
  if (auto complaint = complaint_about(*soap.document_)) return post_failure(std::move(*complaint));
  const pugi::xml_node envelope = child_of(*soap.document_, envelope_uri, "Envelope");
  if (!envelope) return post_failure("The post's answer is no SOAP envelope of the expected version.");
  soap.body_ = child_of(envelope, envelope_uri, "Body");
  if (!soap.body_ || next_of(soap.body_, envelope_uri, "Body")) {
    return post_failure("The post's answer has not exactly one SOAP body.");
  }
  return soap;
}

pugi::xml_node SoapDocument::child_of(pugi::xml_node parent, std::string_view uri, std::string_view local_name) {
  return first_named(parent.first_child(), uri, local_name);
}

pugi::xml_node SoapDocument::next_of(pugi::xml_node node, std::string_view uri, std::string_view local_name) {
  return first_named(node.next_sibling(), uri, local_name);
}

bool NamedChildren::is_one(pugi::xml_node node) {
  const bool known = !known_.empty() && node.type() == pugi::node_element && node.name() == known_ &&
                     std::ranges::none_of(node.attributes(), [](const pugi::xml_attribute& attribute) {
                       return std::string_view{attribute.name()}.starts_with("xmlns");
                     });
  if (known) return true;
  if (!is_named(node, uri_, local_name_)) return false;
  const bool declares_nothing = std::ranges::none_of(node.attributes(), [](const pugi::xml_attribute& attribute) {
    return std::string_view{attribute.name()}.starts_with("xmlns");
  });
  if (declares_nothing) known_ = node.name();
  return true;
}

pugi::xml_node NamedChildren::next() {
  while (next_ && !is_one(next_)) next_ = next_.next_sibling();
  const pugi::xml_node found = next_;
  if (next_) next_ = next_.next_sibling();
  return found;
}

ElementDigest::ElementDigest(pugi::xml_node parent) : outside_(digest_start) {
  for (; parent.type() == pugi::node_element; parent = parent.parent()) {
    for (const pugi::xml_attribute attribute : parent.attributes()) {
      if (!std::string_view{attribute.name()}.starts_with("xmlns")) continue;
      add_text(outside_, attribute.name());
      add_text(outside_, attribute.value());
    }
  }
}

std::uint64_t ElementDigest::of(std::string_view source) const {
  std::uint64_t digest = outside_;
  add_text(digest, source);
  return digest;
}

std::string_view SoapDocument::source_of(pugi::xml_node element, pugi::xml_node next) const {
  const std::string_view name = element.name();
  const std::string_view raw = raw_;
  const auto start = static_cast<std::size_t>(element.offset_debug());
  const std::size_t end = next ? static_cast<std::size_t>(next.offset_debug()) : raw.size();
  ensure(start < end && end <= raw.size(), "elements lie in their text in the order of the document");
  std::string_view source = raw.substr(start, end - start);
  for (std::size_t tag = source.rfind("</"); tag != std::string_view::npos && tag > 0;
       tag = source.rfind("</", tag - 1)) {
    if (source.substr(tag + 2).starts_with(name)) return source.substr(0, tag);
  }
  return source;
}

std::string text_of_element(pugi::xml_node element) {
  std::string text;
  for (const pugi::xml_node part : element.children()) {
    if (part.type() == pugi::node_pcdata || part.type() == pugi::node_cdata) text += part.value();
  }
  return std::string{trimmed(text)};
}

std::optional<int> number_of(std::string_view text) {
  text = trimmed(text);
  const std::size_t digits = text.size() - (text.starts_with('-') ? 1 : 0);
  if (digits < 1 || digits > 9) return std::nullopt;
  int value = 0;
  const auto [behind, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || behind != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string bounded_name(std::string_view text) {
  std::string name;
  for (text = trimmed(text); !text.empty() && name.size() <= most_name_bytes; text = trimmed(text)) {
    const std::string_view word = text.substr(0, text.find_first_of(xml_space));
    if (!name.empty()) name += ' ';
    name += word.substr(0, most_name_bytes + 1);
    text.remove_prefix(word.size());
  }
  if (name.size() <= most_name_bytes) return name;
  std::size_t end = most_name_bytes;
  while (end > 0 && is_inside_char(name[end])) --end;
  name.resize(end);
  return std::string{trimmed(name)};
}

PostalIndex index_of(std::string_view text) {
  text = trimmed(text);
  const bool sound = text.size() <= 16 && std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7F'; });
  return sound ? PostalIndex{std::string{text}} : PostalIndex{};
}

std::optional<Instant> office_time_of(std::string_view text, const PostalIndex& index) {
  text = trimmed(text);
  if (text.size() != 19 || text[2] != '.' || text[5] != '.' || text[10] != ' ') return std::nullopt;
  std::string as_iso = "yyyy-MM-ddTHH:mm:ssZ";
  as_iso.replace(0, 4, text.substr(6, 4)).replace(5, 2, text.substr(3, 2)).replace(8, 2, text.substr(0, 2));
  const auto shown = parse_instant(as_iso.replace(11, 8, text.substr(11)));
  if (!shown) return std::nullopt;
  return *shown - office_zone(index).east;
}

std::string escaped(std::string_view text) {
  ensure(is_xml_text(text), "text written into XML holds no forbidden characters");
  std::string out;
  out.reserve(text.size() * 6);  // the longest escape; growing would leave copies of secrets behind
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&apos;"; break;
      case '\t': out += "&#9;"; break;
      case '\n': out += "&#10;"; break;
      case '\r': out += "&#13;"; break;
      default: out += c;
    }
  }
  return out;
}

bool is_xml_text(std::string_view text) { return marks_of_xml_text(text).has_value(); }

Error post_failure(std::string sentence) { return fail(ErrorKind::remote_failed, std::move(sentence)); }

}  // namespace postproof::tracking
