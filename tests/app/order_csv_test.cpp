#include "app/order_csv.hpp"

#include <catch2/catch.hpp>

#include "system/posix_files.hpp"
#include "tests/support/temp_folder.hpp"

using namespace postproof;
using app::OrderLine;

namespace {

const std::string header =
    "request_id,account_id,account_level,language,recipient_last_name,recipient_first_name,recipient_middle_name,"
    "address_country,address_index,address_region,address_district,address_city,address_street,address_house,"
    "address_building,address_apartment\n";

Result<std::vector<OrderLine>> read(const std::string& text) {
  const test::TempFolder folder;
  system::PosixFiles files;
  const Path file = folder / "orders.csv";
  REQUIRE(files.write_synced(file, bytes_of(text)));
  return app::read_order_csv(file, files);
}

std::string row(const std::string& request_id, const std::string& street = "Мясницкая улица") {
  return request_id + ",acc-1,standard,ru,Смирнова,Анна,,RU,101000,,,Москва," + street + ",26,,7\n";
}

struct Whole {
  std::string text;
  std::string reason;
};

}  // namespace

TEST_CASE("A good file gives its lines with their physical numbers") {
  const auto lines = read(header + row("r1") + row("r2", "\"Улица\nв две строки\"") + row("r3"));
  REQUIRE(lines);
  REQUIRE(lines.value().size() == 3);
  CHECK(lines.value()[0].line == 2);
  CHECK(lines.value()[1].line == 3);
  CHECK(lines.value()[2].line == 5);
  CHECK(lines.value()[2].request_id == "r3");
  CHECK(lines.value()[0].form.last_name == "Смирнова");
  CHECK(lines.value()[1].form.street == "Улица\nв две строки");
  CHECK_FALSE(lines.value()[0].fault);
}

TEST_CASE("A row that begins with a field of several lines has the number of its first line, blank lines counted") {
  std::string turned = header;
  turned.replace(turned.find("request_id,"), 11, "");
  turned.replace(turned.find("recipient_last_name,"), 20, "");
  turned = "recipient_last_name,request_id," + turned;
  const std::string rest = ",acc-1,standard,ru,Анна,,RU,101000,,,Москва,,26,,7\n";
  const auto lines =
      read(turned + "\n\"Смир\nно\nва\",r1" + rest + "\nА,r2" + rest + "\"\n\n\",r3" + rest + "А,r4" + rest);
  REQUIRE(lines);
  REQUIRE(lines.value().size() == 4);
  CHECK(lines.value()[0].line == 3);
  CHECK(lines.value()[0].form.last_name == "Смир\nно\nва");
  CHECK(lines.value()[1].line == 7);
  CHECK(lines.value()[2].line == 8);
  CHECK(lines.value()[3].line == 11);
}

TEST_CASE("A byte order mark, CRLF, quoted quotes and commas, and columns in another order are read") {
  std::string crlf = "\xEF\xBB\xBF" + header + row("r1", "\"Улица «А», \"\"Б\"\"\"");
  for (std::size_t at = 0; (at = crlf.find('\n', at)) != std::string::npos; at += 2) crlf.replace(at, 1, "\r\n");
  const auto lines = read(crlf);
  REQUIRE(lines);
  REQUIRE(lines.value().size() == 1);
  CHECK(lines.value()[0].form.street == "Улица «А», \"Б\"");
  CHECK(lines.value()[0].form.apartment == "7");

  std::string turned = header;
  turned.replace(turned.find("request_id,account_id"), 21, "account_id,request_id");
  const auto swapped = read(turned + "acc-9,r9,standard,ru,А,Б,,RU,101000,,,Москва,,1,,\n");
  REQUIRE(swapped);
  CHECK(swapped.value()[0].request_id == "r9");
  CHECK(swapped.value()[0].form.account_id == "acc-9");
}

TEST_CASE("A file that is no such CSV is refused as a whole with file, line and reason") {
  std::string unknown = header;
  unknown.replace(unknown.find("language"), 8, "tongue");
  std::string repeated = header;
  repeated.replace(repeated.find("language"), 8, "account_id");
  const Whole whole =
      GENERATE_COPY(Whole{"", ":1: the file is empty"}, Whole{"\n\n", ":"},
                    Whole{unknown + row("r1"), ":1: the header names an unknown column"},
                    Whole{repeated + row("r1"), ":1: the header names the column account_id twice"},
                    Whole{header.substr(header.find(',') + 1), ":1: the header lacks the column request_id"},
                    Whole{header + row("r1") + "r2,\"open", ":3: a quoted field is not closed"},
                    Whole{header + "r1,a\"b,c\n", ":2: this is no CSV"}, Whole{header + std::string(1, '\0'), "NUL"},
                    Whole{header + "r1,\xCC\xF3\n", "UTF-8"});
  CAPTURE(whole.text);
  const auto lines = read(whole.text);
  REQUIRE_FALSE(lines);
  CHECK(lines.error().kind == ErrorKind::file_invalid);
  CHECK(lines.error().detail.find(whole.reason) != std::string::npos);
  CHECK(lines.error().detail.find("orders.csv") != std::string::npos);
}

TEST_CASE("A broken line is refused alone") {
  const auto lines =
      read(header + "r1,acc\n" + row("") + row("with blank") + row("r4", std::string(5000, 'x')) + row("r5"));
  REQUIRE(lines);
  REQUIRE(lines.value().size() == 5);
  CHECK(lines.value()[0].fault->code == "bad_format");
  CHECK(lines.value()[1].fault->code == "required");
  CHECK(lines.value()[2].fault->code == "bad_characters");
  CHECK(lines.value()[3].fault->code == "too_long");
  CHECK(lines.value()[3].fault->field == "address_street");
  CHECK_FALSE(lines.value()[4].fault);
}

TEST_CASE("A directory is no import file") {
  const test::TempFolder folder;
  system::PosixFiles files;
  const auto lines = app::read_order_csv(folder.path(), files);
  REQUIRE_FALSE(lines);
  CHECK(lines.error().kind == ErrorKind::file_invalid);
}

TEST_CASE("Rejected lines are written so that no spreadsheet runs them") {
  const std::string csv = app::write_rejected_csv({{2, "=cmd()", {"address_index", "bad_format", "six digits, please"}},
                                                   {3, "r3", {"", "request_id_reused", "say \"no\""}}});
  CHECK(csv ==
        "line,request_id,field,code,message\n"
        "2,'=cmd(),address_index,bad_format,\"six digits, please\"\n"
        "3,r3,,request_id_reused,\"say \"\"no\"\"\"\n");
}
