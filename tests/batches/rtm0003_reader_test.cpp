// What read_rtm takes and what it refuses.

#include <catch2/catch.hpp>

#include "batches/cp866.hpp"
#include "batches/rtm0003.hpp"
#include "batches/zip_archive.hpp"
#include "tests/support/open_store.hpp"
#include "tests/support/sample_posting.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;

namespace {

/// The two files of a list, open to spoiling. Texts are cp866.
struct Files2 {
  std::string name = "007700000000632700017";
  std::string ini;
  std::string text;
  Bytes zipped() const { return zipped_as(name + "h.ini", name + ".txt"); }
  Bytes zipped_as(const std::string& ini_name, const std::string& text_name) const {
    return good(write_zip({once(ini_name, ini), once(text_name, text)}, *parse_date("2026-11-23")));
  }
  static ZipItem once(const std::string& name, const std::string& content) {
    return {name, [content, given = false]() mutable -> Result<std::string> {
              if (given) return std::string();
              given = true;
              return content;
            }};
  }
};

Files2 sound(RtmVersion version = RtmVersion::v13_17) {
  RtmHead head = sample_posting().head;
  head.version = version;
  head.send_date = *parse_date("2026-11-23");
  head.list_number = 17;
  Files2 files;
  files.ini = write_rtm_ini(head, totals_of(3, {8700, 20}));
  files.text = write_rtm_header(version);
  for (const char* number : {"10100026000019", "10100026000026", "10100026000033"}) {
    append_rtm_line(files.text, version,
                    {number, "Смирнова", "Анна", "", "101000", "", "", "Москва", "Мясницкая улица", "26", "", "7"},
                    {8700, 20});
  }
  return files;
}

Result<RtmList> read(const Bytes& zip, const RtmLimits& limits = {}) {
  return read_rtm(
      zip, [](const std::vector<std::string>&) -> Result<void> { return success(); }, limits);
}

/// Why it is refused; "taken" if it is not.
std::string refusal(const Bytes& zip, const RtmLimits& limits = {}) {
  const auto list = read(zip, limits);
  if (list) return "taken";
  CHECK(list.error().kind == ErrorKind::file_invalid);
  return list.error().detail;
}

std::string in_866(const char* utf8) {
  std::string bytes;
  append_cp866(bytes, utf8);
  return bytes;
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a list of any version reads back") {
  for (const RtmVersion version : {RtmVersion::v11_16, RtmVersion::v13_17, RtmVersion::v14_18}) {
    std::vector<std::vector<std::string>> rows;
    const auto list =
        good(read_rtm(sound(version).zipped(), [&](const std::vector<std::string>& fields) -> Result<void> {
          rows.push_back(fields);
          return success();
        }));
    CHECK(list.version == version);
    CHECK(list.name == "007700000000632700017");
    CHECK(list.totals == RtmTotals{3, 26'100, 5'220, 31'320});
    CHECK(list.setting("Main.NumContract") == "12/2026-П");
    CHECK(list.setting("Sender.Sndr") == "Министерство \"Цифра\" - портал");
    CHECK(list.setting("Main.Nothing").empty());
    REQUIRE(rows.size() == 3);
    CHECK(rows[1].size() == rtm_columns(version).size());
    CHECK(rows[1][0] == "10100026000026");
    CHECK(rows[1][7] == "Смирнова Анна");
  }
}

TEST_CASE("the order of the two files does not matter, an unknown third one does") {
  Files2 files = sound();
  const auto zip = [](std::vector<ZipItem> items) { return good(write_zip(items, *parse_date("2026-11-23"))); };
  const auto item = [](const std::string& name, const std::string& content) { return Files2::once(name, content); };
  CHECK(refusal(zip({item(files.name + ".txt", files.text), item(files.name + "h.ini", files.ini)})) == "taken");
  CHECK_THAT(
      refusal(zip({item(files.name + ".txt", files.text), item(files.name + "h.ini", files.ini), item("a", "b")})),
      Catch::Contains("more files"));
  CHECK_THAT(refusal(zip({item(files.name + ".txt", files.text)})), Catch::Contains("NAME.txt"));
  CHECK_THAT(refusal(files.zipped_as("../" + files.name + "h.ini", files.name + ".txt")), Catch::Contains("NAME.txt"));
  CHECK_THAT(refusal(files.zipped_as("007700000000632700018h.ini", files.name + ".txt")), Catch::Contains("NAME.txt"));
}

TEST_CASE("a defect of the rows is refused with its line") {
  struct Row {
    std::string from, to, reason;
  };
  for (const Row& row :
       std::vector<Row>{{"|643|", "|643", ".txt:2: 35 fields instead of 36"},
                        {"|643|", "|643||", ".txt:2: 37 fields instead of 36"},
                        {"|643|", "|840|", ".txt:2: MailDirect is not 643"},
                        {"|20|10440|", "|20|104,40|", ".txt:2: MassRate is no number"},
                        {"|20|10440|", "|-20|10440|", ".txt:2: Mass is no number"},
                        {"|20|10440|", "||10440|", ".txt:2: Mass is no number"},
                        {"|20|10440|", "|20|1044000000000000|", ".txt:2: MassRate is no number"},
                        {"10100026000026", "1010002600002", ".txt:3: Barcode has not 14 digits"},
                        {"|101000|", "|10100|", ".txt:2: IndexTo has not 6 digits"},
                        {"|1||101000", "|2||101000", ".txt:2: AddressTypeTo is not 1"},
                        {"|||2\r\n", "|||3\r\n", ".txt:2: MailType is not 2"},
                        {"Barcode|Mass", "Barcode|Mess", ".txt:1: the columns"},
                        {"Barcode|Mass|", "Barcode|", ".txt:1: the columns"},
                        {"\r\n101", "\n101", ".txt:1: the line does not end with CRLF"},
                        {"26||", "26\r||", ".txt:2: a byte"},
                        {"26||", "2\xB3||", ".txt:2: a byte"},
                        {"26||", std::string("2\0||", 4), ".txt:2: a byte"},
                        {in_866("Анна"), "\x01\x02", ".txt:2: a byte"},
                        {in_866("Москва"), "", ".txt:2: PlaceTo is empty"},
                        {in_866("Смирнова Анна"), "", ".txt:2: Rcpn is empty"},
                        {"|10440|", "|10441|", "Summary.DeliveryRateTotal is not the sum of the lines"}}) {
    INFO(row.reason);
    Files2 files = sound();
    replace(files.text, row.from, row.to);
    CHECK_THAT(refusal(files.zipped()), Catch::Contains(row.reason));
    CHECK_THAT(refusal(files.zipped()), Catch::Contains(files.name));
  }
}

TEST_CASE("a cut or lengthened list is refused") {
  Files2 files = sound();
  const Files2 whole = files;
  files.text.resize(files.text.size() - 1);
  CHECK_THAT(refusal(files.zipped()), Catch::Contains(".txt:4: the last line does not end with CRLF"));
  files.text.resize(files.text.rfind("\r\n") + 2);
  CHECK_THAT(refusal(files.zipped()), Catch::Contains("Summary.MailCount is not the 2 lines"));
  files.text.clear();
  CHECK_THAT(refusal(files.zipped()), Catch::Contains(".txt:1: the line of the columns is missing"));
  files = whole;
  files.text += files.text.substr(files.text.find("10100026000033"));
  CHECK_THAT(refusal(files.zipped()), Catch::Contains("Summary.MailCount is not the 4 lines"));
}

TEST_CASE("a defect of the ini is refused with its line") {
  struct Row {
    std::string from, to, reason;
  };
  for (const Row& row : std::vector<Row>{
           {"MailCount=3", "MailCount=4", "h.ini:43: Summary.MailCount is not the 3 lines"},
           {"MailCount=3", "MailCount=3.0", "Summary.MailCount is no number"},
           {"DeliveryRateVAT=5220", "DeliveryRateVAT=5221", "Summary.DeliveryRateTotal is not DeliveryRateSum"},
           {"\r\nTotalRate=31320", "\r\nTotalRate=31321", "Summary.TotalRate is not the sum of the rates"},
           {"NoticeRateTotal=0", "NoticeRateTotal=5", "Summary.TotalRate is not the sum of the rates"},
           {"MailType=2", "MailType=3", "h.ini:10: Main.MailType is not that of a registered letter"},
           {"MailCtg=1", "MailCtg=0", "Main.MailCtg is not that of a registered letter"},
           {"Inn=7700000000", "Inn=770000000", "h.ini:2: Main.Inn has not 10 or 12 digits"},
           {"Inn=7700000000", "Inn=7700000001", "h.ini:1: the name of the list"},
           {"ListNum=17", "ListNum=18", "h.ini:1: the name of the list"},
           {"ListNum=17", "ListNum=100017", "Main.ListNum is no number up to 99999"},
           {"SendDate=20261123", "SendDate=20261131", "Main.SendDate is no date"},
           {"SendDate=20261123", "SendDate=2026-11-23", "Main.SendDate is no date"},
           {"SendDate=20261123", "SendDate=20261124", "h.ini:1: the name of the list"},
           {"Kpp=770001001\r\n", "", "h.ini:3: Main.Kpp should stand here"},
           {"DepCode=", "Depcode=", "h.ini:4: Main.DepCode should stand here"},
           {"[Sender]\r\n", "", "Sender.Sndr should stand here"},
           {"[Sender]\r\n", "Extra=1\r\n[Sender]\r\n", "Sender.Sndr should stand here"},
           {"RTM0003-13-17\r\n", "RTM0003-13-17\r\nMore=1\r\n", "a key too many"},
           {"RTM0003-13-17", "RTM0003-14-18", "Main.CourierFee should stand here"},
           {"RTM0003-13-17", "RTM0003-15-19", "DocVersion is no version"},
           {"SendCtg=2", "SendCtg=x", "Main.SendCtg is no number"},
           {"SendCtg=2", "SendCtg", "h.ini:6: no section and no Key=value"},
           {"SendCtg=2\r\n", "SendCtg=2\n", "h.ini:6: the line does not end with CRLF"},
           {"SendCtg=2", "SendCtg=\x02", "h.ini:6: a byte"}}) {
    INFO(row.reason);
    Files2 files = sound();
    replace(files.ini, row.from, row.to);
    CHECK_THAT(refusal(files.zipped()), Catch::Contains(row.reason));
  }
  Files2 empty = sound();
  empty.ini.clear();
  CHECK_THAT(refusal(empty.zipped()), Catch::Contains("h.ini:1: DocVersion"));
}

TEST_CASE("an archive cut at any byte, or with any byte changed, is refused or reads the same, and nothing breaks") {
  const Bytes whole = sound().zipped();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    REQUIRE_FALSE(read(cut));
  }
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    Bytes changed = whole;
    changed[at] ^= 0x55U;
    const auto list = read(changed);
    if (!list) {
      ++refused;
    } else {
      REQUIRE(list.value().totals == RtmTotals{3, 26'100, 5'220, 31'320});
    }
  }
  CHECK(refused > static_cast<int>(whole.size() / 2));
}

TEST_CASE("a list beyond the limits is refused, whatever it unpacks to") {
  Files2 files = sound();
  RtmLimits limits;
  limits.most_text_bytes = files.text.size();
  limits.most_ini_bytes = files.ini.size();
  limits.most_zip_bytes = files.zipped().size();
  CHECK(refusal(files.zipped(), limits) == "taken");
  --limits.most_text_bytes;
  CHECK_THAT(refusal(files.zipped(), limits), Catch::Contains("larger than a list may be"));
  limits = {};
  limits.most_ini_bytes = files.ini.size() - 1;
  CHECK_THAT(refusal(files.zipped(), limits), Catch::Contains("larger than a list may be"));
  limits = {};
  limits.most_zip_bytes = files.zipped().size() - 1;
  CHECK_THAT(refusal(files.zipped(), limits), Catch::Contains("too large"));
  limits = {};
  limits.most_text_bytes = 4U << 20U;
  const std::string rows = files.text.substr(files.text.find("\r\n") + 2);
  for (int i = 0; i < 12; ++i) files.text += files.text;  // a bomb of a kind: deflates to nearly nothing
  CHECK_THAT(refusal(files.zipped(), limits), !Catch::Contains("taken"));
  files = sound();
  files.text += std::string(10'000'000, 'a');
  CHECK_THAT(refusal(files.zipped()), Catch::Contains(".txt:5: the line is longer"));
}

TEST_CASE("an error of who takes the rows ends the reading") {
  int met = 0;
  const auto list = read_rtm(sound().zipped(), [&](const std::vector<std::string>&) -> Result<void> {
    if (++met == 2) return fail(ErrorKind::io_failed, "enough");
    return success();
  });
  REQUIRE_FALSE(list);
  CHECK(list.error().kind == ErrorKind::io_failed);
  CHECK(met == 2);
}
