#include "batches/rtm0003.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include <fmt/format.h>

#include "batches/cp866.hpp"
#include "batches/manifest.hpp"
#include "core/ensure.hpp"

namespace postproof::batches {

namespace {

struct Named {
  RtmVersion version;
  std::string_view name;
};

constexpr std::array<Named, 3> versions{{{RtmVersion::v11_16, "RTM0003-11-16"},
                                         {RtmVersion::v13_17, "RTM0003-13-17"},
                                         {RtmVersion::v14_18, "RTM0003-14-18"}}};

constexpr std::array<std::string_view, 36> columns{
    "Barcode",    "Mass",          "MassRate",         "Payment",        "Value",           "InsrRate", "AirRate",
    "Rcpn",       "AddressTypeTo", "NumAddressTypeTo", "IndexTo",        "RegionTo",        "AreaTo",   "PlaceTo",
    "LocationTo", "StreetTo",      "HouseTo",          "LetterTo",       "SlashTo",         "CorpusTo", "BuildingTo",
    "HotelTo",    "RoomTo",        "Comment",          "MailDirect",     "TelAddress",      "Length",   "Width",
    "Height",     "VolumeWeight",  "SMSNoticeR",       "MPODeclaration", "PaymentCurrency", "SndrFact", "ApoNum",
    "MailType"};
constexpr std::size_t columns_of_11_16 = 33;

void append_number(std::string& out, std::int64_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

}  // namespace

std::string_view name_of(RtmVersion version) {
  const auto found = std::ranges::find(versions, version, &Named::version);
  ensure(found != versions.end(), "a version of the list");
  return found->name;
}

std::optional<RtmVersion> rtm_version_of(std::string_view name) {
  const auto found = std::ranges::find(versions, name, &Named::name);
  if (found == versions.end()) return std::nullopt;
  return found->version;
}

RtmTotals totals_of(std::int64_t letters, const LetterRate& rate) {
  return {letters, letters * rate.without_vat, letters * rate.vat(), letters * rate.total()};
}

std::string rtm_list_name(const RtmHead& head) {
  const std::chrono::year_month_day day{head.send_date};
  const auto new_year = Date{day.year() / std::chrono::January / 1};
  const auto day_of_year = (head.send_date - new_year).count() + 1;
  return fmt::format("{:0>12}{}{:03}{:05}", head.inn, static_cast<int>(day.year()) % 10, day_of_year, head.list_number);
}

std::vector<std::string_view> rtm_columns(RtmVersion version) {
  std::vector<std::string_view> all(columns.begin(), columns.end());
  if (version == RtmVersion::v11_16) all.resize(columns_of_11_16);
  return all;
}

std::string write_rtm_header(RtmVersion version) { return fmt::format("{}\r\n", fmt::join(rtm_columns(version), "|")); }

void append_rtm_line(std::string& out, RtmVersion version, const RtmLetter& letter, const LetterRate& rate) {
  const auto text = [&](std::string_view utf8) {
    append_cp866(out, utf8);
    out.push_back('|');
  };
  out += letter.track_number;  // digits
  out.push_back('|');
  append_number(out, letter_weight_grams);
  out.push_back('|');
  append_number(out, rate.total());
  out += "|0|0|0|0|";  // Payment, Value, InsrRate, AirRate
  append_cp866(out, letter.last_name);
  for (const std::string_view name : {letter.first_name, letter.middle_name}) {
    if (name.empty()) continue;
    out.push_back(' ');
    append_cp866(out, name);
  }
  out += "|1||";  // AddressTypeTo: to a house; NumAddressTypeTo
  text(letter.index);
  text(letter.region);
  text(letter.district);
  text(letter.city);
  out.push_back('|');  // LocationTo
  text(letter.street);
  text(letter.house);
  out += "||";  // LetterTo, SlashTo
  text(letter.building);
  out += "||";  // BuildingTo, HotelTo
  text(letter.apartment);
  out += "|643||0|0|0|0|||RUB";  // Comment, MailDirect, TelAddress, sizes, SMSNoticeR, MPODeclaration, PaymentCurrency
  if (version != RtmVersion::v11_16) out += "|||2";  // SndrFact, ApoNum, MailType
  out += "\r\n";
}

}  // namespace postproof::batches
