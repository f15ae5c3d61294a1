#include "store/office_search.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace postproof;
using store::OfficeSearch;

namespace {

/// A small country of our own.
OfficeSearch some_offices() {
  const std::vector<orders::Office> offices{
      {"101001", "Берёзов Почтамт", "Берёзовская область", "", "Берёзов", "П"},
      {"101002", "Берёзов 2", "Берёзовская область", "", "Берёзов", "О"},
      {"101099", "Берёзов 99", "Берёзовская область", "", "Берёзов", "О"},
      {"101700", "Берёзов 99 Склад", "Берёзовская область", "", "Берёзов", "Склад ТМЦ"},
      {"101310", "Ивановка", "Берёзовская область", "Мордовский район", "Ивановка", "О"},
      {"101311", "Большая Ивановка", "Берёзовская область", "Мордовский район", "Большая Ивановка", "О"},
      {"202310", "Ивановка", "Заречный край", "Озёрский район", "Ивановка", "О"},
      {"202311", "Красный Яр", "Заречный край", "Озёрский район", "Красный Яр", "О"},
      {"202312", "Село", "Заречный край", "Озёрский район", "Село", "О"},
      {"202313", "Ново-Майский", "Заречный край", "", "Заречный", "О"},
  };
  std::vector<orders::Office> sorted = offices;
  std::ranges::sort(sorted, {}, &orders::Office::index);
  OfficeSearch search;
  for (const orders::Office& office : sorted) search.add(office);
  search.finish();
  return search;
}

std::string best(const OfficeSearch& search, std::string_view query, std::size_t limit = 3) {
  std::string found;
  for (const std::uint32_t index : search.best(query, limit)) {
    found += (found.empty() ? "" : " ") + std::to_string(index);
  }
  return found;
}

}  // namespace

TEST_CASE("An office is found by what a person remembers of it, the likeliest first") {
  const OfficeSearch search = some_offices();
  struct Row {
    const char* query;
    const char* found;
  };
  const Row row = GENERATE(values<Row>({
      // the order of words, case, ё and signs between words do not matter
      {"ивановка мордовский", "101310 101311"},
      {"МОРДОВСКИЙ, ИВАНОВКА!", "101310 101311"},
      {"березов 99", "101099 101700"},
      {"99 Берёзов", "101099 101700"},
      {"ново-майский", "202313"},
      {"ново майский", "202313"},
      // beginnings of words
      {"иван озер", "202310"},
      {"красн", "202311"},
      // one typo in each word: changed, left out, put in, swapped
      {"иванавка мордовскй", "101310 101311"},
      {"ивановкаа мордвоский", "101310 101311"},
      {"ивнов", "101310 202310 101311"},
      // another ending
      {"ивановка в мордовском районе", "101310 101311"},
      // words for kinds of places do no harm, and a name that is one is found
      {"село ивановка мордовский", "101310 101311"},
      {"с. Ивановка, Мордовский р-н, Берёзовская обл.", "101310 101311"},
      {"г берёзов почтамт", "101001 101002 101099"},
      {"почтамт берёзов", "101001 101002 101099"},
      {"село", "202312"},
      // the beginning of an index, and an index with a typo
      {"2023", "202310 202311 202312"},
      {"202311", "202311"},
      {"220311", "202311"},
      {"2023 иван", "202310"},
      // a word that nobody has leaves the others
      {"ивановка жираф", "101310 202310 101311"},
      // nothing
      {"", ""},
      {"жираф", ""},
      {"*", ""},
      {"\"; DROP TABLE offices; --", ""},
      {"999999", ""},
      {"1234567890123456789012345678901234567890", ""},
      {"\xFF\xFE\xC0\x80\xF0", ""},
  }));
  INFO(row.query);
  CHECK(best(search, row.query) == row.found);
}

TEST_CASE("Signs of the search's own are words like others, and hostile queries are answered") {
  const OfficeSearch search = some_offices();
  CHECK(best(search, "ивановка* AND мордовский OR \"", 1) == "101310");
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "ивановка ";
  CHECK(best(search, many, 1) == "101310");
  CHECK(best(search, std::string(100'000, 'x')).empty());
  for (int byte = 0; byte < 256; ++byte) {
    const auto found = search.best(std::string(3, static_cast<char>(byte)) + " ивановка", 1);
    CHECK(found.size() == 1);
  }
}

TEST_CASE("As many are given as are wanted, never more") {
  const OfficeSearch search = some_offices();
  CHECK(search.best("ивановка", 0).empty());
  CHECK(search.best("ивановка", 1).size() == 1);
  CHECK(search.best("ивановка", 100).size() == 3);
}

TEST_CASE("A search over no offices finds none") {
  OfficeSearch search;
  search.finish();
  CHECK(search.best("москва", 10).empty());
  CHECK(search.best("101000", 10).empty());
}

TEST_CASE("Words are folded: small letters, ё as е, a breve joined to its letter") {
  using store::folded_words;
  CHECK(folded_words("Щёлково") == folded_words("щелково"));
  CHECK(folded_words("Й") == folded_words("и\u0306"));
  CHECK(folded_words("ё") == folded_words("е\u0308"));
  CHECK(folded_words("Ростов-на-Дону №7").size() == 4);
  CHECK(folded_words("\u00A0, . -").empty());
  CHECK(folded_words("EMS") == folded_words("ems"));
}

TEST_CASE("Likeness falls from the word itself over its beginning to a slip and another ending") {
  const auto like = [](const char* typed, const char* word) {
    return store::likeness(store::folded_words(typed).front(), store::folded_words(word).front());
  };
  CHECK(like("тула", "тула") == 1.0F);
  CHECK(like("тул", "тула") < 1.0F);
  CHECK(like("туал", "тула") < like("тул", "тула"));
  CHECK(like("тулаа", "тула") > 0);
  CHECK(like("тла", "тула") == 0);  // three letters are too few for a slip
  CHECK(like("атула", "тула") > 0);
  CHECK(like("казнь", "казань") > 0);
  CHECK(like("казн", "казанский") == 0);
  CHECK(like("казнс", "казанский") == like("каазн", "казанский"));
  CHECK(like("мордовском", "мордовский") > 0);
  CHECK(like("мордовском", "мордовский") < like("мордовскйи", "мордовский"));
  CHECK(like("тверь", "казань") == 0);
}
