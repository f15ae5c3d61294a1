#include "batches/rtm0003.hpp"

#include <algorithm>
#include <map>

#include <catch2/catch.hpp>

#include "batches/cp866.hpp"
#include "tests/support/open_store.hpp"
#include "tests/support/sample_posting.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;

namespace {

RtmHead head_on(const char* date, int number, const char* inn = "7700000000") {
  RtmHead head = sample_posting().head;
  head.inn = inn;
  head.send_date = *parse_date(date);
  head.list_number = number;
  return head;
}

std::string line_of(RtmVersion version, const RtmLetter& letter) {
  std::string line;
  append_rtm_line(line, version, letter, {8700, 20});
  return utf8_of_cp866(line.substr(0, line.size() - 2)).value() + line.substr(line.size() - 2);
}

constexpr RtmLetter petrov{
    "10100024004170", "ПЕТРОВ",           "НИКОЛАЙ", "ИВАНОВИЧ", "630099", "НОВОСИБИРСКАЯ ОБЛ", "",
    "НОВОСИБИРСК",    "КРАСНЫЙ ПРОСПЕКТ", "1",       "",         "5"};

std::vector<std::string> ini_keys(RtmVersion version) {
  RtmHead head = head_on("2026-09-14", 17);
  head.version = version;
  std::vector<std::string> keys;
  for (const RtmIniLine& line : rtm_ini_lines(head, {})) {
    keys.push_back(std::string(line.section) + "." + std::string(line.key));
  }
  return keys;
}

}  // namespace

TEST_CASE("the name of a list is INN, last digit of the year, day of the year and number in 21 digits") {
  struct Row {
    const char* date;
    int number;
    const char* inn;
    const char* name;
  };
  for (const Row& row : {Row{"2026-01-01", 1, "7700000000", "007700000000600100001"},
                         Row{"2026-12-31", 99'999, "7700000000", "007700000000636599999"},
                         Row{"2026-03-01", 17, "7700000000", "007700000000606000017"},
                         Row{"2028-02-29", 17, "7700000000", "007700000000806000017"},
                         Row{"2028-03-01", 17, "7700000000", "007700000000806100017"},
                         Row{"2028-12-31", 0, "7700000000", "007700000000836600000"},
                         Row{"2030-11-23", 17, "770000000012", "770000000012032700017"}}) {
    INFO(row.date);
    CHECK(rtm_list_name(head_on(row.date, row.number, row.inn)) == row.name);
  }
}

TEST_CASE("a letter's line has the published form in each version") {
  const std::string fields_33 =
      "10100024004170|20|10440|0|0|0|0|ПЕТРОВ НИКОЛАЙ ИВАНОВИЧ|1||630099|НОВОСИБИРСКАЯ ОБЛ||НОВОСИБИРСК||"
      "КРАСНЫЙ ПРОСПЕКТ|1||||||5||643||0|0|0|0|||RUB";
  CHECK(line_of(RtmVersion::v11_16, petrov) == fields_33 + "\r\n");
  CHECK(line_of(RtmVersion::v13_17, petrov) == fields_33 + "|||2\r\n");
  CHECK(line_of(RtmVersion::v14_18, petrov) == fields_33 + "|||2\r\n");
}

TEST_CASE("every field of an address has its column, and a name of two words one blank") {
  const RtmLetter full{"10100024004170", "Фамилия", "Имя",   "",   "101000", "Регион",
                       "Район",          "Город",   "Улица", "26", "к1",     "7"};
  const std::string line = line_of(RtmVersion::v13_17, full);
  std::vector<std::string> fields{""};
  for (const char c : line.substr(0, line.size() - 2)) {
    if (c == '|') {
      fields.emplace_back();
    } else {
      fields.back().push_back(c);
    }
  }
  const std::vector<std::string_view> columns = rtm_columns(RtmVersion::v13_17);
  REQUIRE(fields.size() == columns.size());
  const std::map<std::string_view, std::string> expected{{"Barcode", "10100024004170"},
                                                         {"Mass", "20"},
                                                         {"MassRate", "10440"},
                                                         {"Payment", "0"},
                                                         {"Value", "0"},
                                                         {"InsrRate", "0"},
                                                         {"AirRate", "0"},
                                                         {"Rcpn", "Фамилия Имя"},
                                                         {"AddressTypeTo", "1"},
                                                         {"IndexTo", "101000"},
                                                         {"RegionTo", "Регион"},
                                                         {"AreaTo", "Район"},
                                                         {"PlaceTo", "Город"},
                                                         {"StreetTo", "Улица"},
                                                         {"HouseTo", "26"},
                                                         {"CorpusTo", "к1"},
                                                         {"RoomTo", "7"},
                                                         {"MailDirect", "643"},
                                                         {"Length", "0"},
                                                         {"Width", "0"},
                                                         {"Height", "0"},
                                                         {"VolumeWeight", "0"},
                                                         {"PaymentCurrency", "RUB"},
                                                         {"MailType", "2"}};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    INFO(columns[i]);
    const auto found = expected.find(columns[i]);
    CHECK(fields[i] == (found == expected.end() ? "" : found->second));
  }
}

TEST_CASE("no name or address can add a field or a line") {
  const RtmLetter hostile{"10100024004170", "Ива|нов\r\n1", "А\nБ", "|||", "101000", "=;[Main]", "\t",
                          "М\x01\x02",      "У|л",          "|",    "\r",  "\n"};
  std::string line;
  append_rtm_line(line, RtmVersion::v13_17, hostile, {8700, 20});
  CHECK(std::ranges::count(line, '|') == 35);
  CHECK(std::ranges::count(line, '\n') == 1);
  CHECK(std::ranges::count(line, '\r') == 1);
  CHECK(line.ends_with("\r\n"));
}

TEST_CASE("the columns are 33 in 11-16 and 36 later") {
  CHECK(rtm_columns(RtmVersion::v11_16).size() == 33);
  CHECK(rtm_columns(RtmVersion::v11_16).back() == "PaymentCurrency");
  for (const RtmVersion version : {RtmVersion::v13_17, RtmVersion::v14_18}) {
    CHECK(rtm_columns(version).size() == 36);
    CHECK(rtm_columns(version).back() == "MailType");
  }
  CHECK(write_rtm_header(RtmVersion::v11_16).starts_with("Barcode|Mass|MassRate|Payment|"));
  CHECK(write_rtm_header(RtmVersion::v11_16).ends_with("|MPODeclaration|PaymentCurrency\r\n"));
}

TEST_CASE("the ini has the keys of its version in their order") {
  const std::vector<std::string> first = ini_keys(RtmVersion::v11_16);
  const std::vector<std::string> second = ini_keys(RtmVersion::v13_17);
  const std::vector<std::string> third = ini_keys(RtmVersion::v14_18);
  CHECK(first.size() == 18 + 16 + 14 + 1);
  CHECK(second.size() == first.size() + 5);
  CHECK(third.size() == second.size() + 3);
  const auto has = [](const std::vector<std::string>& keys, const char* key) {
    return std::ranges::find(keys, key) != keys.end();
  };
  CHECK_FALSE(has(first, "Main.KindJurPers"));
  CHECK(second[18] == "Main.KindJurPers");
  CHECK(second[22] == "Main.DepcodeFact");
  CHECK_FALSE(has(second, "Main.CourierFee"));
  CHECK(third[23] == "Main.CourierFee");
  CHECK(has(third, "Summary.CourierFeeTotal"));
  CHECK(third.back() == "DocVersion.DocVersion");
}

TEST_CASE("an ini value cannot end its line or begin a comment") {
  RtmHead head = head_on("2026-11-23", 17);
  head.sender_name = "Портал\r\n[Summary]\nMailCount=9; и «ещё» | что";
  const std::string ini = write_rtm_ini(head, {});
  CHECK(ini.find("\r\nMailCount=0\r\n") != std::string::npos);
  CHECK(ini.find("\nMailCount=9") == std::string::npos);
  CHECK(ini.find(';') == std::string::npos);
  CHECK(ini.find('|') == std::string::npos);
}

TEST_CASE("a letter's tax is rounded half up and sums are sums of letters") {
  struct Row {
    LetterRate rate;
    std::int64_t vat, total;
  };
  for (const Row& row : {Row{{8700, 20}, 1740, 10'440}, Row{{8725, 20}, 1745, 10'470}, Row{{1, 20}, 0, 1},
                         Row{{2, 20}, 0, 2}, Row{{3, 20}, 1, 4}, Row{{25, 18}, 5, 30}, Row{{25, 22}, 6, 31},
                         Row{{8700, 0}, 0, 8700}, Row{{8701, 22}, 1914, 10'615}}) {
    CHECK(row.rate.vat() == row.vat);
    CHECK(row.rate.total() == row.total);
    const RtmTotals totals = totals_of(1'000'000, row.rate);
    CHECK(totals.rate_without_vat + totals.vat == totals.rate_total);
    CHECK(totals.rate_total == 1'000'000 * row.total);
  }
}

TEST_CASE("the versions have the names that the post knows") {
  for (const RtmVersion version : {RtmVersion::v11_16, RtmVersion::v13_17, RtmVersion::v14_18}) {
    CHECK(rtm_version_of(name_of(version)) == version);
  }
  CHECK(name_of(RtmHead{}.version) == "RTM0003-13-17");
  CHECK_FALSE(rtm_version_of("RTM0003-12-17"));
}
