#include "system/sftp_listing.hpp"

#include <charconv>
#include <string>

namespace postproof::system {

namespace {

constexpr int columns_before_name = 8;  // mode, links, owner, group, size, and three of the date
constexpr int size_column = 4;

/// Takes the next line; false at the end.
bool next_line(std::string_view& rest, std::string_view& line) {
  if (rest.empty()) return false;
  const std::size_t end = rest.find('\n');
  line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return true;
}

/// Takes the next word and the blanks before it.
std::string_view next_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const std::string_view word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(word.size());
  return word;
}

std::optional<RemoteEntry> entry_of(std::string_view line) {
  RemoteEntry entry;
  const char kind = line.empty() ? ' ' : line.front();
  for (int column = 0; column < columns_before_name; ++column) {
    const std::string_view word = next_word(line);
    if (word.empty()) return std::nullopt;
    if (column != size_column) continue;
    std::uint64_t bytes = 0;
    const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), bytes);
    if (failure != std::errc{} || end != word.data() + word.size()) return std::nullopt;
    entry.bytes = bytes;
  }
  if (line.size() < 2 || line.front() != ' ') return std::nullopt;
  line.remove_prefix(1);
  if (kind == 'l') line = line.substr(0, line.find(" -> "));
  entry.name = std::string(line);
  entry.regular = kind == '-';
  return entry;
}

bool is_dots(std::string_view name) { return name == "." || name == ".."; }

}  // namespace

std::optional<std::vector<RemoteEntry>> read_long_listing(std::string_view text) {
  std::vector<RemoteEntry> entries;
  for (std::string_view line; next_line(text, line);) {
    auto entry = entry_of(line);
    if (!entry) return std::nullopt;
    if (!is_dots(entry->name)) entries.push_back(std::move(*entry));
  }
  return entries;
}

std::vector<RemoteEntry> read_name_listing(std::string_view text) {
  std::vector<RemoteEntry> entries;
  for (std::string_view line; next_line(text, line);) {
    if (!line.empty() && !is_dots(line)) entries.push_back(RemoteEntry{std::string(line), true, std::nullopt});
  }
  return entries;
}

}  // namespace postproof::system
