#include "letters/template_shelf.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace postproof::letters {

namespace {

/// 0 for what is no version.
int version_of(std::string_view name) {
  int version = 0;
  const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), version);
  const bool plain = problem == std::errc() && end == name.data() + name.size() && name.front() != '0';
  return plain && version >= 1 && version <= 9999 ? version : 0;
}

Result<std::vector<int>> versions_in(const Path& directory, const Files& files) {
  PP_TRY(const auto names, files.list(directory, most_template_versions));
  std::vector<int> versions;
  for (const auto& name : names) {
    const int version = version_of(name);
    if (version == 0) return fail(ErrorKind::file_invalid, (directory / name).string() + ": no version of a template");
    versions.push_back(version);
  }
  if (versions.empty()) return fail(ErrorKind::file_invalid, directory.string() + ": no template");
  std::sort(versions.begin(), versions.end());
  return versions;
}

Result<ShelvedTemplate> read_one(const Path& file, orders::Language language, int version, const Files& files) {
  PP_TRY(Bytes content, files.read(file, most_template_bytes));
  PP_TRY(LetterTemplate text, parse_template(text_of(content), file.string()));
  ShelvedTemplate found;
  found.use.name = fmt::format("{}/{}", orders::name_of(language), version);
  found.use.language = language;
  found.use.version = version;
  found.use.content = std::move(content);
  found.file = file.string();
  found.text = std::move(text);
  return found;
}

}  // namespace

Result<std::vector<ShelvedTemplate>> read_template_shelf(const Path& directory, const Files& files) {
  constexpr std::array<orders::Language, 2> languages = {orders::Language::ru, orders::Language::en};
  std::vector<ShelvedTemplate> shelf;
  for (const auto language : languages) {
    const Path folder = directory / std::string(orders::name_of(language));
    PP_TRY(const auto versions, versions_in(folder, files));
    for (const int version : versions) {
      PP_TRY(auto found, read_one(folder / std::to_string(version) / "letter.txt", language, version, files));
      shelf.push_back(std::move(found));
    }
    shelf.back().use.newest = true;
  }
  return shelf;
}

}  // namespace postproof::letters
