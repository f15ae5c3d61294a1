#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/files.hpp"
#include "core/result.hpp"

namespace postproof::postsim {

/// What goes wrong on purpose. Shares 0..1 say how often; which request, letter or batch is hit follows from the seed
/// and its number or name alone, so that a run can be repeated.
///
/// Of requests: `refuse` closes the connection without an answer, `stall` never answers, `error500` and `html200`
/// answer with a page of HTML, `truncate` cuts the XML, `wrong_namespace` misspells its namespaces.
/// Of letters: `duplicate` shows every scan twice, `reorder` shows them newest first, `late` shows each scan a day
/// late, `future` shows the next scan before it happens, `unknown` adds a scan with a code of no table, `partial`
/// leaves the letter out of batch answers. Of tickets: `expired` has the answer deleted. Of batches: `twice`
/// acknowledges again once the first one is taken, `skip` overlooks the batch, `old` sends the acknowledgement of the
/// batch before under this batch's name, `wrong_hash` names another manifest hash. Of letters: `partial_ack` spoils
/// them in print.
class Faults {
 public:
  Faults() = default;

  double share(std::string_view name) const;
  /// True if the fault hits the thing called `key`.
  bool hits(std::string_view name, std::string_view key) const;
  std::optional<std::int64_t> quota() const;  ///< calls a day of both protocols, if limited
  std::int64_t latency_ms() const;            ///< before each answer, 0-600 000

  /// Takes over "NAME=VALUE" settings. usage, naming it, for an unknown name or a value out of range; nothing is
  /// changed then.
  Result<void> set(std::span<const std::string> settings);

  std::string to_json() const;
  static Result<Faults> from_json(std::string_view text);

 private:
  Result<void> set_one(std::string_view name, double value);
  std::map<std::string, double, std::less<>> values_;
};

/// The faults kept in `<data>/postsim/faults.json`; none if there is no such file.
Result<Faults> load_faults(const Files& files, const Path& file);
/// Replaces the file in one step.
Result<void> save_faults(Files& files, const Path& file, const Faults& faults);

}  // namespace postproof::postsim
