#include "postsim/faults.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "postsim/chance.hpp"
#include "postsim/json_fields.hpp"

namespace postproof::postsim {

namespace {

constexpr std::array<std::string_view, 18> share_names{
    "refuse",    "stall",   "error500", "html200", "truncate",    "wrong_namespace",
    "duplicate", "reorder", "late",     "future",  "unknown",     "partial",
    "expired",   "twice",   "skip",     "old",     "partial_ack", "wrong_hash"};

struct Whole {
  std::string_view name;
  double most;
};
constexpr std::array<Whole, 3> whole_names{{{"seed", 4294967295.0}, {"quota", 1e9}, {"latency_ms", 600'000}}};

bool is_share(std::string_view name) {
  for (const std::string_view known : share_names) {
    if (known == name) return true;
  }
  return false;
}

const Whole* whole_of(std::string_view name) {
  for (const Whole& whole : whole_names) {
    if (whole.name == name) return &whole;
  }
  return nullptr;
}

std::string known_names() {
  std::string names;
  for (const std::string_view name : share_names) names += fmt::format("{}, ", name);
  return names + "seed, quota, latency_ms";
}

}  // namespace

double Faults::share(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? 0 : found->second;
}

bool Faults::hits(std::string_view name, std::string_view key) const {
  const double share_of_it = share(name);
  return share_of_it > 0 && falls(share_of_it, key, name, static_cast<std::uint64_t>(share("seed")));
}

std::optional<std::int64_t> Faults::quota() const {
  const auto found = values_.find("quota");
  if (found == values_.end()) return std::nullopt;
  return static_cast<std::int64_t>(found->second);
}

std::int64_t Faults::latency_ms() const { return static_cast<std::int64_t>(share("latency_ms")); }

Result<void> Faults::set_one(std::string_view name, double value) {
  const Whole* whole = whole_of(name);
  if (whole == nullptr && !is_share(name)) {
    return fail(ErrorKind::usage, fmt::format("{}: no such fault; there are {}", name, known_names()));
  }
  if (whole == nullptr && !(value >= 0 && value <= 1)) {
    return fail(ErrorKind::usage, fmt::format("{}: a share from 0 to 1 is required", name));
  }
  if (whole != nullptr && !(value >= 0 && value <= whole->most && std::floor(value) == value)) {
    return fail(ErrorKind::usage, fmt::format("{}: a whole number from 0 to {:.0f} is required", name, whole->most));
  }
  values_.insert_or_assign(std::string(name), value);
  return success();
}

Result<void> Faults::set(std::span<const std::string> settings) {
  Faults changed = *this;
  for (const std::string& setting : settings) {
    const std::size_t sign = setting.find('=');
    if (sign == std::string::npos) return fail(ErrorKind::usage, setting + ": NAME=VALUE is required");
    const std::string_view written = std::string_view(setting).substr(sign + 1);
    double value = 0;
    const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), value);
    if (error != std::errc() || end != written.data() + written.size()) {
      return fail(ErrorKind::usage, setting.substr(0, sign) + ": the value is no number");
    }
    PP_TRYV(changed.set_one(std::string_view(setting).substr(0, sign), value));
  }
  *this = std::move(changed);
  return success();
}

std::string Faults::to_json() const {
  boost::json::object object;
  for (const auto& [name, value] : values_) object.emplace(name, value);
  return boost::json::serialize(object) + "\n";
}

Result<Faults> Faults::from_json(std::string_view text) {
  PP_TRY(const boost::json::object object, parse_object(text, "faults.json", 64U << 10U));
  Faults faults;
  for (const auto& [name, value] : object) {
    boost::system::error_code no_number;
    const double number = value.to_number<double>(no_number);
    if (no_number) return fail(ErrorKind::file_invalid, "faults.json: a value is no number");
    PP_TRYV(faults.set_one(name, number));
  }
  return faults;
}

Result<Faults> load_faults(const Files& files, const Path& file) {
  if (!files.exists(file)) return Faults();
  auto bytes = files.read(file, 64U << 10U);
  if (!bytes && bytes.error().kind == ErrorKind::not_found) return Faults();  // cleared in between
  PP_TRY(const Bytes content, std::move(bytes));
  return Faults::from_json(text_of(content));
}

Result<void> save_faults(Files& files, const Path& file, const Faults& faults) {
  PP_TRYV(files.make_directories(file.parent_path()));
  const Path fresh = file.parent_path() / ".faults.new";
  PP_TRYV(files.write_synced(fresh, bytes_of(faults.to_json())));
  return files.rename_over(fresh, file);
}

}  // namespace postproof::postsim
