#include "app/stderr_log.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "app/line_writer.hpp"

namespace postproof::app {

namespace {

constexpr std::size_t most_waiting_bytes = 8U << 20U;

/// What spdlog hands on goes to the thread that writes; warnings and errors at once.
class GatheringSink final : public spdlog::sinks::sink {
 public:
  void log(const spdlog::details::log_msg& message) override {
    writer_.add({message.payload.data(), message.payload.size()}, message.level >= spdlog::level::warn);
  }
  void flush() override { writer_.flush(); }
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

 private:
  LineWriter writer_{STDERR_FILENO, most_waiting_bytes};
};

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; });
}

void append_text(std::string& line, std::string_view text) {
  if (is_plain(text)) {
    line += '"';
    line += text;
    line += '"';
  } else {
    line += boost::json::serialize(boost::json::string(text));
  }
}

void append_member(std::string& line, std::string_view key, std::string_view value) {
  line += line.empty() ? '{' : ',';
  append_text(line, key);
  line += ':';
  append_text(line, value);
}

class StderrLog final : public FlushedLog {
 public:
  explicit StderrLog(spdlog::level::level_enum level) : logger_("postproof", std::make_shared<GatheringSink>()) {
    logger_.set_level(level);
  }

  void write(Severity severity, std::string_view event, std::initializer_list<LogField> fields) override {
    const spdlog::level::level_enum level = level_of(severity);
    if (!logger_.should_log(level)) return;
    std::string line;
    line.reserve(256);
    append_member(line, "level", spdlog::level::to_string_view(level).data());
    append_member(line, "event", event);
    for (const LogField& field : fields) append_member(line, field.key, field.value);
    line += '}';
    logger_.log(level, line);
  }

  void flush() override { logger_.flush(); }

 private:
  static spdlog::level::level_enum level_of(Severity severity) {
    switch (severity) {
      case Severity::info: return spdlog::level::info;
      case Severity::warning: return spdlog::level::warn;
      case Severity::error: return spdlog::level::err;
    }
    return spdlog::level::err;
  }

  spdlog::logger logger_;
};

}  // namespace

std::unique_ptr<FlushedLog> make_stderr_log(const std::string& level) {
  if (level == "error") return std::make_unique<StderrLog>(spdlog::level::err);
  if (level == "warning") return std::make_unique<StderrLog>(spdlog::level::warn);
  return std::make_unique<StderrLog>(spdlog::level::info);
}

}  // namespace postproof::app
