#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/orders/tables.hpp"

namespace postproof::orders {

namespace {

std::string trimmed(std::string text) {
  const char* blanks = " \t`*";
  text.erase(0, std::min(text.find_first_not_of(blanks), text.size()));
  text.erase(text.find_last_not_of(blanks) + 1);
  return text;
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::size_t begin = line.find('|');
  while (begin != std::string::npos) {
    const std::size_t end = line.find('|', begin + 1);
    if (end == std::string::npos) break;
    cells.push_back(trimmed(line.substr(begin + 1, end - begin - 1)));
    begin = end;
  }
  return cells;
}

bool is_rule(const std::vector<std::string>& cells) {
  return std::ranges::all_of(cells,
                             [](const std::string& c) { return c.find_first_not_of("-: ") == std::string::npos; });
}

/// The rows of the tables with the columns from, event, to, by the first word of the heading above them.
std::map<std::string, std::vector<WordRow>> tables_of(std::istream& page) {
  std::map<std::string, std::vector<WordRow>> tables;
  std::string heading;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    const auto cells = cells_of(line);
    if (line.starts_with("## ")) heading = line.substr(3, line.find_first_of(": ", 3) - 3);
    if (cells.size() < 3) {
      inside = false;
    } else if (cells[0] == "from" && cells[1] == "event" && cells[2] == "to") {
      inside = true;
    } else if (inside && !is_rule(cells)) {
      tables[heading].push_back({cells[0], cells[1], cells[2]});
    }
  }
  return tables;
}

std::vector<WordRow> sorted(std::vector<WordRow> rows) {
  std::ranges::sort(rows);
  return rows;
}

std::vector<std::string> shown(const std::vector<WordRow>& rows) {
  std::vector<std::string> lines;
  for (const WordRow& row : rows) lines.push_back(row.from + " | " + row.event + " | " + row.to);
  return lines;
}

}  // namespace

TEST_CASE("The page on the life of a letter shows both state tables, row by row") {
  const std::filesystem::path file = std::filesystem::path(POSTPROOF_SOURCE_DIR) / "docs" / "lifecycle.md";
  if (!std::filesystem::exists(file)) {
    WARN("docs/lifecycle.md is not written yet");
    return;
  }
  std::ifstream page(file);
  auto tables = tables_of(page);
  CHECK(shown(sorted(tables["letter.status"])) == shown(sorted(rows_of_letter_table())));
  CHECK(shown(sorted(tables["code.status"])) == shown(sorted(rows_of_code_table())));
}

}  // namespace postproof::orders
