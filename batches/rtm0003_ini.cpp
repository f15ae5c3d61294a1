#include <algorithm>

#include <fmt/format.h>

#include "batches/cp866.hpp"
#include "batches/rtm0003.hpp"

namespace postproof::batches {

namespace {

class IniLines {
 public:
  void section(std::string_view name) { section_ = name; }
  void add(std::string_view key, std::string value) { lines.push_back({section_, key, std::move(value)}); }
  void add(std::string_view key, std::int64_t value) { add(key, std::to_string(value)); }
  void empty(std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) add(key, std::string());
  }
  void zero(std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) add(key, "0");
  }

  std::vector<RtmIniLine> lines;

 private:
  std::string_view section_;
};

std::string compact_date(Date date) {
  std::string text = format_date(date);
  std::erase(text, '-');
  return text;
}

void add_main(IniLines& ini, const RtmHead& head) {
  ini.section("Main");
  ini.add("Inn", head.inn);
  ini.add("Kpp", head.kpp);
  ini.add("DepCode", head.department);
  ini.add("SndrTel", head.phone);
  ini.add("SendCtg", head.send_category);
  ini.add("SendDate", compact_date(head.send_date));
  ini.add("ListNum", head.list_number);
  ini.add("IndexFrom", head.index_from);
  ini.add("MailType", 2);   // letter
  ini.add("MailCtg", 1);    // registered
  ini.add("DirectCtg", 1);  // inside the country
  ini.add("PayType", head.pay_type);
  ini.add("PayTypeNot", head.pay_type);
  ini.add("TransType", 1);  // by ground
  ini.add("PostMark", 0);
  ini.add("MailRank", head.rank);
  ini.add("NumContract", head.contract);
  ini.empty({"SMSNoticeS"});
  if (head.version == RtmVersion::v11_16) return;
  ini.add("KindJurPers", 0);
  ini.empty({"SndrFact", "InnFact", "KppFact", "DepcodeFact"});
  if (head.version == RtmVersion::v14_18) ini.zero({"CourierFee"});
}

void add_sender(IniLines& ini, const RtmHead& head) {
  ini.section("Sender");
  ini.add("Sndr", head.sender_name);
  ini.add("AddressTypeSndr", 1);  // a house
  ini.empty({"NumAddressTypeSndr"});
  ini.add("IndexSndr", head.sender.index);
  ini.add("RegionSndr", head.sender.region);
  ini.add("AreaSndr", head.sender.district);
  ini.add("PlaceSndr", head.sender.city);
  ini.empty({"LocationSndr"});
  ini.add("StreetSndr", head.sender.street);
  ini.add("HouseSndr", head.sender.house);
  ini.empty({"LetterSndr", "SlashSndr"});
  ini.add("CorpusSndr", head.sender.building);
  ini.empty({"BuildingSndr", "HotelSndr"});
  ini.add("RoomSndr", head.sender.room);
}

void add_summary(IniLines& ini, const RtmHead& head, const RtmTotals& totals) {
  ini.section("Summary");
  ini.add("MailCount", totals.letters);
  ini.zero({"MailWeight", "ValueSum"});  // the weight is told of simple mail only
  ini.add("DeliveryRateSum", totals.rate_without_vat);
  ini.add("DeliveryRateVAT", totals.vat);
  ini.add("DeliveryRateTotal", totals.rate_total);
  ini.zero(
      {"ValueSumRateTotal", "ValueSumRateVAT", "NoticeRateTotal", "NoticeRateVAT", "SMSNoticeTotal", "SMSNoticeVAT"});
  if (head.version == RtmVersion::v14_18) ini.zero({"CourierFeeTotal", "CourierFeeVAT"});
  ini.add("TotalRate", totals.rate_total);
  ini.add("TotalRateVAT", totals.vat);
}

}  // namespace

std::vector<RtmIniLine> rtm_ini_lines(const RtmHead& head, const RtmTotals& totals) {
  IniLines ini;
  add_main(ini, head);
  add_sender(ini, head);
  add_summary(ini, head, totals);
  ini.section("DocVersion");
  ini.add("DocVersion", std::string(name_of(head.version)));
  return std::move(ini.lines);
}

std::string write_rtm_ini(const RtmHead& head, const RtmTotals& totals) {
  std::string out;
  std::string_view section;
  for (const RtmIniLine& line : rtm_ini_lines(head, totals)) {
    if (line.section != section) {
      section = line.section;
      out += fmt::format("[{}]\r\n", section);
    }
    out += line.key;
    out.push_back('=');
    std::string value;
    append_cp866(value, line.value);
    std::ranges::replace(value, ';', ',');
    out += value;
    out += "\r\n";
  }
  return out;
}

}  // namespace postproof::batches
