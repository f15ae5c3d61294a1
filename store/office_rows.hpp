#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "orders/office.hpp"
#include "store/reader.hpp"
#include "store/writer.hpp"

namespace postproof::store {

class OfficeSearch;

/// The post's list of offices: reference data that an operator loads, and a product without it works too.
///
/// What other processes import is noticed within a second of the service clock, at the first question after it. The
/// set of known indexes and the words to search by are kept in memory, each loaded when it is first asked for.
/// Any thread.
class OfficeRows {
 public:
  /// The most bytes of a query, and the most offices that one answers; more of either is cut off.
  static constexpr std::size_t most_query_bytes = 256;
  static constexpr int most_found = 50;

  /// Borrows all three.
  OfficeRows(Writer& writer, Readers& readers, const Clock& clock);
  ~OfficeRows();

  /// The office of this index; nothing if the list has none. service_unavailable.
  Result<std::optional<orders::Office>> find(std::string_view index);

  /// The offices that fit what a person typed, the best first, at most min(limit, most_found). Words in any order, case
  /// and ё/е alike, beginnings of words and one typo a word are found; words for kinds of places ("г", "село", "улица",
  /// "почтамт") and signs do no harm; digits are the beginning of an index too. An empty query finds nothing.
  /// service_unavailable.
  Result<std::vector<orders::Office>> search(std::string_view query, int limit);

  /// True if the list has this index, and where no list is loaded. Does not fail: where the database cannot be read,
  /// what was known before counts. Quick: no database but once a second.
  bool is_known(const PostalIndex& index);

  /// How many offices are loaded.
  Result<std::int64_t> count();

  /// Puts this list in the place of the one before, in one audited transaction. Every index must be six digits and
  /// occur once (see app/office_list.hpp, which makes sure); state_conflict for a repeated one, nothing changed then.
  Result<void> replace(const std::vector<orders::Office>& offices, const std::string& source, const std::string& by,
                       Instant now);

 private:
  struct Loaded;  ///< what is kept in memory of one version of the list

  Result<std::shared_ptr<const Loaded>> loaded();
  Result<std::shared_ptr<const OfficeSearch>> words();

  Writer& writer_;
  Readers& readers_;
  const Clock& clock_;
  std::mutex mutex_;  ///< of loaded_ and asked_at_
  std::shared_ptr<const Loaded> loaded_;
  std::optional<Instant> asked_at_;
  std::mutex words_mutex_;
  std::shared_ptr<const OfficeSearch> words_;
  std::int64_t version_of_words_ = -1;
};

}  // namespace postproof::store
