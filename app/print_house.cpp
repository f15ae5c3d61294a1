#include "app/print_house.hpp"

#include <csignal>
#include <thread>

#include <signal.h>  // sigpending is not in <csignal>

#include "system/sftp_key.hpp"

namespace postproof::app {

namespace {

constexpr std::size_t most_names = 1'000'000;

/// Whether `serve`, which keeps these signals for later, is to end. Where they are not kept they end the process.
bool is_to_end() {
  sigset_t waiting;
  sigemptyset(&waiting);
  sigpending(&waiting);
  return sigismember(&waiting, SIGTERM) == 1 || sigismember(&waiting, SIGINT) == 1;
}

Result<system::SftpSettings> settings_of(const Config& config) {
  const Config::Dispatch::Sftp& sftp = config.dispatch.sftp;
  system::SftpSettings settings;
  settings.host = sftp.host;
  settings.port = sftp.port;
  settings.user = sftp.user;
  settings.key_file = config.in(sftp.key_file);
  PP_TRY(settings.host_key, system::read_host_key_sha256(sftp.host_key_sha256));
  settings.stop = &is_to_end;
  return settings;
}

}  // namespace

Result<std::unique_ptr<PrintHouse>> PrintHouse::open(const Config& config, Files& files) {
  std::unique_ptr<PrintHouse> opened(new PrintHouse(config, files));
  batches::Patience patience{config.dispatch.attempts,
                             [](std::chrono::seconds pause) { std::this_thread::sleep_for(pause); }};
  if (config.dispatch.kind == "sftp") {
    PP_TRYV(opened->open_sftp(std::move(patience)));
  } else {
    opened->courier_ =
        std::make_unique<batches::FolderCourier>(files, config.in(config.dispatch.folder), std::move(patience));
  }
  return opened;
}

Result<void> PrintHouse::open_sftp(batches::Patience patience) {
  PP_TRY(const system::SftpSettings settings, settings_of(config_));
  PP_TRY(batches_, system::SftpFolder::open(files_, settings, config_.dispatch.sftp.directory));
  PP_TRY(acks_, system::SftpFolder::open(files_, settings, config_.dispatch.sftp.acks_directory));
  courier_ = std::make_unique<batches::RemoteCourier>(files_, *batches_, std::move(patience));
  return success();
}

Result<batches::PickUpReport> PrintHouse::pick_up() {
  if (!acks_) return batches::PickUpReport{};
  return batches::pick_up_acknowledgements(*acks_, files_, config_.in(config_.dispatch.acks));
}

Result<std::vector<std::string>> PrintHouse::names() {
  std::vector<std::string> found;
  for (system::SftpFolder* there : {batches_.get(), acks_.get()}) {
    if (there == nullptr) continue;
    PP_TRY(const std::vector<RemoteEntry> entries, there->list("", most_names));
    for (const RemoteEntry& entry : entries) found.push_back(entry.name);
  }
  const Path acks = config_.in(config_.dispatch.acks);
  for (const Path& folder : {config_.in(config_.dispatch.folder), acks, acks / "done"}) {
    if (!files_.exists(folder)) continue;
    PP_TRY(const std::vector<std::string> names, files_.list(folder, most_names));
    found.insert(found.end(), names.begin(), names.end());
  }
  return found;
}

}  // namespace postproof::app
