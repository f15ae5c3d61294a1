#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/settings.hpp"
#include "core/files.hpp"
#include "core/result.hpp"
#include "orders/address.hpp"
#include "orders/rules.hpp"

namespace postproof::app {

enum class Profile : std::uint8_t { demo, production };

/// The configuration of one data folder (docs/operations.md). Member defaults are the defaults of the keys; paths are
/// as written, to be taken through `in`.
struct Config {
  Path file;  ///< where it was read
  Profile profile = Profile::production;

  struct Server {
    std::string listen = "127.0.0.1:8080";
    std::string admin_listen = "127.0.0.1:8081";
    bool allow_plain = false;
    int requests_per_second = 2000;
    int threads = 2;
    struct Tls {
      std::string certificate_file;
      std::string key_file;
      std::string client_ca_file;
    } tls;
  } server;

  orders::Rules rules;
  int storage_days = 30;
  std::string cutoff = "18:00";
  std::string zone = "+03:00";
  std::string expiry_zone = "+02:00";
  std::string calendar = "calendar";

  std::string code_form = "digits";

  struct Sender {
    std::string name;
    std::vector<std::string> address;
    std::string inn;
    std::string kpp;
    std::string contract;
    std::string phone;
    struct PostalAddress {
      std::string index, region, district, city, street, house, building, room;
    } postal_address;
  } sender;

  struct Letters {
    std::string templates = "templates";
    std::string geometry = "templates/geometry/dl-right.json";
    std::string fonts = "/usr/share/fonts/truetype/paratype";
    std::string portal_url;
  } letters;

  struct Batch {
    std::string outbox = "outbox";
    int letters_per_file = 2000;
    std::string encryption;
    std::string recipient_certificate;
    std::string recipient_sha256;
    int keep_days = 14;
    int workers = 2;
    struct PostingList {
      std::string version = "RTM0003-13-17";
      std::string index_from;
      std::string department = "000000000";
      int send_category = 2;
      int rank = 0;
      int pay_type = 2;
      int rate_kopecks = 0;
      int vat_percent = -1;
    } posting_list;
    struct TestRecipient {
      std::string last_name, first_name, middle_name, index, region, district, city, street, house, building, apartment;
    } test_recipient;
  } batch;

  struct Dispatch {
    std::string kind = "folder";
    std::string folder = "printhouse/in";
    std::string acks = "printhouse/acks";
    int attempts = 5;
    struct Sftp {
      std::string host;
      int port = 22;
      std::string user;
      std::string key_file;
      std::string host_key_sha256;
      std::string directory;
      std::string acks_directory;
    } sftp;
  } dispatch;

  struct Tracking {
    std::string single_url = "https://tracking.russianpost.ru/rtm34";
    std::string batch_url = "https://tracking.russianpost.ru/fc";
    std::string credentials_file = "keys/tracking.toml";
    std::string proxy;
    int items_per_ticket = 500;
    int daily_budget = 5000;
  } tracking;

  struct Notices {
    std::string url;
    std::string secret_file;
  } notices;

  std::string key_file = "keys/keys.json";
  std::string signing_key = "keys/signing.key";
  std::string signing_certificate = "keys/signing.crt";

  struct LogSettings {
    std::string level = "info";
  } log;

  /// A path of the configuration, relative ones to the folder of its file.
  Path in(const std::string& path) const;
  Path data_folder() const { return file.parent_path(); }
  Path database() const { return data_folder() / "postproof.db"; }
};

/// Visits every key of the configuration, section by section, in the order of the file: one place that knows names,
/// bounds and meanings, for reading and for writing.
class ConfigVisitor {
 public:
  virtual ~ConfigVisitor() = default;
  virtual void section(const char* name, const char* meaning) = 0;
  virtual void text(const char* key, std::string& value, const char* meaning) = 0;
  virtual void texts(const char* key, std::vector<std::string>& value, const char* meaning) = 0;
  virtual void choice(const char* key, std::string& value, const std::vector<std::string>& allowed,
                      const char* meaning) = 0;
  virtual void number(const char* key, int& value, int least, int most, const char* meaning) = 0;
  virtual void flag(const char* key, bool& value, const char* meaning) = 0;
};
void visit_config(Config& config, ConfigVisitor& visitor);

/// Reads and validates a whole configuration. configuration_invalid whose `fields` name every wrong or unknown key with
/// "FILE:LINE"; nothing is used of a configuration with a fault.
Result<Config> load_config(const Path& file);

/// A configuration file with every key, its meaning and its value.
std::string write_config(const Config& config);

/// The keys that have no default and are still empty, for commands that set letters or check orders against them.
std::vector<std::string> missing_for_letters(const Config& config);
/// The same for the night: also the test letter's addressee and whom letters are encrypted for.
std::vector<std::string> missing_for_the_night(const Config& config);
/// The same for taking acknowledgements: whose signature counts.
std::vector<std::string> missing_for_acknowledgements(const Config& config);
/// Whether an acknowledgement must be signed: always but in a demo without encryption.
bool demands_signed_acknowledgements(const Config& config);

/// configuration_invalid naming these keys and the file, unless there are none.
Result<void> demand(const Config& config, const std::vector<std::string>& missing);

/// The test letter's addressee as an order form, to be checked like any order.
orders::OrderForm test_recipient_form(const Config& config);

}  // namespace postproof::app
