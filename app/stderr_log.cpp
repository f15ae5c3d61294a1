#include "app/stderr_log.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace postproof::app {

namespace {

class StderrLog final : public Log {
 public:
  explicit StderrLog(spdlog::level::level_enum level)
      : logger_("postproof", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    logger_.set_level(level);
    logger_.set_pattern("%v");
  }

  void write(Severity severity, std::string_view event, std::initializer_list<LogField> fields) override {
    const spdlog::level::level_enum level = level_of(severity);
    if (!logger_.should_log(level)) return;
    boost::json::object line{{"level", spdlog::level::to_string_view(level).data()}, {"event", event}};
    for (const LogField& field : fields) line[field.key] = field.value;
    logger_.log(level, boost::json::serialize(line));
  }

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

std::unique_ptr<Log> make_stderr_log(const std::string& level) {
  if (level == "error") return std::make_unique<StderrLog>(spdlog::level::err);
  if (level == "warning") return std::make_unique<StderrLog>(spdlog::level::warn);
  return std::make_unique<StderrLog>(spdlog::level::info);
}

}  // namespace postproof::app
