#include "app/config_posting.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "batches/cp866.hpp"

namespace postproof::app {

namespace {

using Faults = std::vector<std::pair<std::string, std::string>>;

bool is_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Four digits of the tax office, two digits or capitals of the reason, three digits (order of the Federal Tax Service
/// MMV-7-6/435 of 29.06.2012, clause 5).
bool is_kpp(std::string_view text) {
  constexpr std::size_t length = 9;
  if (text.size() != length || !is_digits(text.substr(0, 4)) || !is_digits(text.substr(6))) return false;
  return std::ranges::all_of(text.substr(4, 2),
                             [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

bool is_index(std::string_view text) {
  constexpr std::size_t length = 6;
  return text.size() == length && is_digits(text);
}

bool is_pay_type(int number) {
  constexpr std::array<int, 8> known{1, 2, 4, 8, 16, 32, 64, 256};
  return std::ranges::find(known, number) != known.end();
}

/// Texts go into a list in cp866; what has nothing like it there is refused instead of posted as question marks.
void check_text(Faults& faults, const std::string& key, const std::string& text) {
  constexpr std::size_t most_bytes = 400;
  if (text.size() > most_bytes) faults.emplace_back(key, fmt::format("must have at most {} bytes", most_bytes));
  if (const char32_t lacking = batches::first_without_cp866(text); lacking != 0) {
    faults.emplace_back(key, fmt::format("must not hold U+{:04X}, which the post's list cannot write",
                                         static_cast<std::uint32_t>(lacking)));
  }
}

void check_digits(Faults& faults, const std::string& key, const std::string& text, std::size_t most) {
  if (!is_digits(text) || text.size() > most)
    faults.emplace_back(key, fmt::format("must have at most {} digits", most));
}

}  // namespace

Faults posting_faults(const Config& config) {
  Faults faults;
  const Config::Sender& sender = config.sender;
  const auto& at = sender.postal_address;
  const auto& list = config.batch.posting_list;
  constexpr std::size_t most_digits = 20;
  if (!sender.kpp.empty() && !is_kpp(sender.kpp)) {
    faults.emplace_back("sender.kpp", "must be 9 characters like 770001001");
  }
  check_digits(faults, "sender.phone", sender.phone, most_digits);
  check_text(faults, "sender.name", sender.name);
  check_text(faults, "sender.contract", sender.contract);
  if (!at.index.empty() && !is_index(at.index)) {
    faults.emplace_back("sender.postal_address.index", "must have 6 digits");
  }
  for (const auto& [key, text] :
       std::initializer_list<std::pair<const char*, const std::string&>>{{"region", at.region},
                                                                         {"district", at.district},
                                                                         {"city", at.city},
                                                                         {"street", at.street},
                                                                         {"house", at.house},
                                                                         {"building", at.building},
                                                                         {"room", at.room}}) {
    check_text(faults, std::string("sender.postal_address.") + key, text);
  }
  if (!list.index_from.empty() && !is_index(list.index_from)) {
    faults.emplace_back("batch.posting_list.index_from", "must have 6 digits");
  }
  check_digits(faults, "batch.posting_list.department", list.department, most_digits);
  if (!is_pay_type(list.pay_type)) {
    faults.emplace_back("batch.posting_list.pay_type", "must be one of: 1, 2, 4, 8, 16, 32, 64, 256");
  }
  return faults;
}

std::vector<std::string> missing_for_posting(const Config& config) {
  if (config.profile == Profile::demo) return {};
  constexpr std::size_t digits_of_a_person = 12;
  const bool has_kpp = !config.sender.kpp.empty() || config.sender.inn.size() == digits_of_a_person;
  std::vector<std::string> missing;
  const auto need = [&](bool present, const char* key) {
    if (!present) missing.emplace_back(key);
  };
  need(!config.sender.inn.empty(), "sender.inn");
  need(has_kpp, "sender.kpp");
  need(!config.sender.contract.empty(), "sender.contract");
  need(!config.sender.postal_address.index.empty(), "sender.postal_address.index");
  need(!config.sender.postal_address.city.empty(), "sender.postal_address.city");
  need(!config.batch.posting_list.index_from.empty(), "batch.posting_list.index_from");
  need(config.batch.posting_list.rate_kopecks > 0, "batch.posting_list.rate_kopecks");
  need(config.batch.posting_list.vat_percent >= 0, "batch.posting_list.vat_percent");
  return missing;
}

void fill_demo_posting(Config& config) {
  const auto fill = [](std::string& text, const char* value) {
    if (text.empty()) text = value;
  };
  auto& list = config.batch.posting_list;
  auto& at = config.sender.postal_address;
  fill(config.sender.inn, "7700000000");
  fill(config.sender.kpp, "770001001");
  fill(config.sender.contract, "1");
  if (at.index.empty() && at.city.empty()) at = {"101000", "", "", "Москва", "Мясницкая улица", "26", "", ""};
  fill(at.index, "101000");
  fill(at.city, "Москва");
  fill(list.index_from, "101000");
  if (list.rate_kopecks == 0) list.rate_kopecks = 8700;
  if (list.vat_percent < 0) list.vat_percent = 20;
}

batches::PostingSettings posting_settings(const Config& given) {
  Config config = given;
  if (config.profile == Profile::demo) fill_demo_posting(config);
  const auto& at = config.sender.postal_address;
  const auto& list = config.batch.posting_list;
  batches::PostingSettings settings;
  settings.head.version = batches::rtm_version_of(list.version).value_or(batches::RtmVersion::v13_17);
  settings.head.inn = config.sender.inn;
  settings.head.kpp = config.sender.kpp;
  settings.head.department = list.department;
  settings.head.phone = config.sender.phone;
  settings.head.contract = config.sender.contract;
  settings.head.index_from = list.index_from;
  settings.head.send_category = list.send_category;
  settings.head.rank = list.rank;
  settings.head.pay_type = list.pay_type;
  settings.head.sender_name = config.sender.name;
  settings.head.sender = {at.index, at.region, at.district, at.city, at.street, at.house, at.building, at.room};
  settings.rate = {list.rate_kopecks, list.vat_percent};
  settings.font_dir = config.in(config.letters.fonts);
  return settings;
}

}  // namespace postproof::app
