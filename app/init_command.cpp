#include <fmt/format.h>

#include "app/calendar_files.hpp"
#include "app/commands.hpp"
#include "app/config_posting.hpp"
#include "app/seals.hpp"
#include "app/token_text.hpp"
#include "codegen/key_ring_file.hpp"
#include "tracking/number_range.hpp"
#include "tracking/track_number.hpp"

namespace postproof::app {

namespace json = boost::json;

namespace {

constexpr std::string_view demo_start = "2026-11-23T09:00:00+03:00";
constexpr std::string_view demo_range_prefix = "10100026";  // index 101000, month counter of November 2026
constexpr int demo_range_count = 99'999;

Config fresh_config(const Path& folder, const InitOptions& options) {
  Config config;
  config.file = folder / "postproof.toml";
  config.profile = options.profile == "demo" ? Profile::demo : Profile::production;
  config.batch.encryption = "cms";
  if (config.profile == Profile::production) return config;
  config.batch.encryption = options.encryption;
  config.sender.name = "Портал государственных услуг (демонстрация)";
  config.sender.address = {"101000, Москва, Мясницкая ул., д. 26", "Справки: 8 800 000-00-00"};
  config.sender.inn = "7700000000";
  config.sender.contract = "1";
  fill_demo_posting(config);
  config.letters.portal_url = "https://portal.example/confirm";
  config.batch.test_recipient = {"Образцов",        "Пётр", "Петрович", "101000", "", "", "Москва",
                                 "Мясницкая улица", "26",   "",         ""};
  config.tracking.single_url = "http://" + options.post_address + "/rtm34";
  config.tracking.batch_url = "http://" + options.post_address + "/fc";
  return config;
}

Result<void> demand_empty(const Path& folder) {
  std::error_code failure;
  if (std::filesystem::exists(folder, failure) && !std::filesystem::is_empty(folder, failure)) {
    return fail(ErrorKind::state_conflict, folder.string() + " is not empty; name a new folder");
  }
  return success();
}

/// Templates and calendars go into the folder, so that a batch's templates stay when the program is updated.
Result<void> copy_shared(const Path& folder) {
  std::error_code failure;
  for (const char* part : {"templates", "calendar"}) {
    std::filesystem::copy(share_folder() / part, folder / part, std::filesystem::copy_options::recursive, failure);
    if (failure) {
      return fail(ErrorKind::io_failed,
                  fmt::format("cannot copy {}: {}", (share_folder() / part).string(), failure.message()));
    }
  }
  return success();
}

Result<void> write_file(Files& files, const Path& path, std::string_view content, unsigned mode) {
  return files.write_synced(path, bytes_of(content), mode);
}

Result<void> lay_out(Config& config) {
  const Path folder = config.data_folder();
  system::PosixFiles files;
  system::SystemEntropy entropy;
  for (const char* part : {"keys", "outbox", "printhouse/in", "printhouse/acks"}) {
    PP_TRYV(files.make_directories(folder / part));
  }
  PP_TRYV(copy_shared(folder));
  PP_TRYV(codegen::save_key_ring(codegen::KeyRing::generate(entropy), config.in(config.key_file), files));
  PP_TRYV(make_signing_key(config, files, entropy));
  if (config.profile == Profile::demo) {
    PP_TRYV(make_demo_print_house(config, files, entropy));
    PP_TRYV(write_file(files, config.in(config.tracking.credentials_file),
                       "login = \"DEMO\"\npassword = \"demo-password\"\n", 0600));
    const Instant start = parse_instant(demo_start).value();
    PP_TRYV(system::MovableClock::set_offset(folder, start - system::SystemClock{}.now()));
  }
  return write_file(files, config.file, write_config(config), 0640);
}

Result<json::object> first_tokens(House& house) {
  json::object tokens;
  for (const char* role : {"portal", "post", "operator", "auditor"}) {
    PP_TRY(const Secret token, create_token(house, role, role, "init"));
    tokens[role] = token.expose_text();
  }
  return tokens;
}

Result<void> add_demo_range(House& house) {
  const std::string thirteen = std::string(demo_range_prefix) + "00001";
  const std::string first = thirteen + tracking::check_digit_of(thirteen);
  PP_TRY(const tracking::NumberRange range, tracking::make_range(first, demo_range_count));
  return house.database().desk().add_range(range, "init", house.now());
}

}  // namespace

Result<Answer> run_init(const CommandContext&, const InitOptions& options) {
  if (options.profile != "demo" && options.profile != "production") {
    return fail(ErrorKind::usage, "--profile must be demo or production");
  }
  std::error_code failure;
  const Path folder = std::filesystem::absolute(options.dir, failure);
  PP_TRYV(demand_empty(folder));
  Config config = fresh_config(folder, options);
  PP_TRYV(lay_out(config));
  CommandContext inside;
  inside.config_file = config.file;
  PP_TRY(const auto house, inside.open({true, false}));
  if (config.profile == Profile::demo) {
    PP_TRYV(add_demo_range(*house));
  }
  PP_TRY(json::object tokens, first_tokens(*house));
  Answer answer;
  answer.text = fmt::format("{} is ready; the tokens are shown this once:", folder.string());
  for (const auto& [role, token] : tokens) {
    answer.text += fmt::format("\n  {:<9} {}", std::string_view(role), std::string_view(token.get_string()));
  }
  if (config.profile == Profile::production) {
    answer.text += fmt::format(
        "\nFill in sender, letters.portal_url, batch.test_recipient, batch.posting_list and the print "
        "house's certificate (batch.recipient_certificate, batch.recipient_sha256) in {}, then add track "
        "numbers and give the "
        "print house what 'postproof keys export' prints.",
        config.file.string());
  }
  answer.json = {{"tokens", std::move(tokens)}};
  return answer;
}

}  // namespace postproof::app
