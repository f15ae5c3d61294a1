#include "app/config.hpp"

#include <catch2/catch.hpp>

#include "system/posix_files.hpp"
#include "tests/support/temp_folder.hpp"

using namespace postproof;
using app::Config;

namespace {

/// Loads a configuration of this text.
Result<Config> load(const test::TempFolder& folder, std::string_view text) {
  system::PosixFiles files;
  const Path file = folder / "postproof.toml";
  REQUIRE(files.write_synced(file, bytes_of(text)));
  return app::load_config(file);
}

struct Fault {
  const char* text;
  const char* field;
  int line;
};

}  // namespace

TEST_CASE("A configuration with one wrong key is refused with file, line and key") {
  const test::TempFolder folder;
  const Fault fault = GENERATE(
      Fault{"profile = \"toy\"\n", "profile", 1},
      Fault{"profile = \"demo\"\n[server]\nlisen = \"127.0.0.1:1\"\n", "server.lisen", 3},
      Fault{"[rulez]\nx = 1\n", "rulez", 1}, Fault{"[rules]\nreorder_days = \"30\"\n", "rules.reorder_days", 2},
      Fault{"[rules]\nreorder_days = 0\n", "rules.reorder_days", 2},
      Fault{"[rules]\ncode_valid_days = 44\n", "rules.code_valid_days", 2},
      Fault{"[rules]\ncutoff = \"25:00\"\n", "rules.cutoff", 2}, Fault{"[rules]\nzone = \"Moscow\"\n", "rules.zone", 2},
      Fault{"[rules]\nordering_enabled = 1\n", "rules.ordering_enabled", 2},
      Fault{"[codes]\nform = \"hex\"\n", "codes.form", 2},
      Fault{"[server]\nlisten = \"0.0.0.0:80\"\n", "server.listen", 2},
      Fault{"[server]\nlisten = \"nowhere\"\n", "server.listen", 2}, Fault{"[sender]\ninn = \"77\"\n", "sender.inn", 2},
      Fault{"[sender]\naddress = \"one line\"\n", "sender.address", 2},
      Fault{"[tracking]\nitems_per_ticket = 3001\n", "tracking.items_per_ticket", 2},
      Fault{"[tracking]\nbatch_url = \"ftp://x\"\n", "tracking.batch_url", 2},
      Fault{"[tracking]\nproxy = \"proxy:3128\"\n", "tracking.proxy", 2},
      Fault{"[batch]\nencryption = \"rot13\"\n", "batch.encryption", 2},
      Fault{"[batch]\nencryption = \"none\"\n", "batch.encryption", 2}, Fault{"batch = 3\n", "batch", 1});
  const auto loaded = load(folder, fault.text);
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().kind == ErrorKind::configuration_invalid);
  REQUIRE_FALSE(loaded.error().fields.empty());
  const FieldError& first = loaded.error().fields.front();
  CHECK(first.field == fault.field);
  CHECK(first.message.find("postproof.toml:" + std::to_string(fault.line) + ":") != std::string::npos);
}

TEST_CASE("A hand-over over SFTP must say where, who and to whom, and each key is checked") {
  const test::TempFolder folder;
  const std::string host_key = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";
  const auto text = [&](const std::string& changed, const std::string& value) {
    std::string written = "[dispatch]\nkind = \"sftp\"\n[dispatch.sftp]\n";
    for (const auto& [key, good] : {std::pair<std::string, std::string>{"host", "print.example"},
                                    {"user", "postproof"},
                                    {"key_file", "keys/sftp"},
                                    {"host_key_sha256", host_key},
                                    {"directory", "/in"},
                                    {"acks_directory", "acks"}}) {
      written += key + " = \"" + (key == changed ? value : good) + "\"\n";
    }
    return written;
  };
  CHECK(load(folder, text("", "")));
  CHECK(load(folder, text("host", "2001:db8::1")));
  CHECK(load(folder, text("host_key_sha256", std::string(64, 'a'))));
  const std::pair<const char*, const char*> faults[] = {
      {"host", ""},      {"host", "a b"},           {"host", "sftp://x"},          {"user", ""},
      {"user", "a@b"},   {"key_file", ""},          {"host_key_sha256", ""},       {"host_key_sha256", "MD5:00"},
      {"directory", ""}, {"directory", "/in/../x"}, {"acks_directory", "a\\u0007"}};
  for (const auto& [key, value] : faults) {
    INFO(key << " = " << value);
    const auto loaded = load(folder, text(key, value));
    REQUIRE_FALSE(loaded);
    REQUIRE(loaded.error().fields.size() == 1);
    CHECK(loaded.error().fields.front().field == std::string("dispatch.sftp.") + key);
  }
  CHECK(load(folder, "[dispatch.sftp]\nhost = \"\"\n"));  // not asked for
}

TEST_CASE("All faults of a configuration are told at once") {
  const test::TempFolder folder;
  const auto loaded =
      load(folder, "[rules]\nreorder_days = 0\norder_limit = 0\n[log]\nlevel = \"loud\"\nsink = \"x\"\n");
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().fields.size() == 4);
}

TEST_CASE("A file that is no TOML is refused with its line") {
  const test::TempFolder folder;
  const auto loaded = load(folder, "profile = \"demo\"\n[server\n");
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().fields.front().message.find(":2:") != std::string::npos);
}

TEST_CASE("A configuration that is not there says how to make one") {
  const auto loaded = app::load_config("/nonexistent/postproof.toml");
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().detail.find("postproof init") != std::string::npos);
}

TEST_CASE("An empty configuration has every default of the contract") {
  const test::TempFolder folder;
  const auto loaded = load(folder, "");
  REQUIRE(loaded);
  const Config& config = loaded.value();
  CHECK(config.profile == app::Profile::production);
  CHECK(config.server.listen == "127.0.0.1:8080");
  CHECK(config.server.admin_listen == "127.0.0.1:8081");
  CHECK(config.server.requests_per_second == 2000);
  CHECK(config.rules.reorder_days == 30);
  CHECK(config.rules.order_limit == 3);
  CHECK(config.rules.code_valid_days == 60);
  CHECK(config.rules.account_attempts == 5);
  CHECK(config.rules.account_window == seconds{600});
  CHECK(config.rules.code_attempts == 10);
  CHECK(config.rules.cutoff == seconds{18 * 3600});
  CHECK(config.rules.zone.east == std::chrono::hours{3});
  CHECK(config.rules.expiry_zone.east == std::chrono::hours{2});
  CHECK(config.rules.erase_after_days == 30);
  CHECK(config.code_form == "digits");
  CHECK(config.batch.letters_per_file == 2000);
  CHECK(config.batch.keep_days == 14);
  CHECK(config.dispatch.folder == "printhouse/in");
  CHECK(config.dispatch.acks == "printhouse/acks");
  CHECK(config.tracking.items_per_ticket == 500);
  CHECK(config.tracking.daily_budget == 5000);
}

TEST_CASE("What write_config writes is read back the same") {
  const test::TempFolder folder;
  Config config;
  config.profile = app::Profile::demo;
  config.batch.encryption = "none";
  config.sender.name = "Имя \"в кавычках\" и \\";
  config.sender.address = {"одна", "две"};
  config.rules.account_window = seconds{77};
  config.rules.ordering_enabled = false;
  config.cutoff = "17:30";
  const std::string text = app::write_config(config);
  const auto loaded = load(folder, text);
  REQUIRE(loaded);
  CHECK(app::write_config(loaded.value()) == text);
  CHECK(loaded.value().sender.name == config.sender.name);
  CHECK(loaded.value().rules.account_window == seconds{77});
  CHECK(loaded.value().rules.cutoff == seconds{17 * 3600 + 1800});
}

TEST_CASE("Production names the keys that must be filled in before letters and nights") {
  Config config;
  CHECK(app::missing_for_letters(config) ==
        std::vector<std::string>{"sender.name", "sender.address", "letters.portal_url"});
  CHECK(app::missing_for_the_night(config).size() == 18);
}

TEST_CASE("Paths of a configuration are relative to its file") {
  const test::TempFolder folder;
  const auto loaded = load(folder, "");
  REQUIRE(loaded);
  CHECK(loaded.value().in("outbox") == folder / "outbox");
  CHECK(loaded.value().in("/srv/out") == Path{"/srv/out"});
}
