#include "app/config_posting.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/support/temp_folder.hpp"

using namespace postproof;
using namespace postproof::test;
using app::Config;

namespace {

std::vector<std::string> faulty_keys(const Config& config) {
  std::vector<std::string> keys;
  for (const auto& [key, what] : app::posting_faults(config)) keys.push_back(key);
  return keys;
}

}  // namespace

TEST_CASE("an empty configuration lacks what no list can do without, and has no other fault") {
  const Config config;
  CHECK(app::posting_faults(config).empty());
  CHECK(app::missing_for_posting(config) ==
        std::vector<std::string>{"sender.inn", "sender.kpp", "sender.contract", "sender.postal_address.index",
                                 "sender.postal_address.city", "batch.posting_list.index_from",
                                 "batch.posting_list.rate_kopecks", "batch.posting_list.vat_percent"});
  const std::vector<std::string> for_the_night = app::missing_for_the_night(config);
  CHECK(std::ranges::find(for_the_night, "batch.posting_list.rate_kopecks") != for_the_night.end());
}

TEST_CASE("the demo's sender lacks nothing, and what was filled in stays") {
  Config config;
  config.sender.kpp = "771101001";
  config.batch.posting_list.vat_percent = 0;
  config.sender.postal_address.index = "190000";
  app::fill_demo_posting(config);
  CHECK(app::missing_for_posting(config).empty());
  CHECK(app::posting_faults(config).empty());
  CHECK(config.sender.kpp == "771101001");
  CHECK(config.batch.posting_list.vat_percent == 0);
  CHECK(config.sender.postal_address.index == "190000");
}

TEST_CASE("a person's INN of 12 digits needs no KPP") {
  Config config;
  app::fill_demo_posting(config);
  config.sender.kpp.clear();
  CHECK(app::missing_for_posting(config) == std::vector<std::string>{"sender.kpp"});
  config.sender.inn = "770000000012";
  CHECK(app::missing_for_posting(config).empty());
}

TEST_CASE("keys of the posting list with a wrong form are told by their names") {
  struct Row {
    std::string Config::Sender::*text;
    const char* value;
    bool good;
  };
  for (const Row& row :
       {Row{&Config::Sender::kpp, "770001001", true}, Row{&Config::Sender::kpp, "7700AB001", true},
        Row{&Config::Sender::kpp, "77000100", false}, Row{&Config::Sender::kpp, "7700010011", false},
        Row{&Config::Sender::kpp, "7700ab001", false}, Row{&Config::Sender::kpp, "A70001001", false},
        Row{&Config::Sender::kpp, "77000100A", false}, Row{&Config::Sender::phone, "84950000000", true},
        Row{&Config::Sender::phone, "+7", false}, Row{&Config::Sender::phone, "123456789012345678901", false},
        Row{&Config::Sender::contract, "12/2026-П № 5", true}, Row{&Config::Sender::contract, "漢", false},
        Row{&Config::Sender::name, "Ғәлим «Ёлка»", true}, Row{&Config::Sender::name, "Портал Ω", false}}) {
    Config config;
    config.sender.*row.text = row.value;
    INFO(row.value);
    CHECK(faulty_keys(config).empty() == row.good);
  }
  Config config;
  config.sender.postal_address.index = "10100";
  config.sender.postal_address.street = std::string(401, 'a');
  config.batch.posting_list.index_from = "10100a";
  config.batch.posting_list.department = "12-3";
  config.batch.posting_list.pay_type = 3;
  CHECK(faulty_keys(config) == std::vector<std::string>{"sender.postal_address.index", "sender.postal_address.street",
                                                        "batch.posting_list.index_from",
                                                        "batch.posting_list.department",
                                                        "batch.posting_list.pay_type"});
}

TEST_CASE("a fault is told with the line of its key, and an unknown version is none of ours") {
  const TempFolder folder;
  const Path file = folder / "postproof.toml";
  for (const auto& [text, told] : std::vector<std::pair<std::string, std::string>>{
           {"[sender]\nkpp = \"1\"\n", "postproof.toml:2: sender.kpp must be 9 characters"},
           {"[sender.postal_address]\nindex = \"x\"\n", "postproof.toml:2: sender.postal_address.index must have 6"},
           {"[batch.posting_list]\nversion = \"RTM0003-12-17\"\n", "must be one of: RTM0003-11-16, RTM0003-13-17"},
           {"[batch.posting_list]\nvat_percent = 101\n", "must be a whole number from -1 to 100"},
           {"[batch.posting_list]\ntariff = 1\n", "batch.posting_list.tariff is no key"}}) {
    write_file(file, text);
    const auto loaded = app::load_config(file);
    REQUIRE_FALSE(loaded);
    REQUIRE(loaded.error().fields.size() == 1);
    CHECK_THAT(loaded.error().fields[0].message, Catch::Contains(told));
  }
}

TEST_CASE("a demo without these keys posts as the demo does") {
  const TempFolder folder;
  const Path file = folder / "postproof.toml";
  write_file(file, "profile = \"demo\"\n");
  const Config config = app::load_config(file).value();
  CHECK(app::missing_for_posting(config).empty());
  CHECK(config.sender.kpp.empty());
  const batches::PostingSettings settings = app::posting_settings(config);
  CHECK(settings.head.version == batches::RtmVersion::v13_17);
  CHECK(settings.head.inn == "7700000000");
  CHECK(settings.head.sender.street == "Мясницкая улица");
  CHECK(settings.rate.total() == 10'440);
  CHECK(settings.font_dir == "/usr/share/fonts/truetype/paratype");
}
