#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/bytes.hpp"
#include "core/instant.hpp"
#include "core/result.hpp"

namespace postproof::batches {

/// The editions of the post's electronic list, RTM 0003 (docs/formats.md). Later ones add to earlier ones.
enum class RtmVersion : std::uint8_t { v11_16, v13_17, v14_18 };

/// "RTM0003-13-17"
std::string_view name_of(RtmVersion version);
std::optional<RtmVersion> rtm_version_of(std::string_view name);

/// Where the sender sits, by the list's fields. All but index and city may be empty.
struct RtmSenderAddress {
  std::string index;  ///< 6 digits
  std::string region;
  std::string district;
  std::string city;
  std::string street;
  std::string house;
  std::string building;
  std::string room;
};

/// What the h.ini of a list says before its sums. Texts are UTF-8. The post's words stand behind the fields.
struct RtmHead {
  RtmVersion version = RtmVersion::v13_17;
  std::string inn;                       ///< Inn: 10 or 12 digits
  std::string kpp;                       ///< Kpp: 9 characters; empty for an INN of 12 digits
  std::string department = "000000000";  ///< DepCode: the post's code of the sender's department
  std::string phone;                     ///< SndrTel: may be empty
  std::string contract;                  ///< NumContract
  std::string index_from;                ///< IndexFrom: of the office of hand-in, 6 digits
  int send_category = 2;                 ///< SendCtg: 1 population, 2 budget, 3 self-financing organisation ... 6
  int rank = 0;                          ///< MailRank: 0 none, 1 governmental ... 9
  int pay_type = 2;                      ///< PayType: 1 cash, 2 cashless, 4 free, 8, 16 stamps, 32, 64, 256 franking
  Date send_date{};                      ///< SendDate
  int list_number = 0;                   ///< ListNum: 0-99 999
  std::string sender_name;               ///< Sndr
  RtmSenderAddress sender;
};

/// What one registered letter costs, kopecks. A letter's tax is rounded half up; sums are sums of letters.
struct LetterRate {
  std::int64_t without_vat = 0;
  int vat_percent = 0;

  constexpr std::int64_t vat() const { return (without_vat * vat_percent + 50) / 100; }
  constexpr std::int64_t total() const { return without_vat + vat(); }
};

/// The sums of a list; money in kopecks.
struct RtmTotals {
  std::int64_t letters = 0;
  std::int64_t rate_without_vat = 0;
  std::int64_t vat = 0;
  std::int64_t rate_total = 0;
  friend bool operator==(const RtmTotals&, const RtmTotals&) = default;
};

RtmTotals totals_of(std::int64_t letters, const LetterRate& rate);

/// INN padded to 12 digits, last digit of the year, day of the year (001 is January 1), list number in 5 digits: 21
/// digits, the name of both files of a list.
std::string rtm_list_name(const RtmHead& head);

/// One line of the h.ini. `section` and `key` live for ever; `value` is UTF-8.
struct RtmIniLine {
  std::string_view section;
  std::string_view key;
  std::string value;
};

/// All lines of an h.ini in their order.
std::vector<RtmIniLine> rtm_ini_lines(const RtmHead& head, const RtmTotals& totals);

/// The h.ini: cp866, CRLF. Values are transliterated (batches/cp866.hpp), so that none ends its line; a semicolon, with
/// which comments begin, becomes a comma.
std::string write_rtm_ini(const RtmHead& head, const RtmTotals& totals);

/// The columns of the .txt in order: 33 in 11-16, 36 in the others.
std::vector<std::string_view> rtm_columns(RtmVersion version);

/// The first line of the .txt: cp866, CRLF.
std::string write_rtm_header(RtmVersion version);

/// What the list tells of one letter. UTF-8, borrowed; region, district, street, building and apartment may be empty.
struct RtmLetter {
  std::string_view track_number;
  std::string_view last_name, first_name, middle_name;
  std::string_view index, region, district, city, street, house, building, apartment;
};

/// Appends the line of one registered letter of 20 g: cp866, CRLF, texts transliterated.
void append_rtm_line(std::string& out, RtmVersion version, const RtmLetter& letter, const LetterRate& rate);

/// A list as it is zipped. `next` gives more of the .txt, header line included, and an empty text at its end; it is
/// called until then, and what it gave is deflated at once. `ini` is asked once, after that.
struct RtmPieces {
  std::function<Result<std::string>()> next;
  std::function<std::string()> ini;
};

/// Zips a list in memory; nothing touches a disk. The same name, date and text give the same bytes, however the text is
/// cut. Errors: that of `next`; internal_error with the library's words, also for a .txt of 4 GiB or more.
Result<Bytes> zip_rtm(const RtmHead& head, const RtmPieces& pieces);

/// A list as it was read. `settings` holds every key of the h.ini as "Section.Key", in the order of the file.
struct RtmList {
  std::string name;  ///< 21 digits
  RtmVersion version = RtmVersion::v13_17;
  std::vector<std::pair<std::string, std::string>> settings;
  RtmTotals totals;

  /// The value of "Main.ListNum" and the like; empty if there is none.
  std::string_view setting(std::string_view key) const;
};

/// What a list from outside may come to.
struct RtmLimits {
  std::uint64_t most_zip_bytes = 256ULL << 20U;
  std::uint64_t most_text_bytes = 1ULL << 30U;
  std::uint64_t most_ini_bytes = 64ULL << 10U;
  std::size_t most_line_bytes = 8U << 10U;
};

/// Is given each line's fields, by rtm_columns, as UTF-8. An error ends the reading.
using RtmRowSink = std::function<Result<void>(const std::vector<std::string>& fields)>;

/// Reads a zipped list of any version and checks it whole: two files and their names, keys and columns in order, cp866,
/// CRLF, numbers where numbers stand, registered letters inside the country, and the sums. file_invalid with
/// "FILE:LINE: reason", never quoting a row, for anything else and for what goes beyond `limits`. Keeps no rows.
Result<RtmList> read_rtm(ByteView zip, const RtmRowSink& row, const RtmLimits& limits = {});

}  // namespace postproof::batches
