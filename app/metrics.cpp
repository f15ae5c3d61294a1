#include "app/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace postproof::app {

namespace {

using Labels = prometheus::Labels;

/// A registry that lives for one answer: everything in it is set from figures that are counted elsewhere.
class Page {
 public:
  prometheus::Family<prometheus::Gauge>& gauge(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry_);
  }
  prometheus::Family<prometheus::Counter>& counter(const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry_);
  }
  prometheus::Family<prometheus::Histogram>& histogram(const char* name, const char* help) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry_);
  }
  void number(const char* name, const char* help, double value) { gauge(name, help).Add({}).Set(value); }
  void sum(const char* name, const char* help, double value) { counter(name, help).Add({}).Increment(value); }
  void by(const char* label, const char* name, const char* help, const std::map<std::string, std::int64_t>& counts) {
    auto& family = gauge(name, help);
    for (const auto& [key, count] : counts) family.Add({{label, key}}).Set(static_cast<double>(count));
  }
  std::string text() const { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

 private:
  prometheus::Registry registry_;
};

/// Fills a histogram with counts of classes; `sum` is that of all observed values.
template <class Bounds, class Counts>
void fill(prometheus::Family<prometheus::Histogram>& family, const Labels& labels, const Bounds& bounds,
          const Counts& counts, double sum) {
  const prometheus::Histogram::BucketBoundaries boundaries(bounds.begin(), bounds.end());
  std::vector<double> increments;
  for (const auto& count : counts) increments.push_back(static_cast<double>(count));
  family.Add(labels, boundaries).ObserveMultiple(increments, sum);
}

void add_requests(Page& page, const RequestFigures& requests) {
  auto& answers = page.counter("postproof_http_requests_total", "Answers by route and status.");
  auto& times = page.histogram("postproof_http_request_seconds", "From the first byte of a request to its answer.");
  for (const RequestFigures::RouteFigures& route : requests.routes()) {
    const Labels labels{{"method", std::string(route.method)}, {"route", std::string(route.pattern)}};
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < route.statuses.size(); ++i) {
      const std::uint64_t count = route.statuses[i];
      if (count == 0) continue;
      all += count;
      Labels with_status = labels;
      with_status["status"] = std::to_string(RequestFigures::least_status + static_cast<int>(i));
      answers.Add(with_status).Increment(static_cast<double>(count));
    }
    if (all == 0) continue;
    fill(times, labels, RequestFigures::time_bounds, route.times, static_cast<double>(route.microseconds) / 1e6);
  }
}

void add_writer(Page& page, const store::WriterFigures& writer) {
  page.number("postproof_writer_waiting", "Pieces of work that wait for the writer.",
              static_cast<double>(writer.waiting));
  page.sum("postproof_commits_total", "Durable transactions.", static_cast<double>(writer.commits));
  auto& groups = page.histogram("postproof_commit_group_size", "Pieces of work committed together.");
  fill(groups, {}, store::WriterFigures::group_bounds, writer.groups, static_cast<double>(writer.pieces));
}

void add_stored(Page& page, const store::ServiceFigures& stored, const Config& config, Instant now) {
  page.by("status", "postproof_letters", "Letters by status.", stored.letters);
  page.by("status", "postproof_codes", "Codes by status.", stored.codes);
  page.by("kind", "postproof_alarms", "Open alarms by kind.", stored.alarms);
  auto& ages = page.gauge("postproof_batch_age_seconds", "Since the sealing of the oldest batch in this state.");
  for (const auto& [state, sealed_at] : stored.oldest_batches) {
    ages.Add({{"state", state}}).Set(static_cast<double>((now - sealed_at).count()));
  }
  page.number("postproof_notices_waiting", "Notices neither delivered nor given up.",
              static_cast<double>(stored.notices_waiting));
  page.number("postproof_tracking_calls_today", "Calls to the post, of the day of the service zone.",
              static_cast<double>(stored.tracking_calls));
  page.number("postproof_tracking_daily_budget", "Calls a day that are allowed.", config.tracking.daily_budget);
  page.number("postproof_track_numbers_left", "Track numbers that can still be given out.",
              static_cast<double>(stored.track_numbers_left));
}

}  // namespace

Result<store::ServiceFigures> Metrics::stored(std::chrono::steady_clock::time_point now) {
  const std::lock_guard guard(mutex_);
  if (!stored_ || now - stored_at_ >= fresh_for) {
    PP_TRY(stored_, house_.database().figures(local_date(house_.now(), house_.zone())));
    stored_at_ = now;
  }
  return *stored_;
}

Result<std::string> Metrics::text(std::chrono::steady_clock::time_point now) {
  PP_TRY(const store::ServiceFigures stored, this->stored(now));
  Page page;
  add_requests(page, requests_);
  add_writer(page, house_.database().writer_figures());
  add_stored(page, stored, house_.config(), house_.now());
  page.gauge("postproof_build_info", "1; the version is in the label.").Add({{"version", POSTPROOF_VERSION}}).Set(1);
  return page.text();
}

}  // namespace postproof::app
