#include "letters/date_words.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "letters/text_flow.hpp"

using namespace postproof;
using namespace postproof::letters;
using orders::Language;

TEST_CASE("days are written in words of the language, glued together") {
  using namespace std::chrono;
  CHECK(date_in_words(Date{year{2027} / 1 / 22}, Language::ru) == "22\u00A0января\u00A02027\u00A0г.");
  CHECK(date_in_words(Date{year{2027} / 1 / 22}, Language::en) == "22\u00A0January\u00A02027");
  CHECK(date_in_words(Date{year{2028} / 2 / 29}, Language::ru) == "29\u00A0февраля\u00A02028\u00A0г.");
  CHECK(date_in_words(Date{year{2026} / 12 / 1}, Language::en) == "1\u00A0December\u00A02026");
}

TEST_CASE("each month has its own word") {
  using namespace std::chrono;
  for (const auto language : {Language::ru, Language::en}) {
    std::set<std::string> words;
    for (unsigned m = 1; m <= 12; ++m) words.insert(date_in_words(Date{year{2027} / month{m} / 1}, language));
    CHECK(words.size() == 12);
  }
}

TEST_CASE("no day is masked") {
  CHECK(with_plain_blanks(date_in_words(std::nullopt, Language::ru)) == "•• •••••••• •••• г.");
}
