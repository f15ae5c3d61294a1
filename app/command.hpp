#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/json/value.hpp>

#include "app/exit_status.hpp"
#include "app/house.hpp"

namespace postproof::app {

/// What a command has to say when it worked: one JSON document for --json, a text for people, and an exit status.
struct Answer {
  boost::json::value json;
  std::string text;
  ExitStatus status = exit_done;
};

/// What every command gets: where the configuration is, how to show progress, who is asking.
struct CommandContext {
  Path config_file;
  std::string actor = "operator";  ///< who is named in the audit log
  bool quiet = false;              ///< no progress

  Result<std::unique_ptr<House>> open(House::Wants wants = {}) const;
};

using Command = std::function<Result<Answer>(const CommandContext&)>;

/// A short report of progress on standard error: a line that is rewritten on a terminal, plain lines otherwise.
class ProgressLine {
 public:
  explicit ProgressLine(bool quiet);
  /// Shows "done of total what"; at most ten times a second on a terminal, and in steps of a tenth elsewhere.
  void show(std::int64_t done, std::int64_t total, const std::string& what);
  ~ProgressLine();

 private:
  bool quiet_;
  bool terminal_;
  bool open_ = false;
  std::int64_t last_step_ = -1;
};

/// An instant given on the command line; usage if it is none.
Result<Instant> instant_argument(const std::string& text, const char* option);

}  // namespace postproof::app
