#define TOML_ENABLE_FORMATTERS 0
#include "app/calendar_files.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace postproof::app {

namespace {

Error wrong(const Path& file, toml::source_index line, const std::string& what) {
  return error(ErrorKind::configuration_invalid, fmt::format("{}:{}: {}", file.string(), line, what));
}

Result<std::set<Date>> days_in(const toml::table& table, std::string_view key, int year, const Path& file) {
  std::set<Date> days;
  const toml::node* node = table.get(key);
  if (node == nullptr) return days;
  const toml::array* items = node->as_array();
  if (items == nullptr) return wrong(file, node->source().begin.line, std::string(key) + " must be a list of days");
  for (const toml::node& item : *items) {
    const auto text = item.value_exact<std::string>();
    const auto day = text ? parse_date(fmt::format("{:04}-{}", year, *text)) : std::nullopt;
    if (!day) return wrong(file, item.source().begin.line, std::string(key) + " holds something that is no day MM-DD");
    days.insert(*day);
  }
  return days;
}

Result<CalendarYear> load_year(const Path& file, int year) {
  static constexpr std::array<std::string_view, 3> keys{"off", "shortened", "working"};
  try {
    const toml::table table = toml::parse_file(file.string());
    for (const auto& [key, node] : table) {
      if (std::ranges::find(keys, key.str()) == keys.end()) {
        return wrong(file, key.source().begin.line, std::string(key.str()) + " is no list of a calendar");
      }
    }
    CalendarYear result;
    PP_TRY(result.off, days_in(table, "off", year, file));
    PP_TRY(result.shortened, days_in(table, "shortened", year, file));
    PP_TRY(result.working, days_in(table, "working", year, file));
    return result;
  } catch (const toml::parse_error& error) {
    return wrong(file, error.source().begin.line, std::string(error.description()));
  }
}

}  // namespace

Result<Calendar> load_calendar(const Path& folder) {
  std::map<int, CalendarYear> years;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
    const std::string stem = entry.path().stem().string();
    int year = 0;
    const auto parsed = std::from_chars(stem.data(), stem.data() + stem.size(), year);
    const bool named_by_year = parsed.ec == std::errc{} && parsed.ptr == stem.data() + stem.size();
    if (entry.path().extension() != ".toml" || !named_by_year) continue;
    PP_TRY(CalendarYear table, load_year(entry.path(), year));
    years.emplace(year, std::move(table));
  }
  return Calendar{std::move(years)};
}

Path share_folder() {
  std::error_code failure;
  const Path program = std::filesystem::read_symlink("/proc/self/exe", failure);
  const Path installed = program.parent_path().parent_path() / "share" / "postproof";
  if (!failure && std::filesystem::exists(installed / "templates", failure)) return installed;
  return Path{POSTPROOF_SHARE_DIR};
}

}  // namespace postproof::app
