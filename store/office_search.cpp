#include "store/office_search.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/ensure.hpp"

namespace postproof::store {

namespace {

constexpr std::size_t most_words = 8;
constexpr std::size_t most_letters = 40;

// Fields a word may stand in, as bits, and what a hit there is worth; a smaller bit is worth more.
constexpr std::uint32_t in_name = 1;
constexpr std::uint32_t in_city = 2;
constexpr std::uint32_t in_district = 4;
constexpr std::uint32_t in_region = 8;
constexpr std::uint32_t fields = 16;

constexpr float worth(std::uint32_t bits) {
  if ((bits & in_name) != 0) return 1.0F;
  if ((bits & in_city) != 0) return 0.95F;
  return (bits & in_district) != 0 ? 0.8F : 0.7F;
}

constexpr float worth_of_whole_name = 0.3F;
constexpr float worth_of_kind_word = 0.15F;
constexpr float worth_of_ordinary = 0.3F;
constexpr std::array<float, 7> worth_of_index_digits{0, 0.2F, 0.4F, 0.6F, 0.8F, 0.9F, 1.0F};
constexpr float worth_of_index_alone = 2.0F;
constexpr std::size_t index_digits = 6;

/// Words for kinds of places and offices, as they are typed before or after a name.
const std::set<std::string>& kind_words() {
  static const std::set<std::string> words = [] {
    std::set<std::string> made;
    for (const char* text :
         {"г гор город с село д дер деревня п пос поселок посёлок пгт рп ст станица х хутор а аул у ул улица пр "
          "просп проспект пер переулок пл площадь ш шоссе б бульвар наб дом кв к корп обл область р н район край "
          "респ республика ао авт автономный автономная округ почта почтамт почтовое отделение офис опс пос связи "
          "индекс россия рф ж ст станция снт мкр микрорайон и в на"}) {
      for (std::string& word : folded_words(text)) made.insert(std::move(word));
    }
    return made;
  }();
  return words;
}

bool is_number(const std::string& word) {
  return std::ranges::all_of(word, [](char sign) { return sign >= '0' && sign <= '9'; });
}

}  // namespace

/// What was found of the words so far, for every office.
struct OfficeSearch::Tally {
  struct Hit {
    float best = 0;  ///< of the word that is being counted
    bool by_name = false;
  };

  explicit Tally(std::size_t offices) : hits(offices), score(offices), words(offices), of_name(offices) {}

  void hit(std::uint32_t office, float quality, bool by_name) {
    Hit& now = hits[office];
    if (now.best == 0) touched.push_back(office);
    if (quality > now.best) now.best = quality;
    now.by_name = now.by_name || by_name;
  }
  /// Ends a word; one that is `optional` counts only for offices that have another.
  void end_word(bool optional) {
    for (const std::uint32_t office : touched) {
      Hit& now = hits[office];
      if (!optional || words[office] > 0) {
        score[office] += optional ? now.best * worth_of_kind_word : now.best;
        if (!optional) ++words[office];
        if (now.by_name && of_name[office] < UINT8_MAX) ++of_name[office];
      }
      now = Hit{};
    }
    touched.clear();
  }

  std::vector<Hit> hits;
  std::vector<std::uint32_t> touched;
  std::vector<float> score;
  std::vector<std::uint8_t> words;    ///< required words that were found
  std::vector<std::uint8_t> of_name;  ///< words that were found in the name
};

void OfficeSearch::note(const std::string& text, std::uint32_t office, std::uint32_t field) {
  for (std::string& word : folded_words(text)) {
    if (word.size() > most_letters) word.resize(most_letters);
    std::vector<std::uint32_t>& places = gathered_[std::move(word)];
    if (places.empty() || places.back() / fields != office) places.push_back(office * fields);
    places.back() |= field;
  }
}

void OfficeSearch::add(const orders::Office& office) {
  const auto number = static_cast<std::uint32_t>(offices_.size());
  Entry entry;
  entry.index = static_cast<std::uint32_t>(std::stoul(office.index));
  entry.name_words = static_cast<std::uint8_t>(std::min<std::size_t>(folded_words(office.name).size(), UINT8_MAX));
  entry.ordinary = office.type == "О" || office.type == "П";
  offices_.push_back(entry);
  note(office.name, number, in_name);
  note(office.city, number, in_city);
  note(office.district, number, in_district);
  note(office.region, number, in_region);
}

void OfficeSearch::finish() {
  ensure(std::ranges::is_sorted(offices_, {}, &Entry::index), "offices are added in the order of their indexes");
  for (auto& [text, places] : gathered_) {
    Word word{text, static_cast<std::uint32_t>(places_.size()), 0};
    places_.insert(places_.end(), places.begin(), places.end());
    word.end = static_cast<std::uint32_t>(places_.size());
    words_.push_back(std::move(word));
  }
  places_.shrink_to_fit();
  gathered_.clear();
}

void OfficeSearch::count_word(const std::string& typed, bool alone, Tally& tally) const {
  const bool number = is_number(typed);
  for (const Word& word : words_) {
    const float like = number ? (word.text == typed ? 1.0F : 0.0F) : likeness(typed, word.text);
    if (like == 0) continue;
    for (std::uint32_t i = word.first; i < word.end; ++i) {
      tally.hit(places_[i] / fields, like * worth(places_[i]), (places_[i] & in_name) != 0);
    }
  }
  if (!number || typed.size() > index_digits) return;
  count_digits(typed, alone ? worth_of_index_alone : worth_of_index_digits.at(typed.size()), tally);
}

/// Digits are the beginning of an index; all six that are no index may hold a slip.
void OfficeSearch::count_digits(const std::string& typed, float worth_of_hit, Tally& tally) const {
  std::uint32_t scale = 1;
  for (std::size_t i = typed.size(); i < index_digits; ++i) scale *= 10;
  const auto first = static_cast<std::uint32_t>(std::stoul(typed)) * scale;
  const auto from = std::ranges::lower_bound(offices_, first, {}, &Entry::index);
  const auto to = std::ranges::lower_bound(offices_, first + scale, {}, &Entry::index);
  const auto number_of = [&](auto at) { return static_cast<std::uint32_t>(at - offices_.begin()); };
  for (auto at = from; at != to; ++at) tally.hit(number_of(at), worth_of_hit, false);
  if (from != to || typed.size() < index_digits) return;
  for (auto at = offices_.begin(); at != offices_.end(); ++at) {
    const std::string known = std::to_string(at->index);
    if (known.size() == index_digits && likeness(typed, known) > 0) tally.hit(number_of(at), 0.5F, false);
  }
}

std::vector<std::uint32_t> OfficeSearch::best(std::string_view query, std::size_t limit) const {
  std::vector<std::string> typed = folded_words(query);
  if (typed.size() > most_words) typed.resize(most_words);
  for (std::string& word : typed) word.resize(std::min(word.size(), most_letters));
  const auto is_kind = [](const std::string& word) { return kind_words().contains(word); };
  const bool kinds_only = std::ranges::all_of(typed, is_kind);
  std::ranges::stable_partition(typed, [&](const std::string& word) { return kinds_only || !is_kind(word); });

  Tally tally(offices_.size());
  for (const std::string& word : typed) {
    count_word(word, typed.size() == 1, tally);
    tally.end_word(!kinds_only && is_kind(word));
  }
  const std::uint8_t most = tally.words.empty() ? std::uint8_t{0} : *std::ranges::max_element(tally.words);
  if (most == 0) return {};
  std::vector<std::uint32_t> found;
  for (std::uint32_t office = 0; office < offices_.size(); ++office) {
    if (tally.words[office] != most) continue;
    const Entry& entry = offices_[office];
    const float covered =
        static_cast<float>(tally.of_name[office]) / static_cast<float>(std::max<int>(1, entry.name_words));
    tally.score[office] += std::min(1.0F, covered) * worth_of_whole_name + (entry.ordinary ? worth_of_ordinary : 0);
    found.push_back(office);
  }
  const auto better = [&](std::uint32_t a, std::uint32_t b) {
    return tally.score[a] != tally.score[b] ? tally.score[a] > tally.score[b] : a < b;
  };
  const std::size_t count = std::min(limit, found.size());
  std::ranges::partial_sort(found, found.begin() + static_cast<std::ptrdiff_t>(count), better);
  found.resize(count);
  for (std::uint32_t& office : found) office = offices_[office].index;
  return found;
}

}  // namespace postproof::store
