#pragma once

#include <atomic>
#include <cstddef>

#include "api/admission.hpp"
#include "api/observer.hpp"
#include "api/settings.hpp"
#include "core/entropy.hpp"
#include "core/log.hpp"

namespace postproof::api {

/// What all connections share; lives until the last of them is gone. Any thread.
struct Service {
  Service(ServerSettings its_settings, Backend& its_backend, Log& its_log, Entropy& its_entropy, Observer* its_observer)
      : settings(std::move(its_settings)),
        backend(its_backend),
        log(its_log),
        entropy(its_entropy),
        observer(its_observer) {}
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  HeadLimits head_limits() const {
    return {settings.most_header_bytes, settings.most_header_fields, settings.most_target_bytes};
  }

  const ServerSettings settings;
  Backend& backend;
  Log& log;
  Entropy& entropy;
  Observer* const observer;  ///< may be null
  RateLimiter limiter{settings.requests_per_second};
  Admission admission{all_routes(), backend, limiter};
  std::atomic<std::size_t> connections = 0;
};

}  // namespace postproof::api
