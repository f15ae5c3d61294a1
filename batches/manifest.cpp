#include "batches/manifest.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "core/bytes.hpp"
#include "core/strict_json.hpp"

namespace postproof::batches {

namespace {

namespace json = boost::json;

constexpr std::string_view format_name = "postproof-batch/1";
constexpr std::size_t most_manifest_bytes = 4U << 20U;

json::value digest_or_null(const std::optional<Digest>& digest) {
  return digest ? json::value(to_hex(*digest)) : json::value(nullptr);
}

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

json::array templates_json(const Manifest& manifest) {
  json::array items;
  for (const TemplateDigest& used : manifest.templates) {
    items.push_back(json::object{{"name", used.name}, {"sha256", to_hex(used.sha256)}});
  }
  return items;
}

json::array files_json(const Manifest& manifest) {
  json::array items;
  for (const ManifestFile& file : manifest.files) {
    items.push_back(json::object{
        {"name", file.name}, {"sha256", to_hex(file.sha256)}, {"bytes", file.bytes}, {"letters", file.letters}});
  }
  return items;
}

/// Reads members of one object, remembering the first that is not as it must be.
class Reader {
 public:
  explicit Reader(const json::value& value) : object_(value.if_object()) {
    if (object_ == nullptr) fault_ = "is not an object";
  }

  const json::value* member(std::string_view name) {
    const json::value* value = object_ != nullptr ? object_->if_contains(name) : nullptr;
    if (value == nullptr) blame(name, "is missing");
    return value;
  }
  std::string text(std::string_view name) {
    const json::value* value = member(name);
    if (value == nullptr || !value->is_string()) {
      blame(name, "is not a text");
      return {};
    }
    return std::string(value->get_string());
  }
  std::string text_or_null(std::string_view name) {
    const json::value* value = member(name);
    return value != nullptr && value->is_null() ? std::string{} : text(name);
  }
  std::int64_t count(std::string_view name) {
    const json::value* value = member(name);
    if (value != nullptr && value->is_int64() && value->get_int64() >= 0) return value->get_int64();
    blame(name, "is not a number of things");
    return 0;
  }
  Instant instant(std::string_view name) {
    const auto instant = parse_instant(text(name));
    if (!instant) blame(name, "is not an instant");
    return instant.value_or(Instant{});
  }
  Digest digest(std::string_view name) {
    Bytes bytes;
    Digest digest{};
    if (from_hex(text(name), bytes) && bytes.size() == digest.size()) {
      std::ranges::copy(bytes, digest.begin());
    } else {
      blame(name, "is not a SHA-256");
    }
    return digest;
  }
  std::optional<Digest> digest_or_nothing(std::string_view name) {
    const json::value* value = member(name);
    if (value != nullptr && value->is_null()) return std::nullopt;
    return digest(name);
  }
  const json::array& items(std::string_view name) {
    static const json::array none;
    const json::value* value = member(name);
    if (value != nullptr && value->is_array()) return value->get_array();
    blame(name, "is not a list");
    return none;
  }
  void blame(std::string_view name, std::string_view what) {
    if (fault_.empty()) fault_ = "\"" + std::string(name) + "\" " + std::string(what);
  }
  void take_fault_of(const Reader& inner) {
    if (fault_.empty()) fault_ = inner.fault_;
  }
  const std::string& fault() const { return fault_; }

 private:
  const json::object* object_;
  std::string fault_;
};

void read_lists(Reader& reader, Manifest& manifest) {
  for (const json::value& item : reader.items("templates")) {
    Reader one(item);
    manifest.templates.push_back(TemplateDigest{one.text("name"), one.digest("sha256")});
    reader.take_fault_of(one);
  }
  for (const json::value& item : reader.items("files")) {
    Reader one(item);
    ManifestFile file{one.text("name"), one.digest("sha256"), 0, 0};
    file.bytes = static_cast<std::uint64_t>(one.count("bytes"));
    file.letters = one.count("letters");
    manifest.files.push_back(std::move(file));
    reader.take_fault_of(one);
  }
}

}  // namespace

std::string write_manifest(const Manifest& manifest, ZoneOffset zone) {
  const json::object document{{"format", format_name},
                              {"batch_id", manifest.batch_id.str()},
                              {"sequence", manifest.sequence},
                              {"previous_manifest_sha256", digest_or_null(manifest.previous_manifest)},
                              {"state", manifest.withdrawn ? "withdrawn" : "complete"},
                              {"sealed_at", format_instant(manifest.sealed_at, zone)},
                              {"cutoff", format_instant(manifest.cutoff, zone)},
                              {"letters", manifest.letters},
                              {"sheets", manifest.letters},
                              {"weight_grams", manifest.weight_grams},
                              {"first_track_number", text_or_null(manifest.first_track_number)},
                              {"last_track_number", text_or_null(manifest.last_track_number)},
                              {"templates", templates_json(manifest)},
                              {"recipient_certificate_sha256", digest_or_null(manifest.recipient_certificate)},
                              {"files", files_json(manifest)}};
  return json::serialize(document) + "\n";
}

Result<Manifest> read_manifest(std::string_view text) {
  auto parsed = parse_strict_json(text, JsonLimits{most_manifest_bytes, 8});
  if (!parsed) return fail(ErrorKind::file_invalid, "the manifest is no JSON we accept: " + parsed.error().detail);
  Reader reader(parsed.value());
  Manifest manifest;
  if (reader.text("format") != format_name) reader.blame("format", "is not " + std::string(format_name));
  manifest.batch_id = BatchId{reader.text("batch_id")};
  manifest.sequence = reader.count("sequence");
  manifest.previous_manifest = reader.digest_or_nothing("previous_manifest_sha256");
  const std::string state = reader.text("state");
  manifest.withdrawn = state == "withdrawn";
  if (!manifest.withdrawn && state != "complete") reader.blame("state", "is neither complete nor withdrawn");
  manifest.sealed_at = reader.instant("sealed_at");
  manifest.cutoff = reader.instant("cutoff");
  manifest.letters = reader.count("letters");
  manifest.weight_grams = reader.count("weight_grams");
  manifest.first_track_number = reader.text_or_null("first_track_number");
  manifest.last_track_number = reader.text_or_null("last_track_number");
  manifest.recipient_certificate = reader.digest_or_nothing("recipient_certificate_sha256");
  read_lists(reader, manifest);
  if (!reader.fault().empty()) return fail(ErrorKind::file_invalid, "the manifest's " + reader.fault());
  return manifest;
}

}  // namespace postproof::batches
