#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "orders/office.hpp"

namespace postproof::store {

/// Finds offices by what a person remembers of them: an index of the words of the list, in memory.
///
/// A word that was typed stands for every word of the list that is it, begins with it, is one slip away from it (a sign
/// changed, left out, put in, or two neighbours swapped; from 4 letters on), begins one slip away from it (from 5 on),
/// or differs in its last three letters only (from 5 equal ones on), each worth less than the one before. An office
/// answers if it has most of the words; then count how well they fit, where they stand (name, town, district, region),
/// how much of the office's name was typed, and whether it is an ordinary office.
/// Words for kinds of places count only for the order, unless nothing else was typed.
/// Built by one thread; afterwards any thread may ask.
class OfficeSearch {
 public:
  /// Takes the words of an office; not after finish().
  void add(const orders::Office& office);
  /// Makes the index ready to be asked.
  void finish();

  /// The indexes of the best offices, best first, at most `limit`. Heeds the first eight words and forty letters of
  /// each; time grows with the vocabulary (some 25 000 words of 61 000 offices: below a millisecond a word).
  std::vector<std::uint32_t> best(std::string_view query, std::size_t limit) const;

 private:
  struct Word {
    std::string text;         ///< folded, see folded_words
    std::uint32_t first = 0;  ///< of its places in places_
    std::uint32_t end = 0;
  };
  struct Entry {
    std::uint32_t index = 0;
    std::uint8_t name_words = 0;
    bool ordinary = false;
  };
  struct Tally;

  void note(const std::string& text, std::uint32_t office, std::uint32_t field);
  void count_word(const std::string& typed, bool alone, Tally& tally) const;
  void count_digits(const std::string& typed, float worth_of_hit, Tally& tally) const;

  std::unordered_map<std::string, std::vector<std::uint32_t>> gathered_;  ///< until finish()
  std::vector<Word> words_;
  std::vector<std::uint32_t> places_;  ///< number of the office × 16 + the fields the word stands in
  std::vector<Entry> offices_;
};

/// The words of a text, folded for comparison: small letters, ё as е, one byte a sign (Latin letters and digits as in
/// ASCII, а-я from 0x80 on, any other letter 0xFF); whatever is no letter or digit parts words. A breve or diaeresis
/// that follows its letter is taken for part of it.
std::vector<std::string> folded_words(std::string_view utf8);

/// How well a typed word fits one of the list, both folded: 1 for the same, 0 for not at all.
float likeness(std::string_view typed, std::string_view word);

}  // namespace postproof::store
