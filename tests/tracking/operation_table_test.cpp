#include "tracking/operation_table.hpp"

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace postproof::tracking {
namespace {

/// The fields of one CSV line (RFC 4180, no line breaks inside fields).
std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[++i];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

TEST_CASE("the table in the program is the table of post_operations.csv, row by row") {
  std::ifstream file{std::string{POSTPROOF_SOURCE_DIR} + "/tracking/post_operations.csv"};
  REQUIRE(file);
  std::string line;
  std::getline(file, line);
  CHECK(line == "oper_type,oper_attr,name_ru,name_en,state");
  std::size_t row = 0;
  while (std::getline(file, line)) {
    const auto fields = fields_of(line);
    REQUIRE(fields.size() == 5);
    REQUIRE(row < operation_rows().size());
    const OperationRow& in_program = operation_rows()[row++];
    CAPTURE(line);
    CHECK(in_program.type == std::stoi(fields[0]));
    CHECK(in_program.attribute == (fields[1].empty() ? no_attribute : std::stoi(fields[1])));
    CHECK(in_program.name_ru == fields[2]);
    CHECK(in_program.name_en == fields[3]);
    CHECK(name_of(in_program.meaning) == fields[4]);
  }
  CHECK(row == 510);
  CHECK(operation_rows().size() == 510);
}

TEST_CASE("each row is found by its pair") {
  for (const OperationRow& row : operation_rows()) {
    const OperationRow* found = find_operation(row.type, row.attribute);
    REQUIRE(found != nullptr);
    CHECK(found == &row);
  }
}

TEST_CASE("unknown pairs are no rows and mean nothing") {
  for (const auto& [type, attribute] : std::map<int, int>{{8, 9999}, {0, 0}, {-1, -1}, {1028, 0}, {26, 0}, {104, 1}}) {
    CHECK(find_operation(type, attribute) == nullptr);
    CHECK(meaning_of(type, attribute) == OperationMeaning::none);
  }
}

TEST_CASE("operations that end a letter's way mean what the post's dictionary says") {
  for (const int attribute : {1, 3, 5, 6, 8, 10, 11, 12, 13, 15, 17, 18, 19, 21, 23, 25, 26, 27}) {
    CHECK(meaning_of(2, attribute) == OperationMeaning::delivered);
  }
  for (const int attribute : {2, 4, 7, 9, 16, 20, 22, 24, 28, 29, 30, 31}) {
    CHECK(meaning_of(2, attribute) == OperationMeaning::returned);
  }
  CHECK(meaning_of(2, 0) == OperationMeaning::handed);
  CHECK(meaning_of(2, 14) == OperationMeaning::handed);
  CHECK(meaning_of(5, 1) == OperationMeaning::lost);
  CHECK(meaning_of(18, 0) == OperationMeaning::lost);
  CHECK(meaning_of(28, 0) == OperationMeaning::none);
  CHECK(meaning_of(46, 0) == OperationMeaning::none);
  CHECK(meaning_of(26, 1) == OperationMeaning::none);
}

}  // namespace
}  // namespace postproof::tracking
