// Every key of the configuration, found by visiting it, with its bounds and its type.

#include <catch2/catch.hpp>

#include "app/config.hpp"
#include "tests/support/temp_folder.hpp"

using namespace postproof;
using namespace postproof::test;
using app::Config;

namespace {

struct Key {
  std::string section, name;
  enum class Type { text, texts, choice, number, flag } type = Type::text;
  int least = 0;
  int most = 0;

  std::string full() const { return section + "." + name; }
};

class Collector final : public app::ConfigVisitor {
 public:
  void section(const char* name, const char* meaning) override {
    section_ = name;
    CHECK_FALSE(std::string(meaning).empty());
  }
  void text(const char* key, std::string&, const char*) override { add(key, Key::Type::text); }
  void texts(const char* key, std::vector<std::string>&, const char*) override { add(key, Key::Type::texts); }
  void choice(const char* key, std::string&, const std::vector<std::string>&, const char*) override {
    add(key, Key::Type::choice);
  }
  void number(const char* key, int& value, int least, int most, const char*) override {
    CHECK(least <= value);
    CHECK(value <= most);
    add(key, Key::Type::number, least, most);
  }
  void flag(const char* key, bool&, const char*) override { add(key, Key::Type::flag); }

  std::vector<Key> keys;

 private:
  void add(const char* key, Key::Type type, int least = 0, int most = 0) {
    keys.push_back(Key{section_, key, type, least, most});
  }
  std::string section_;
};

std::vector<Key> all_keys() {
  Config config;
  Collector collector;
  app::visit_config(config, collector);
  return collector.keys;
}

/// What the reader says of this one key; empty if nothing.
std::string told_of(const TempFolder& folder, const Key& key, const std::string& value) {
  const Path file = folder / "postproof.toml";
  write_file(file, "profile = \"demo\"\n[" + key.section + "]\n" + key.name + " = " + value + "\n");
  const auto loaded = app::load_config(file);
  if (loaded) return {};
  for (const FieldError& fault : loaded.error().fields) {
    if (fault.field != key.full()) continue;
    CHECK_THAT(fault.message, Catch::Contains("postproof.toml:3: " + key.full()));
    return fault.message;
  }
  return "not told of this key";
}

}  // namespace

TEST_CASE("every number is taken within its bounds and refused one beyond them") {
  const TempFolder folder;
  for (const Key& key : all_keys()) {
    if (key.type != Key::Type::number) continue;
    INFO(key.full());
    const auto refused = [&](const std::string& value) {
      return told_of(folder, key, value).find("must be a whole number from " + std::to_string(key.least)) !=
             std::string::npos;
    };
    CHECK_FALSE(refused(std::to_string(key.least)));
    CHECK_FALSE(refused(std::to_string(key.most)));
    CHECK(refused(std::to_string(key.least - 1)));
    CHECK(refused(std::to_string(std::int64_t{key.most} + 1)));
    for (const char* value : {"1.0", "\"5\"", "true", "[5]", "9223372036854775807", "2026-01-01"})
      CHECK(refused(value));
  }
}

TEST_CASE("every key refuses a value of another type") {
  const TempFolder folder;
  for (const Key& key : all_keys()) {
    INFO(key.full());
    for (const char* value : {"1.5", "{ x = 1 }", "2026-01-01T00:00:00Z"})
      CHECK_FALSE(told_of(folder, key, value).empty());
    if (key.type != Key::Type::flag) CHECK_FALSE(told_of(folder, key, "true").empty());
    if (key.type != Key::Type::texts) CHECK_FALSE(told_of(folder, key, "[\"x\"]").empty());
    if (key.type == Key::Type::choice) CHECK_FALSE(told_of(folder, key, "\"none of these\"").empty());
    if (key.type == Key::Type::texts) CHECK_FALSE(told_of(folder, key, "[1]").empty());
  }
}

TEST_CASE("both profiles are read back as they were written") {
  const TempFolder folder;
  const auto profile = GENERATE(app::Profile::demo, app::Profile::production);
  Config config;
  config.profile = profile;
  config.sender.name = "line\nbreak, tab\t, \"quotes\", back\\slash and \x01";
  const std::string text = app::write_config(config);
  const auto loaded = app::load_config(write_file(folder / "postproof.toml", text));
  if (!loaded) FAIL(loaded.error().fields.front().message);
  CHECK(loaded.value().profile == profile);
  CHECK(loaded.value().sender.name == config.sender.name);
  CHECK(loaded.value().batch.encryption == (profile == app::Profile::demo ? "none" : "cms"));
}

TEST_CASE("what is served without encryption is served on loopback addresses only, unless it is asked for") {
  const TempFolder folder;
  const auto loads = [&](const std::string& server) {
    return app::load_config(write_file(folder / "postproof.toml", "[server]\n" + server)).has_value();
  };
  CHECK(loads("listen = \"127.0.0.1:1\"\nadmin_listen = \"[::1]:2\"\n"));
  CHECK(loads("listen = \"[::1]:1\"\nadmin_listen = \"\"\n"));
  CHECK_FALSE(loads("listen = \"0.0.0.0:1\"\n"));
  CHECK_FALSE(loads("admin_listen = \"0.0.0.0:2\"\n"));
  CHECK_FALSE(loads("admin_listen = \"192.0.2.1:2\"\n"));
  CHECK(loads("listen = \"0.0.0.0:1\"\nadmin_listen = \"192.0.2.1:2\"\nallow_plain = true\n"));

  const std::string tls = "[server.tls]\ncertificate_file = \"a.crt\"\nkey_file = \"a.key\"\n";
  CHECK(loads("listen = \"0.0.0.0:1\"\n" + tls));
  CHECK(loads("listen = \"0.0.0.0:1\"\n" + tls + "client_ca_file = \"ca.crt\"\n"));
  CHECK_FALSE(loads("admin_listen = \"0.0.0.0:2\"\n" + tls));
  CHECK_FALSE(loads("[server.tls]\ncertificate_file = \"a.crt\"\n"));
  CHECK_FALSE(loads("[server.tls]\nkey_file = \"a.key\"\n"));
  CHECK_FALSE(loads("[server.tls]\nclient_ca_file = \"ca.crt\"\n"));
}

TEST_CASE("what is no file, too large, or not UTF-8 is no configuration") {
  const TempFolder folder;
  CHECK(app::load_config(folder.path()).error().kind == ErrorKind::configuration_invalid);
  CHECK_THAT(app::load_config(write_file(folder / "a.toml", std::string((1U << 20U) + 1, '#'))).error().detail,
             Catch::Contains("too large"));
  CHECK_FALSE(app::load_config(write_file(folder / "b.toml", "# \xFF\n")));
  CHECK_FALSE(app::load_config(write_file(folder / "c.toml", "[rules]\norder_limit = 1\norder_limit = 2\n")));
  CHECK_FALSE(app::load_config(write_file(folder / "d.toml", "[rules]\n[rules]\n")));
  CHECK_FALSE(app::load_config(write_file(folder / "e.toml", "[[batch]]\nworkers = 1\n")));
  CHECK_FALSE(app::load_config(write_file(folder / "f.toml", "[batch.test_recipient]\nlast = \"x\"\n")));
}
