#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace postproof {

enum class Severity { info, warning, error };

/// One key and value of a log line. Built from text and numbers only: secrets and personal data do not convert.
struct LogField {
  std::string_view key;
  std::string value;
};

/// Where the running service tells what it does. Lines are for operators; nothing depends on them. Any thread.
class Log {
 public:
  virtual ~Log() = default;
  virtual void write(Severity severity, std::string_view event, std::initializer_list<LogField> fields) = 0;
};

/// A log that keeps nothing.
class SilentLog final : public Log {
 public:
  void write(Severity, std::string_view, std::initializer_list<LogField>) override {}
};

}  // namespace postproof
