#include "app/office_list.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "batches/zip_archive.hpp"
#include "system/base64.hpp"
#include "system/posix_files.hpp"
#include "tests/app/dbf_maker.hpp"
#include "tests/support/temp_folder.hpp"

using namespace postproof;
using namespace postproof::test;
using orders::Office;

namespace {

const std::string header = "Index,OPSName,OPSType,OPSSubm,Region,Autonom,Area,City,City1,ActDate,IndexOld\n";
const std::string quiet = "101310,Тихое,О,101001,Берёзовская область,,Озёрский район,Тихое,,20200101,\n";

Result<std::vector<Office>> read(std::string_view content, const char* name = "list") {
  const TempFolder folder;
  system::PosixFiles files;
  return app::read_office_list(write_file(folder / name, content), files);
}
Result<std::vector<Office>> read(const Bytes& content) { return read(text_of(content)); }

/// The reason of a refusal, without the folder; the file is named in it.
std::string reason(const Result<std::vector<Office>>& outcome) {
  if (outcome) return "taken";
  CHECK(outcome.error().kind == ErrorKind::file_invalid);
  const std::string& detail = outcome.error().detail;
  const std::size_t at = detail.find("/list:");
  return at == std::string::npos ? detail : detail.substr(at + 6);
}

Bytes zipped(const std::vector<std::pair<std::string, std::string>>& files) {
  std::vector<batches::ZipItem> items;
  for (const auto& [name, content] : files) {
    items.push_back({name, [content = content, given = false]() mutable -> Result<std::string> {
                       return std::exchange(given, true) ? std::string{} : content;
                     }});
  }
  return batches::write_zip(items, *parse_date("2026-01-01")).value();
}

DbfMaker small_dbf() {
  DbfMaker dbf({{"INDEX", 6},
                {"OPSNAME", 60},
                {"OPSTYPE", 20},
                {"OPSSUBM", 6},
                {"REGION", 60},
                {"AUTONOM", 60},
                {"AREA", 60},
                {"CITY", 60},
                {"CITY_1", 60},
                {"ACTDATE", 8, 'D'},
                {"INDEXOLD", 6}});
  dbf.add({"202310", "Ёлкино 1", "О", "101001", "", "Дальний автономный округ", "", "Ёлкино", "", "20200101", ""});
  dbf.add({"101310", "Тихое", "О", "101001", "Берёзовская область", "", "Озёрский район", "Тихое", "", "20200101", ""});
  return dbf;
}

const std::vector<Office> small_list{{"101310", "Тихое", "Берёзовская область", "Озёрский район", "Тихое", "О"},
                                     {"202310", "Ёлкино 1", "Дальний автономный округ", "", "Ёлкино", "О"}};

}  // namespace

TEST_CASE("The list is read from CSV with the post's columns, in any order, sorted by index") {
  const std::string other = "202310,Ёлкино 1,О,101001,,Дальний автономный округ,,Ёлкино,,20200101,\n";
  CHECK(read(header + other + quiet).value() == small_list);
  CHECK(read("\xEF\xBB\xBF" + header + other + "\r\n" + quiet).value() == small_list);
  CHECK(read("CITY_1,INDEX,OPSNAME,OPSTYPE,REGION,AUTONOM,AREA,CITY,EXTRA\n,101310,Тихое,О,Берёзовская область,,"
             "Озёрский район,Тихое,x\n")
            .value() == std::vector{small_list[0]});
}

TEST_CASE("A settlement within a town is shown with the town as its district") {
  const auto list = read(header + "101311,Новый,О,1,Берёзовская область,,,Берёзов,Новый,20200101,\n" +
                         "101312,Старый,О,1,Берёзовская область,,Озёрский район,Озёрск,Старый,20200101,\n");
  CHECK(list.value()[0] == Office{"101311", "Новый", "Берёзовская область", "Берёзов", "Новый", "О"});
  CHECK(list.value()[1].district == "Озёрский район, Озёрск");
}

TEST_CASE("Blanks of any kind become one, and none stays at an end") {
  const auto list = read(header + "101310,  Тихое\xC2\xA0 Почтамт ,О,1,,,,,,,\n");
  CHECK(list.value()[0].name == "Тихое Почтамт");
}

TEST_CASE("The list is read from the post's dBASE file, alone and in its archive") {
  const std::string dbf = small_dbf().file();
  CHECK(read(dbf).value() == small_list);
  CHECK(read(dbf + "\x1A").value() == small_list);
  CHECK(read(zipped({{"PIndx12.dbf", dbf}})).value() == small_list);
  CHECK(read(zipped({{"readme.txt", "hello"}, {"PINDX12.DBF", dbf}})).value() == small_list);
}

TEST_CASE("Deleted records of a dBASE file are passed over") {
  DbfMaker dbf = small_dbf();
  dbf.remove(0);
  CHECK(read(dbf.file()).value() == std::vector{small_list[0]});
}

TEST_CASE("A gzip of a list is read like the list") {
  // gzip -9n of "INDEX,OPSNAME,OPSTYPE,REGION,AUTONOM,AREA,CITY,CITY1\n101310,X,O,,,,,\n"
  const auto packed = system::from_base64(
      "H4sIAAAAAAACA/P0c3GN0PEPCPZz9HUF0SGRAa46Qa7unv5+Oo6hIf5+/r46jkGujjrOniGRYMKQy9DA0NjQQAeoTwcEuAAgELoq"
      "RQAAAA==");
  REQUIRE(packed);
  CHECK(read(*packed).value() == std::vector<Office>{{"101310", "X", "", "", "", "O"}});
  for (std::size_t size = 2; size < packed->size(); ++size) {
    CHECK_FALSE(read(Bytes(packed->begin(), packed->begin() + static_cast<std::ptrdiff_t>(size))));
  }
  Bytes lying = *packed;
  lying[lying.size() - 1] = 0xFF;  // tells of 4 GiB
  CHECK(reason(read(lying)) == " the file is no sound gzip, or too large unpacked; the list is as it was");
  Bytes longer = *packed;
  longer.push_back(0);
  CHECK_FALSE(read(longer));
}

TEST_CASE("A list that is not good as a whole is refused with the line and the reason") {
  struct Row {
    std::string content;
    const char* reason;
  };
  const Row row = GENERATE_COPY(values<Row>({
      {"", " it names no office; the list is as it was"},
      {header, " it names no office; the list is as it was"},
      {"INDEX,OPSNAME\n", "1: the column OPSTYPE is missing; the list is as it was"},
      {"INDEX,Index,OPSNAME\n", "1: the column INDEX occurs twice; the list is as it was"},
      {header + quiet + quiet, "3: the index 101310 is that of 2 too; the list is as it was"},
      {header + "10131,X,О,,,,,,,,\n", "2: INDEX is not six digits; the list is as it was"},
      {header + "000000,X,О,,,,,,,,\n", "2: INDEX is not six digits; the list is as it was"},
      {header + "10131x,X,О,,,,,,,,\n", "2: INDEX is not six digits; the list is as it was"},
      {header + quiet + "\n101311, ,О,,,,,,,,\n", "4: OPSNAME is empty; the list is as it was"},
      {header + "101310,X\n", "2: there are 2 fields, not 11; the list is as it was"},
      {header + "101310,\"X\nY\",О,,,,,,,,\n",
       "2: OPSNAME is too long or holds a control character; the list is as it was"},
      {header + "101310," + std::string(201, 'x') + ",О,,,,,,,,\n",
       "2: OPSNAME is too long or holds a control character; the list is as it was"},
      {header + "101310,\"X,О,,,,,,,,\n", "3: a quoted field is not closed"},
      {header + "101310,\xD2\xE8,О,,,,,,,,\n", "1: the file is not in UTF-8; save it as CSV UTF-8"},
      {header + std::string("101310,X\0,О,,,,,,,,\n", 20), "1: the file holds NUL bytes and is no text"},
  }));
  CHECK(reason(read(row.content)) == row.reason);
}

TEST_CASE("A file that is none or no regular file is refused") {
  system::PosixFiles files;
  const TempFolder folder;
  CHECK_FALSE(app::read_office_list(folder / "none", files));
  CHECK_FALSE(app::read_office_list(folder.path(), files));
}

TEST_CASE("Archives that hold no one list, or are damaged, are refused") {
  const std::string dbf = small_dbf().file();
  const char* const not_one = " the archive does not hold exactly one .dbf; the list is as it was";
  CHECK(reason(read(zipped({{"a.txt", dbf}}))) == not_one);
  CHECK(reason(read(zipped({{"a.dbf", dbf}, {"b.dbf", dbf}}))) == not_one);
  const Bytes whole = zipped({{"a.dbf", dbf}});
  for (std::size_t size = 4; size < whole.size(); ++size) {
    CHECK_FALSE(read(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))));
  }
}

TEST_CASE("An archive that unpacks to more than a list may be is refused before it is unpacked whole") {
  std::vector<batches::ZipItem> items;
  items.push_back({"bomb.dbf", [given = 0]() mutable -> Result<std::string> {
                     return ++given > 257 ? std::string{} : std::string(1U << 20U, '\0');
                   }});
  const Bytes bomb = batches::write_zip(items, *parse_date("2026-01-01")).value();
  CHECK(bomb.size() < 4U << 20U);
  CHECK(reason(read(bomb)).find("larger than a list may be") != std::string::npos);
}

TEST_CASE("A dBASE file is refused with the record and the reason") {
  DbfMaker twice = small_dbf();
  twice.add({"101310", "X", "О", "", "", "", "", "", "", "", ""});
  CHECK(reason(read(twice.file())) == " record 3: the index 101310 is that of 2 too; the list is as it was");
  DbfMaker foreign = small_dbf();
  foreign.add_raw({"101311", "\xB0\xB1", "\x8E", "", "", "", "", "", "", "", ""});
  CHECK(reason(read(foreign.file())) ==
        " record 3: OPSNAME holds a sign that is none of the Russian code page 866; the list is as it was");
  CHECK(reason(read(DbfMaker({{"INDEX", 6}}).file())) == " the column OPSNAME is missing; the list is as it was");
}

TEST_CASE(
    "Whatever byte of a dBASE header is changed, and wherever the file is cut, nothing but a list or a refusal comes") {
  const std::string whole = small_dbf().file();
  for (std::size_t size = 1; size < whole.size(); ++size) CHECK_FALSE(read(whole.substr(0, size)));
  const std::size_t header_bytes = 32 + 11 * 32 + 1;
  for (std::size_t at = 0; at < header_bytes; ++at) {
    for (const int change : {0x01, 0x80, 0xFF}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ change);
      const auto outcome = read(changed);
      if (!outcome) CHECK(outcome.error().kind == ErrorKind::file_invalid);
    }
  }
}
