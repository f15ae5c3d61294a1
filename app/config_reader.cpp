#define TOML_ENABLE_FORMATTERS 0
#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "app/config.hpp"
#include "app/config_posting.hpp"
#include "batches/certificate.hpp"
#include "system/sftp_folder.hpp"
#include "system/sftp_key.hpp"

namespace postproof::app {

namespace {

constexpr std::uintmax_t most_bytes = 1U << 20U;

/// Fills a Config from a parsed file and collects every fault with its line.
class Reader final : public ConfigVisitor {
 public:
  Reader(const toml::table& root, std::string file) : root_(root), file_(std::move(file)), table_(&root) {}

  void section(const char* name, const char*) override {
    section_ = name;
    known_.insert(section_);
    const toml::node_view<const toml::node> found = root_.at_path(name);
    table_ = found.as_table();
    if (found && table_ == nullptr) blame(*found.node(), section_, "must be a table");
  }
  void text(const char* key, std::string& value, const char*) override {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    if (const auto found = node->value_exact<std::string>()) {
      value = *found;
    } else {
      blame(*node, path(key), "must be a text in quotes");
    }
  }
  void texts(const char* key, std::vector<std::string>& value, const char*) override {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    const toml::array* items = node->as_array();
    if (items == nullptr) return blame(*node, path(key), "must be a list of texts");
    value.clear();
    for (const toml::node& item : *items) {
      const auto text = item.value_exact<std::string>();
      if (!text) return blame(item, path(key), "must hold texts only");
      value.push_back(*text);
    }
  }
  void choice(const char* key, std::string& value, const std::vector<std::string>& allowed,
              const char* meaning) override {
    const std::string before = value;
    text(key, value, meaning);
    if (std::ranges::find(allowed, value) != allowed.end() || value == before) return;
    blame(*take(key), path(key), fmt::format("must be one of: {}", fmt::join(allowed, ", ")));
  }
  void number(const char* key, int& value, int least, int most, const char*) override {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    const auto found = node->value_exact<std::int64_t>();
    if (found && *found >= least && *found <= most) {
      value = static_cast<int>(*found);
    } else {
      blame(*node, path(key), fmt::format("must be a whole number from {} to {}", least, most));
    }
  }
  void flag(const char* key, bool& value, const char*) override {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    if (const auto found = node->value_exact<bool>()) {
      value = *found;
    } else {
      blame(*node, path(key), "must be true or false");
    }
  }

  /// A key outside every section.
  const toml::node* top(const char* key) {
    known_.insert(key);
    return root_.get(key);
  }
  void blame(const toml::node& node, const std::string& key, const std::string& what) {
    blame_line(node.source().begin.line, key, what);
  }
  void blame_line(toml::source_index line, const std::string& key, const std::string& what) {
    faults.push_back(FieldError{key, "bad_format", fmt::format("{}:{}: {} {}", file_, line, key, what)});
  }
  /// Where a key stands, for faults that are found later; line 1 if it is not written.
  toml::source_index line_of(const std::string& key) const {
    const auto found = root_.at_path(key);
    return found ? found.node()->source().begin.line : 1;
  }
  void blame_unknown() { blame_unknown_in(root_, ""); }

  std::vector<FieldError> faults;

 private:
  std::string path(const char* key) const { return section_.empty() ? key : section_ + "." + key; }

  const toml::node* take(const char* key) {
    known_.insert(path(key));
    return table_ == nullptr ? nullptr : table_->get(key);
  }

  void blame_unknown_in(const toml::table& table, const std::string& prefix) {
    for (const auto& [key, node] : table) {
      const std::string name = prefix + std::string(key.str());
      if (!known_.contains(name)) {
        faults.push_back(FieldError{name, "unknown_field",
                                    fmt::format("{}:{}: {} is no key of the configuration; take it out or correct it",
                                                file_, key.source().begin.line, name)});
      } else if (node.is_table()) {
        blame_unknown_in(*node.as_table(), name + ".");
      }
    }
  }

  const toml::table& root_;
  std::string file_;
  const toml::table* table_;
  std::string section_;
  std::set<std::string> known_;
};

void read_profile(Reader& reader, Config& config) {
  const toml::node* node = reader.top("profile");
  if (node == nullptr) return;
  const auto word = node->value_exact<std::string>();
  if (word == "demo") {
    config.profile = Profile::demo;
  } else if (word != "production") {
    reader.blame(*node, "profile", "must be \"demo\" or \"production\"");
  }
}

bool is_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_http_url(const std::string& text) { return text.starts_with("http://") || text.starts_with("https://"); }

/// What one key alone cannot tell.
class MeaningCheck {
 public:
  MeaningCheck(Reader& reader, Config& config) : reader_(reader), config_(config) {}

  void run() {
    check_times();
    check_listening();
    check_sender();
    check_posting();
    check_batch();
    check_dispatch();
    check_urls();
  }

 private:
  void blame(const std::string& key, const std::string& what) { reader_.blame_line(reader_.line_of(key), key, what); }

  void check_times() {
    const auto zone = parse_zone(config_.zone);
    if (!zone) blame("rules.zone", "must be an offset like +03:00");
    const auto expiry_zone = parse_zone(config_.expiry_zone);
    if (!expiry_zone) blame("rules.expiry_zone", "must be an offset like +02:00");
    const auto cutoff = parse_time_of_day(config_.cutoff);
    if (!cutoff) blame("rules.cutoff", "must be a time of day like 18:00");
    config_.rules.zone = zone.value_or(ZoneOffset{});
    config_.rules.expiry_zone = expiry_zone.value_or(ZoneOffset{});
    config_.rules.cutoff = cutoff.value_or(seconds{0});
    if (config_.rules.expected_delivery_to_days < config_.rules.expected_delivery_from_days) {
      blame("rules.expected_delivery_to_days", "must not be less than rules.expected_delivery_from_days");
    }
  }

  void check_listening() {
    check_tls();
    const bool plain_is_fine = config_.server.allow_plain;
    const bool is_encrypted = !config_.server.tls.certificate_file.empty();
    check_listen_address("server.listen", config_.server.listen, "must be ADDRESS:PORT", plain_is_fine || is_encrypted);
    if (config_.server.admin_listen.empty()) return;
    check_listen_address("server.admin_listen", config_.server.admin_listen, "must be ADDRESS:PORT, or empty",
                         plain_is_fine);
  }

  void check_tls() {
    const Config::Server::Tls& tls = config_.server.tls;
    if (tls.certificate_file.empty() != tls.key_file.empty()) {
      blame(tls.key_file.empty() ? "server.tls.key_file" : "server.tls.certificate_file",
            "must be filled in too: a certificate and its key go together");
    }
    if (!tls.client_ca_file.empty() && tls.certificate_file.empty()) {
      blame("server.tls.client_ca_file", "is of use with server.tls.certificate_file only");
    }
  }

  void check_listen_address(const std::string& key, const std::string& value, const std::string& form, bool anywhere) {
    const auto listen = api::parse_listen_address(value);
    if (!listen) {
      blame(key, form);
    } else if (!is_loopback(listen.value()) && !anywhere) {
      blame(key,
            "is no loopback address: it needs TLS (server.tls.*, not for the admin's), or "
            "server.allow_plain = true for plain HTTP");
    }
  }

  void check_sender() {
    const std::string& inn = config_.sender.inn;
    if (!inn.empty() && (!is_digits(inn) || (inn.size() != 10 && inn.size() != 12))) {
      blame("sender.inn", "must have 10 or 12 digits");
    }
    if (config_.sender.address.size() > 6) blame("sender.address", "must have at most 6 lines");
  }

  void check_posting() {
    for (const auto& [key, what] : posting_faults(config_)) blame(key, what);
  }

  void check_batch() {
    const bool demo = config_.profile == Profile::demo;
    if (config_.batch.encryption == "none" && !demo) {
      blame("batch.encryption", "must not be none outside the demo profile");
    }
    if (config_.batch.encryption.empty()) config_.batch.encryption = demo ? "none" : "cms";
    const std::string& fingerprint = config_.batch.recipient_sha256;
    if (!fingerprint.empty() && !batches::parse_fingerprint(fingerprint)) {
      blame("batch.recipient_sha256", "must be a SHA-256: 64 hexadecimal digits, with or without colons");
    }
  }

  void check_dispatch() {
    if (config_.dispatch.kind != "sftp") return;
    const Config::Dispatch::Sftp& sftp = config_.dispatch.sftp;
    for (const auto& [key, value] : {std::pair{"dispatch.sftp.host", &sftp.host}, {"dispatch.sftp.user", &sftp.user}}) {
      const bool plain = !value->empty() && std::ranges::all_of(*value, [](char c) {
        return c > ' ' && c < 0x7F && std::string_view("/@\"\\[]?#%").find(c) == std::string_view::npos;
      });
      if (!plain) blame(key, "must be filled in for dispatch.kind = \"sftp\", without blanks and special characters");
    }
    if (sftp.key_file.empty()) blame("dispatch.sftp.key_file", "must be filled in for dispatch.kind = \"sftp\"");
    const auto host_key = system::read_host_key_sha256(sftp.host_key_sha256);
    if (!host_key) blame("dispatch.sftp.host_key_sha256", host_key.error().detail);
    for (const auto& [key, value] : {std::pair{"dispatch.sftp.directory", &sftp.directory},
                                     {"dispatch.sftp.acks_directory", &sftp.acks_directory}}) {
      if (!value->empty() && system::is_sftp_directory(*value)) continue;
      blame(key, "must be a directory of the server, without \"..\", quotes and control characters");
    }
  }

  void check_urls() {
    if (!is_http_url(config_.tracking.single_url)) blame("tracking.single_url", "must begin with https:// or http://");
    if (!is_http_url(config_.tracking.batch_url)) blame("tracking.batch_url", "must begin with https:// or http://");
    const std::string& proxy = config_.tracking.proxy;
    if (!proxy.empty() && !proxy.starts_with("http://") && !proxy.starts_with("socks5h://")) {
      blame("tracking.proxy", "must begin with http:// or socks5h://, or be empty");
    }
    if (!config_.letters.portal_url.empty() && !is_http_url(config_.letters.portal_url)) {
      blame("letters.portal_url", "must begin with https:// or http://");
    }
    if (!config_.notices.url.empty() && !is_http_url(config_.notices.url)) {
      blame("notices.url", "must begin with https:// or http://");
    }
    if (!config_.notices.url.empty() && config_.notices.secret_file.empty()) {
      blame("notices.secret_file", "must be filled in where notices.url is");
    }
  }

  Reader& reader_;
  Config& config_;
};

Error invalid(std::string detail, std::vector<FieldError> faults) {
  Error refusal = error(ErrorKind::configuration_invalid, std::move(detail));
  refusal.fields = std::move(faults);
  return refusal;
}

Result<std::string> content_of(const Path& file) {
  std::error_code failure;
  const std::string name = file.string();
  if (!std::filesystem::is_regular_file(file, failure)) {
    return fail(ErrorKind::configuration_invalid, "there is no configuration at " + name +
                                                      "; name it with --config FILE or make one with 'postproof init'");
  }
  if (std::filesystem::file_size(file, failure) > most_bytes || failure) {
    return fail(ErrorKind::configuration_invalid, name + " is too large for a configuration (1 MiB)");
  }
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  if (!stream) return fail(ErrorKind::configuration_invalid, name + " cannot be read");
  return content.str();
}

}  // namespace

Result<Config> load_config(const Path& file) {
  std::error_code failure;
  const Path absolute = std::filesystem::absolute(file, failure);
  PP_TRY(const std::string content, content_of(file));
  Config config;
  config.file = absolute;
  try {
    const toml::table root = toml::parse(content, file.string());
    Reader reader(root, file.string());
    read_profile(reader, config);
    visit_config(config, reader);
    reader.blame_unknown();
    if (reader.faults.empty()) MeaningCheck(reader, config).run();
    if (reader.faults.empty()) return config;
    return invalid("the configuration has faults; nothing was started", std::move(reader.faults));
  } catch (const toml::parse_error& error) {
    const std::string where = fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description());
    return invalid("the configuration is no TOML; nothing was started", {FieldError{"", "bad_format", where}});
  }
}

}  // namespace postproof::app
