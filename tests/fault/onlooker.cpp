#include "tests/fault/onlooker.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <sys/stat.h>

#include "codegen/sha256.hpp"
#include "core/digest.hpp"
#include "tests/support/temp_folder.hpp"

namespace postproof::test {

namespace {

bool is_final(const std::string& name) { return !name.starts_with('.'); }

/// Of what the manifest does not name.
bool is_frame(const std::string& name) {
  return name == "manifest.json" || name == "manifest.json.p7s" || name == "DONE";
}

}  // namespace

std::vector<std::string> names_of(const Path& folder) {
  std::set<std::string> names;
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator(folder, gone)) {
    names.insert(entry.path().filename().string());
  }
  return {names.begin(), names.end()};
}

SeenManifest read_seen_manifest(const Path& file) {
  const std::string text = text_of_file(file);
  const boost::json::value parsed = boost::json::parse(text);
  SeenManifest seen;
  seen.sha256 = to_hex(codegen::sha256(bytes_of(text)));
  seen.withdrawn = parsed.at("state").as_string() == "withdrawn";
  seen.letters = parsed.at("letters").as_int64();
  seen.sequence = parsed.at("sequence").as_int64();
  const boost::json::value& previous = parsed.at("previous_manifest_sha256");
  if (previous.is_string()) seen.previous = previous.as_string();
  for (const boost::json::value& one : parsed.at("files").as_array()) {
    seen.files.emplace(one.at("name").as_string(), one.at("sha256").as_string());
  }
  return seen;
}

void Onlooker::look() {
  look_at_outbox();
  look_at_print_house();
}

void Onlooker::violation(std::string sentence) {
  for (const std::string& known : violations_) {
    if (known == sentence) return;
  }
  violations_.push_back(std::move(sentence));
}

std::string Onlooker::sha256_of(const Path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return {};
  const std::string identity = fmt::format("{}/{}/{}.{}/{}", found.st_dev, found.st_ino, found.st_ctim.tv_sec,
                                           found.st_ctim.tv_nsec, found.st_size);
  const auto known = hashes_.find(identity);
  if (known != hashes_.end()) return known->second;
  return hashes_[identity] = to_hex(codegen::sha256(bytes_of(text_of_file(file))));
}

bool Onlooker::is_whole(const Path& folder, const std::string& where) {
  const std::size_t before = violations_.size();
  const Path manifest_file = folder / "manifest.json";
  if (!std::filesystem::exists(manifest_file)) {
    violation("11: " + where + " has no manifest");
    return false;
  }
  try {
    const SeenManifest manifest = read_seen_manifest(manifest_file);
    for (const auto& [name, sha256] : manifest.files) {
      if (sha256_of(folder / name) != sha256) violation("11: " + where + " has not the " + name + " of its manifest");
    }
    for (const std::string& name : names_of(folder)) {
      const bool known = is_frame(name) || manifest.files.contains(name) || !is_final(name);
      if (!known) violation("12: " + where + " has a file that its manifest does not name: " + name);
    }
  } catch (const std::exception&) {
    violation("12: the manifest of " + where + " cannot be read");
  }
  return violations_.size() == before;
}

void Onlooker::look_at_outbox() {
  for (const std::string& batch : names_of(outbox_)) {
    if (!is_final(batch)) continue;
    const Path folder = outbox_ / batch;
    if (!std::filesystem::exists(folder / "DONE")) violation("12: outbox/" + batch + " has no DONE");
    if (!is_whole(folder, "outbox/" + batch)) continue;
    for (const std::string& name : names_of(folder)) made_[batch + "/" + name].insert(sha256_of(folder / name));
  }
}

void Onlooker::look_at_print_house() {
  for (const std::string& batch : names_of(print_house_)) look_at_batch(batch);
}

void Onlooker::look_at_batch(const std::string& batch) {
  const Path folder = print_house_ / batch;
  bool done = false;
  for (const std::string& name : names_of(folder)) {
    if (!is_final(name)) continue;
    done = done || name == "DONE";
    const auto known = made_.find(batch + "/" + name);
    if (known == made_.end() || !known->second.contains(sha256_of(folder / name))) {
      violation("12: the print house sees " + batch + "/" + name + ", which is not what the outbox has");
    }
  }
  if (!done) return;
  if (is_whole(folder, "the print house's " + batch)) {
    const std::string manifest = sha256_of(folder / "manifest.json");
    const auto [first, fresh] = shown_.emplace(batch, manifest);
    if (!fresh && first->second != manifest) violation("13: the print house sees two manifests of " + batch);
  }
  if (complete) complete(batch);
}

}  // namespace postproof::test
