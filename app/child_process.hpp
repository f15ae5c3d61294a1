#pragma once

#include <string>
#include <vector>

#include "core/files.hpp"
#include "core/result.hpp"

namespace postproof::app {

/// A program of ours running beside this one. Ended (SIGTERM, then SIGKILL after five seconds) and waited for when the
/// object goes.
class ChildProcess {
 public:
  /// Starts a program and waits up to ten seconds for a line on its standard error that begins with `announcement`;
  /// gives the rest of that line through `announced`. io_failed if it cannot be started or says no such thing.
  static Result<ChildProcess> start(const std::vector<std::string>& command, std::string_view announcement,
                                    std::string& announced);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

 private:
  ChildProcess(int pid, int error_pipe) : pid_(pid), error_pipe_(error_pipe) {}
  int pid_;
  int error_pipe_;
};

/// Runs a program to its end and returns its standard output (at most 256 MiB). remote_failed if it fails.
Result<std::string> output_of(const std::vector<std::string>& command);

/// A program that was installed beside this one.
Path sibling_program(const std::string& name);

}  // namespace postproof::app
