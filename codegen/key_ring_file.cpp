#include "codegen/key_ring_file.hpp"

#include <algorithm>
#include <iterator>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "core/strict_json.hpp"

namespace postproof::codegen {

namespace {

namespace json = boost::json;

constexpr std::size_t most_file_bytes = 64U << 10U;
constexpr std::string_view format = "postproof-keys/1";

Error bad(std::string what) { return fail(ErrorKind::key_unusable, std::move(what)); }

/// A field's name as it may be repeated in a message: not long enough to be a root, nothing but plain characters.
std::string quoted(std::string_view name) {
  static constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  if (name.size() > 32 || name.find_first_not_of(plain) != std::string_view::npos) return "a field that is unknown";
  return fmt::format("the unknown field \"{}\"", name);
}

void wipe_text(std::string& text) { wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()}); }

/// Overwrites every text in the document: the roots are among them.
void wipe_texts(json::value& value) {
  if (auto* text = value.if_string()) {
    wipe({reinterpret_cast<std::uint8_t*>(text->data()), text->size()});
  } else if (auto* array = value.if_array()) {
    for (json::value& element : *array) wipe_texts(element);
  } else if (auto* object = value.if_object()) {
    for (auto& member : *object) wipe_texts(member.value());
  }
}

/// A JSON document that is wiped when it goes.
struct WipedDocument {
  json::value value;
  ~WipedDocument() { wipe_texts(value); }
};

Result<std::string_view> text_field(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  if (value == nullptr) return bad(fmt::format("\"{}\" is missing", name));
  const json::string* const text = value->if_string();
  if (text == nullptr) return bad(fmt::format("\"{}\" is no text", name));
  return std::string_view{text->data(), text->size()};
}

Result<void> only_fields(const json::object& object, std::initializer_list<std::string_view> known) {
  for (const auto& member : object) {
    const std::string_view name{member.key().data(), member.key().size()};
    if (std::find(known.begin(), known.end(), name) == known.end()) return bad(fmt::format("it has {}", quoted(name)));
  }
  return success();
}

Result<Secret> root_field(const json::object& object) {
  PP_TRY(const std::string_view hex, text_field(object, "root"));
  Bytes root;
  if (hex.size() != 2 * KeyRing::root_bytes || !from_hex(hex, root)) {
    return bad("\"root\" is not 64 hexadecimal digits (32 random bytes)");
  }
  return Secret{std::move(root)};
}

Result<KeyEntry> read_entry(const json::value& value) {
  const json::object* const object = value.if_object();
  if (object == nullptr) return bad("it is no object");
  PP_TRYV(only_fields(*object, {"id", "use", "state", "root"}));
  PP_TRY(const std::string_view id, text_field(*object, "id"));
  PP_TRY(const std::string_view use_name, text_field(*object, "use"));
  PP_TRY(const std::string_view state_name, text_field(*object, "state"));
  const std::optional<KeyUse> use = key_use_of(use_name);
  if (!use) return bad("\"use\" is neither \"codes\" nor \"data\"");
  const std::optional<KeyState> state = key_state_of(state_name);
  if (!state) return bad("\"state\" is none of \"staged\", \"active\", \"retiring\", \"destroyed\"");
  KeyEntry entry{{KeyId{std::string{id}}, *use, *state}, {}};
  if (*state == KeyState::destroyed) {
    if (object->contains("root")) return bad("a destroyed key still has a \"root\"");
  } else {
    PP_TRY(entry.root, root_field(*object));
  }
  return entry;
}

Result<KeyRing> read_ring(std::string_view text) {
  Result<json::value> parsed = parse_strict_json(text, {most_file_bytes, 4});
  if (!parsed) return bad(parsed.error().detail);
  const WipedDocument document{std::move(parsed).value()};
  const json::object* const top = document.value.if_object();
  if (top == nullptr) return bad("it is no JSON object");
  PP_TRYV(only_fields(*top, {"format", "keys"}));
  PP_TRY(const std::string_view named, text_field(*top, "format"));
  if (named != format) return bad(fmt::format("\"format\" is not \"{}\"", format));
  const json::value* const keys = top->if_contains("keys");
  if (keys == nullptr || !keys->is_array()) return bad("\"keys\" is missing or no list");
  std::vector<KeyEntry> entries;
  for (const json::value& element : keys->get_array()) {
    Result<KeyEntry> entry = read_entry(element);
    if (!entry) return bad(fmt::format("key {}: {}", entries.size() + 1, entry.error().detail));
    entries.push_back(std::move(entry).value());
  }
  return KeyRing::of(std::move(entries));
}

Error about(const Path& path, const std::string& what, std::string_view what_to_do) {
  return bad(fmt::format("the key file {} cannot be used: {}; {}", path.string(), what, what_to_do));
}

void append_entry(std::string& out, const KeyEntry& entry) {
  fmt::format_to(std::back_inserter(out), R"( {{"id":"{}","use":"{}","state":"{}")", entry.line.id.str(),
                 name_of(entry.line.use), name_of(entry.line.state));
  if (!entry.root.empty()) {
    std::string hex = to_hex(entry.root.expose());
    out.append(R"(,"root":")").append(hex).append("\"");
    wipe_text(hex);
  }
  out.append("}");
}

Secret write_ring(const std::vector<KeyEntry>& entries) {
  constexpr std::size_t most_entry_bytes = 192;
  std::string out;
  out.reserve(64 + entries.size() * most_entry_bytes);  // growing would leave copies behind
  fmt::format_to(std::back_inserter(out), R"({{"format":"{}","keys":[)", format);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    out.append(i == 0 ? "\n" : ",\n");
    append_entry(out, entries[i]);
  }
  out.append("]}\n");
  Secret content{std::string_view{out}};
  wipe_text(out);
  return content;
}

}  // namespace

Result<KeyRing> load_key_ring(const Path& path, const Files& files) {
  const Result<unsigned> mode = files.mode(path);
  if (!mode) {
    if (mode.error().kind != ErrorKind::not_found) return mode.error();
    return about(path, "it is missing", "restore it from your copy of the keys");
  }
  if ((mode.value() & 0077U) != 0) {
    return about(path, "others than its owner have access to it", fmt::format("run: chmod 600 {}", path.string()));
  }
  Result<Bytes> bytes = files.read(path, most_file_bytes);
  if (!bytes) {
    if (bytes.error().kind == ErrorKind::io_failed) return bytes.error();
    return about(path, "it is no regular file of at most 64 KiB", "restore it from your copy of the keys");
  }
  const Secret content{std::move(bytes).value()};
  Result<KeyRing> ring = read_ring(content.expose_text());
  if (!ring) return about(path, ring.error().detail, "restore it from your copy of the keys");
  return ring;
}

Result<void> save_key_ring(const KeyRing& ring, const Path& path, Files& files) {
  const Path fresh = path.string() + ".new";
  const Secret content = write_ring(ring.entries_);
  Result<void> saved = files.write_synced(fresh, content.expose(), 0600);
  if (saved) saved = files.rename_over(fresh, path);
  if (!saved) (void)files.remove_all(fresh);  // the first error is the one to tell
  return saved;
}

}  // namespace postproof::codegen
