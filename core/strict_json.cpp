#include "core/strict_json.hpp"

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/memory_resource.hpp>
#include <boost/json/parse.hpp>

#include "core/secret.hpp"

namespace postproof {

namespace {

namespace json = boost::json;

/// Memory that is overwritten before it is given back: documents may hold codes and keys.
class WipingMemory final : public json::memory_resource {
  void* do_allocate(std::size_t size, std::size_t) override { return ::operator new(size); }
  void do_deallocate(void* memory, std::size_t size, std::size_t) override {
    wipe({static_cast<std::uint8_t*>(memory), size});
    ::operator delete(memory);
  }
  bool do_is_equal(const json::memory_resource& other) const noexcept override { return this == &other; }
};

/// Watches the events of one parse for what the library allows and we do not.
struct Watcher {
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  std::string reason;
  std::string text;
  std::vector<std::set<std::string>> keys;

  bool refuse(std::string why, boost::system::error_code& ec) {
    reason = std::move(why);
    ec = json::make_error_code(json::error::syntax);
    return false;
  }
  bool take(std::string_view part, boost::system::error_code& ec) {
    if (part.find('\0') != std::string_view::npos) return refuse("a string holds U+0000", ec);
    text.append(part);
    return true;
  }

  bool on_document_begin(boost::system::error_code&) { return true; }
  bool on_document_end(boost::system::error_code&) { return true; }
  bool on_object_begin(boost::system::error_code&) {
    keys.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, boost::system::error_code&) {
    keys.pop_back();
    return true;
  }
  bool on_array_begin(boost::system::error_code&) { return true; }
  bool on_array_end(std::size_t, boost::system::error_code&) { return true; }
  bool on_key_part(json::string_view part, std::size_t, boost::system::error_code& ec) { return take(part, ec); }
  bool on_key(json::string_view part, std::size_t, boost::system::error_code& ec) {
    if (!take(part, ec)) return false;
    const bool fresh = keys.back().insert(std::exchange(text, {})).second;
    return fresh || refuse("an object names the same key twice", ec);
  }
  bool on_string_part(json::string_view part, std::size_t, boost::system::error_code& ec) { return take(part, ec); }
  bool on_string(json::string_view part, std::size_t, boost::system::error_code& ec) {
    const bool good = take(part, ec);
    wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
    text.clear();
    return good;
  }
  bool on_number_part(json::string_view, boost::system::error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, boost::system::error_code&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, boost::system::error_code&) { return true; }
  bool on_double(double value, json::string_view, boost::system::error_code& ec) {
    return std::isfinite(value) || refuse("a number is out of range", ec);
  }
  bool on_bool(bool, boost::system::error_code&) { return true; }
  bool on_null(boost::system::error_code&) { return true; }
  bool on_comment_part(json::string_view, boost::system::error_code&) { return true; }
  bool on_comment(json::string_view, boost::system::error_code&) { return true; }
};

}  // namespace

Result<json::value> parse_strict_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.most_bytes) {
    return fail(ErrorKind::body_too_large,
                "the document is larger than " + std::to_string(limits.most_bytes) + " bytes");
  }
  json::parse_options options;
  options.max_depth = limits.deepest;
  json::basic_parser<Watcher> watch(options);
  boost::system::error_code ec;
  const std::size_t read = watch.write_some(false, text.data(), text.size(), ec);
  if (!ec && read < text.size()) return fail(ErrorKind::malformed_json, "something follows the document");
  if (ec) {
    const std::string& reason = watch.handler().reason;
    return fail(ErrorKind::malformed_json,
                (reason.empty() ? ec.message() : reason) + " near byte " + std::to_string(read));
  }
  json::value value = json::parse(text, ec, json::make_shared_resource<WipingMemory>(), options);
  if (ec) return fail(ErrorKind::malformed_json, ec.message());
  return value;
}

}  // namespace postproof
