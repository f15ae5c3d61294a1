#include "app/config.hpp"

#include <iterator>

#include <fmt/format.h>

#include "app/config_posting.hpp"

namespace postproof::app {

namespace {

std::string in_quotes(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      fmt::format_to(std::back_inserter(out), "\\u{:04X}", byte);
      continue;
    }
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + "\"";
}

class Writer final : public ConfigVisitor {
 public:
  void section(const char* name, const char* meaning) override {
    fmt::format_to(std::back_inserter(out), "\n# {}\n[{}]\n", meaning, name);
  }
  void text(const char* key, std::string& value, const char* meaning) override { line(key, in_quotes(value), meaning); }
  void texts(const char* key, std::vector<std::string>& value, const char* meaning) override {
    std::vector<std::string> items;
    for (const std::string& item : value) items.push_back(in_quotes(item));
    line(key, fmt::format("[{}]", fmt::join(items, ", ")), meaning);
  }
  void choice(const char* key, std::string& value, const std::vector<std::string>&, const char* meaning) override {
    line(key, in_quotes(value), meaning);
  }
  void number(const char* key, int& value, int, int, const char* meaning) override {
    line(key, std::to_string(value), meaning);
  }
  void flag(const char* key, bool& value, const char* meaning) override {
    line(key, value ? "true" : "false", meaning);
  }

  std::string out;

 private:
  void line(const char* key, const std::string& value, std::string_view meaning) {
    fmt::format_to(std::back_inserter(out), "{} = {}", key, value);
    if (!meaning.empty()) fmt::format_to(std::back_inserter(out), "  # {}", meaning);
    out.push_back('\n');
  }
};

}  // namespace

Path Config::in(const std::string& path) const {
  const Path given{path};
  return given.is_absolute() ? given : data_folder() / given;
}

std::string write_config(const Config& config) {
  Writer writer;
  writer.out = "# postproof: every key with its value. Paths are relative to this file.\n";
  fmt::format_to(std::back_inserter(writer.out), "profile = \"{}\"\n",
                 config.profile == Profile::demo ? "demo" : "production");
  Config copy = config;
  visit_config(copy, writer);
  return writer.out;
}

namespace {

void need(std::vector<std::string>& missing, bool present, const char* key) {
  if (!present) missing.emplace_back(key);
}

void need_recipient(std::vector<std::string>& missing, const Config& config) {
  need(missing, !config.batch.recipient_certificate.empty(), "batch.recipient_certificate");
  need(missing, !config.batch.recipient_sha256.empty(), "batch.recipient_sha256");
}

}  // namespace

std::vector<std::string> missing_for_letters(const Config& config) {
  std::vector<std::string> missing;
  need(missing, !config.sender.name.empty(), "sender.name");
  need(missing, !config.sender.address.empty(), "sender.address");
  need(missing, !config.letters.portal_url.empty(), "letters.portal_url");
  return missing;
}

std::vector<std::string> missing_for_the_night(const Config& config) {
  std::vector<std::string> missing = missing_for_letters(config);
  if (config.batch.encryption != "none") need_recipient(missing, config);
  const auto& to = config.batch.test_recipient;
  need(missing, !to.last_name.empty(), "batch.test_recipient.last_name");
  need(missing, !to.first_name.empty(), "batch.test_recipient.first_name");
  need(missing, !to.index.empty(), "batch.test_recipient.index");
  need(missing, !to.city.empty(), "batch.test_recipient.city");
  need(missing, !to.house.empty(), "batch.test_recipient.house");
  for (std::string& key : missing_for_posting(config)) missing.push_back(std::move(key));
  return missing;
}

bool demands_signed_acknowledgements(const Config& config) {
  return config.profile == Profile::production || config.batch.encryption == "cms";
}

std::vector<std::string> missing_for_acknowledgements(const Config& config) {
  std::vector<std::string> missing;
  if (demands_signed_acknowledgements(config)) need_recipient(missing, config);
  return missing;
}

Result<void> demand(const Config& config, const std::vector<std::string>& missing) {
  if (missing.empty()) return success();
  return fail(ErrorKind::configuration_invalid,
              fmt::format("fill in these keys of {} first: {}", config.file.string(), fmt::join(missing, ", ")));
}

orders::OrderForm test_recipient_form(const Config& config) {
  const auto& to = config.batch.test_recipient;
  orders::OrderForm form;
  form.account_id = "test-letter";
  form.account_level = "standard";
  form.last_name = to.last_name;
  form.first_name = to.first_name;
  form.middle_name = to.middle_name;
  form.country = "RU";
  form.index = to.index;
  form.region = to.region;
  form.district = to.district;
  form.city = to.city;
  form.street = to.street;
  form.house = to.house;
  form.building = to.building;
  form.apartment = to.apartment;
  return form;
}

}  // namespace postproof::app
