#include "batches/posting_list.hpp"

#include <catch2/catch.hpp>

#include "batches/zip_archive.hpp"
#include "system/posix_files.hpp"
#include "tests/support/open_store.hpp"
#include "tests/support/sample_posting.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;

namespace {

constexpr ZoneOffset service_zone{std::chrono::hours{3}};

PostingList made(const std::vector<Member>& members, const PostingSettings& settings = sample_posting(),
                 const Batch& batch = sample_batch(), std::size_t portion = 3) {
  return good(make_posting_list(settings, batch, service_zone, system::PosixFiles{}, source_of(members, portion)));
}

struct Contents {
  RtmList list;
  std::vector<std::vector<std::string>> rows;
};

Contents read(const PostingList& list) {
  Contents contents;
  contents.list = good(read_rtm(list.zip, [&](const std::vector<std::string>& fields) -> Result<void> {
    contents.rows.push_back(fields);
    return success();
  }));
  return contents;
}

std::string content_of(const PostingList& list, const std::string& name) {
  ZipReader zip = good(ZipReader::open(list.zip, 2));
  std::string content;
  for (std::size_t i = 0; i < zip.names().size(); ++i) {
    if (zip.names()[i] != name) continue;
    good(zip.read(i, 1U << 20U, [&](std::string_view piece) -> Result<void> {
      content += piece;
      return success();
    }));
  }
  return content;
}

std::string golden(const std::string& name) {
  return text_of_file(Path{POSTPROOF_SOURCE_DIR} / "tests/golden/form103" / name);
}

/// Three members: a plain one, one with letters that cp866 lacks, one whose address has every field.
std::vector<Member> golden_members() {
  std::vector<Member> members = sample_members(3);
  members[1].recipient = {Personal{"Ғәбделхәйева"}, Personal{"Гөлнара"}, Personal{""}};
  members[1].address.city = Personal{"посёлок «Заря» – 2"};
  members[2].address.district = Personal{"Одинцовский округ"};
  members[2].address.building = Personal{"№ 1/2"};
  return members;
}

}  // namespace

TEST_CASE("a list has the golden bytes") {
  const PostingList list = made(golden_members());
  for (const char* name : {"007700000000632700017.txt", "007700000000632700017h.ini"}) {
    INFO(name);
    CHECK((content_of(list, name) == golden(name)));
  }
}

TEST_CASE("a list reads back row by row, and its totals are those of the members") {
  for (const int count : {1, 2, 3, 4, 100}) {
    const std::vector<Member> members = sample_members(count);
    const PostingList list = made(members);
    const Contents contents = read(list);
    CHECK(list.totals == RtmTotals{count, count * 8700, count * 1740, count * 10'440});
    CHECK(contents.list.totals == list.totals);
    REQUIRE(contents.rows.size() == members.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
      const std::vector<std::string>& row = contents.rows[i];
      CHECK(row[0] == members[i].track_number.str());
      CHECK(row[1] == "20");
      CHECK(row[7] == "Смирнова Анна Сергеевна");
      CHECK(row[10] == members[i].address.index.str());
      CHECK(row[13] == "Звенигород");
      CHECK(row[22] == members[i].address.apartment.reveal());
    }
  }
}

TEST_CASE("the test letter is a row and a rejected member is none") {
  std::vector<Member> members = sample_members(7);
  members[0].is_test = true;
  for (const std::size_t i : {1U, 2U, 3U, 4U, 5U}) members[i].rejected = true;  // a whole portion among them
  const PostingList list = made(members);
  const Contents contents = read(list);
  REQUIRE(contents.rows.size() == 2);
  CHECK(contents.rows[0][0] == members[0].track_number.str());
  CHECK(contents.rows[1][0] == members[6].track_number.str());
  CHECK(list.totals.letters == 2);
}

TEST_CASE("a batch of which nothing is printed has an empty list") {
  std::vector<Member> members = sample_members(2);
  for (Member& member : members) member.rejected = true;
  const Contents contents = read(made(members));
  CHECK(contents.rows.empty());
  CHECK(contents.list.totals == RtmTotals{});
}

TEST_CASE("the same batch gives the same bytes, however its members come") {
  const std::vector<Member> members = sample_members(50);
  const PostingList first = made(members);
  for (const std::size_t portion : {1U, 7U, 50U, 1000U}) {
    const PostingList again = made(members, sample_posting(), sample_batch(), portion);
    CHECK((again.zip == first.zip));
    CHECK((again.pdf == first.pdf));
  }
  CHECK_FALSE((made(sample_members(51)).zip == first.zip));
}

TEST_CASE("the list is dated in the service zone and numbered by the sequence modulo 100 000") {
  struct Row {
    std::int64_t sequence;
    const char* sealed_at;
    const char* name;
    const char* number;
    const char* date;
  };
  for (const Row& row : {Row{17, "2026-11-23T18:30:00+03:00", "007700000000632700017", "17", "20261123"},
                         Row{99'999, "2026-11-23T23:59:59+03:00", "007700000000632799999", "99999", "20261123"},
                         Row{100'000, "2026-11-24T00:00:00+03:00", "007700000000632800000", "0", "20261124"},
                         Row{100'001, "2028-12-31T20:59:59Z", "007700000000836600001", "1", "20281231"},
                         Row{1, "2028-12-31T21:00:00Z", "007700000000900100001", "1", "20290101"}}) {
    Batch batch = sample_batch();
    batch.sequence = row.sequence;
    batch.sealed_at = *parse_instant(row.sealed_at);
    const Contents contents = read(made(sample_members(1), sample_posting(), batch));
    CHECK(contents.list.name == row.name);
    CHECK(contents.list.setting("Main.ListNum") == row.number);
    CHECK(contents.list.setting("Main.SendDate") == row.date);
  }
}

TEST_CASE("each version has its fields, in the ini and in the rows") {
  for (const auto& [version, fields] :
       {std::pair{RtmVersion::v11_16, 33U}, {RtmVersion::v13_17, 36U}, {RtmVersion::v14_18, 36U}}) {
    PostingSettings settings = sample_posting();
    settings.head.version = version;
    const Contents contents = read(made(sample_members(2), settings));
    CHECK(contents.list.version == version);
    CHECK(contents.rows[0].size() == fields);
    CHECK(contents.list.setting("Main.CourierFee") == (version == RtmVersion::v14_18 ? "0" : ""));
  }
}

TEST_CASE("what the configuration says stands in the ini") {
  PostingSettings settings = sample_posting();
  settings.head.inn = "770000000012";
  settings.head.kpp = "";
  settings.head.department = "123456789";
  settings.head.phone = "84950000000";
  settings.head.send_category = 5;
  settings.head.rank = 1;
  settings.head.pay_type = 32;
  settings.head.sender.building = "2";
  settings.head.sender.room = "301";
  settings.head.sender.district = "ЦАО";
  settings.rate = {10'100, 22};
  const Contents contents = read(made(sample_members(3), settings));
  for (const auto& [key, value] : std::vector<std::pair<const char*, const char*>>{{"Main.Inn", "770000000012"},
                                                                                   {"Main.Kpp", ""},
                                                                                   {"Main.DepCode", "123456789"},
                                                                                   {"Main.SndrTel", "84950000000"},
                                                                                   {"Main.SendCtg", "5"},
                                                                                   {"Main.MailRank", "1"},
                                                                                   {"Main.PayType", "32"},
                                                                                   {"Main.IndexFrom", "101000"},
                                                                                   {"Sender.IndexSndr", "101000"},
                                                                                   {"Sender.RegionSndr", "Москва"},
                                                                                   {"Sender.AreaSndr", "ЦАО"},
                                                                                   {"Sender.PlaceSndr", "Москва"},
                                                                                   {"Sender.HouseSndr", "26"},
                                                                                   {"Sender.CorpusSndr", "2"},
                                                                                   {"Sender.RoomSndr", "301"},
                                                                                   {"Summary.MailWeight", "0"},
                                                                                   {"Summary.DeliveryRateSum", "30300"},
                                                                                   {"Summary.DeliveryRateVAT", "6666"},
                                                                                   {"Summary.TotalRate", "36966"}}) {
    INFO(key);
    CHECK(contents.list.setting(key) == value);
  }
  CHECK(contents.rows[0][2] == "12322");
}

TEST_CASE("the zip has two deflated files with the batch's date, and no ZIP64 fields") {
  const PostingList list = made(sample_members(3));
  const std::string_view bytes = text_of(list.zip);
  CHECK(bytes.starts_with(std::string_view("PK\x03\x04\x14\x00", 6)));  // version 2.0 suffices
  CHECK(bytes.find("PK\x06\x06") == std::string_view::npos);
  const auto date = static_cast<unsigned>(list.zip[12] | list.zip[13] << 8U);
  CHECK(date == ((2026U - 1980U) << 9U | 11U << 5U | 23U));
  CHECK(list.zip[8] == 8);                          // deflate
  CHECK((list.zip[28] == 0 && list.zip[29] == 0));  // no extra field
}

TEST_CASE("errors of the members and of the fonts are told, and nothing is made") {
  int asked = 0;
  const MemberSource failing = [&]() -> Result<std::vector<Member>> {
    if (++asked == 3) return fail(ErrorKind::io_failed, "the store is gone");
    return sample_members(5);
  };
  const auto list = make_posting_list(sample_posting(), sample_batch(), service_zone, system::PosixFiles{}, failing);
  REQUIRE_FALSE(list);
  CHECK(list.error().kind == ErrorKind::io_failed);
  CHECK(list.error().detail == "the store is gone");
  const MemberSource throwing = []() -> Result<std::vector<Member>> { throw std::bad_alloc(); };
  const auto none = make_posting_list(sample_posting(), sample_batch(), service_zone, system::PosixFiles{}, throwing);
  REQUIRE_FALSE(none);
  CHECK(none.error().kind == ErrorKind::internal_error);
  PostingSettings settings = sample_posting();
  settings.font_dir = "/nowhere";
  const auto fontless =
      make_posting_list(settings, sample_batch(), service_zone, system::PosixFiles{}, source_of(sample_members(1)));
  REQUIRE_FALSE(fontless);
  CHECK(fontless.error().kind == ErrorKind::not_found);
}

TEST_CASE("a text that fills more than a page is refused, not cut") {
  std::vector<Member> members = sample_members(2);
  members[1].address.city = Personal{std::string(40'000, 'W')};
  const auto list =
      make_posting_list(sample_posting(), sample_batch(), service_zone, system::PosixFiles{}, source_of(members));
  REQUIRE_FALSE(list);
  CHECK(list.error().kind == ErrorKind::validation_failed);
}

TEST_CASE("kopecks are written as roubles") {
  CHECK(roubles(0) == "0,00");
  CHECK(roubles(5) == "0,05");
  CHECK(roubles(10'440) == "104,40");
  CHECK(roubles(1'044'000'000'000) == "10440000000,00");
}
