#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "batches/courier.hpp"
#include "batches/courier_pickup.hpp"
#include "core/files.hpp"
#include "system/sftp_folder.hpp"

namespace postproof::app {

/// The print house as `dispatch` of the configuration names it: the way there, and what lies there. Not for several
/// threads at once.
class PrintHouse {
 public:
  /// key_unusable if the SFTP key is none that we take. Nothing is connected yet. Borrows `files`.
  static Result<std::unique_ptr<PrintHouse>> open(const Config& config, Files& files);

  batches::Courier& courier() { return *courier_; }
  /// Fetches acknowledgements that lie on a server; nothing to do where they arrive in our own folder.
  Result<batches::PickUpReport> pick_up();
  /// The names that lie where batches go and where acknowledgements lie, in no order. Errors of server and disk.
  Result<std::vector<std::string>> names();

 private:
  PrintHouse(const Config& config, Files& files) : config_(config), files_(files) {}
  Result<void> open_sftp(batches::Patience patience);

  const Config& config_;
  Files& files_;
  std::unique_ptr<system::SftpFolder> batches_;
  std::unique_ptr<system::SftpFolder> acks_;
  std::unique_ptr<batches::Courier> courier_;
};

}  // namespace postproof::app
