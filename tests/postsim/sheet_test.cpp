#include "postsim/sheet.hpp"

#include <catch2/catch.hpp>

#include "postsim/pdf_pages.hpp"
#include "tests/postsim/paper.hpp"

namespace postproof::postsim {

namespace {

Bytes bytes_from(const std::string& text) { return {text.begin(), text.end()}; }

Result<Sheet> sheet_of(const PageRuns& runs) {
  const auto pages = PdfPages::open(bytes_from(make_pdf({runs})));
  REQUIRE(pages);
  const auto words = pages.value().words(1, PdfPages::Fonts::with);
  REQUIRE(words);
  return read_sheet(words.value());
}

Result<Sheet> sheet_of(const LetterText& letter) { return sheet_of(letter_page(letter)); }

}  // namespace

TEST_CASE("a printed letter is read back from its PDF page") {
  const auto sheet = sheet_of(LetterText());
  REQUIRE(sheet);
  CHECK(sheet.value().addressee.track_number == "10100026000017");
  CHECK(sheet.value().addressee.recipient == "Смирнова Анна Сергеевна");
  CHECK(sheet.value().addressee.address_lines == std::vector<std::string>{"Мясницкая улица, д. 26, кв. 7", "Москва"});
  CHECK(sheet.value().addressee.index == "101000");
  CHECK(sheet.value().code == "1234 5678 9012");
  CHECK(sheet.value().valid_through == "2027-01-22");
}

TEST_CASE("an English letter names its day in English words") {
  LetterText letter;
  letter.sentence = "The code can be used through 1 March 2027.";
  const auto sheet = sheet_of(letter);
  REQUIRE(sheet);
  CHECK(sheet.value().valid_through == "2027-03-01");
}

TEST_CASE("a code of letters and digits, and one printed without gaps, come in groups of four") {
  LetterText letter;
  letter.code = "7K2M N0PQ RSTV";
  CHECK(sheet_of(letter).value().code == "7K2M N0PQ RSTV");
  letter.code = "123456789012";
  CHECK(sheet_of(letter).value().code == "1234 5678 9012");
}

TEST_CASE("a recipient in a face of its own may take two lines") {
  LetterText letter;
  letter.bold_recipient = true;
  letter.recipient = "Константинопольская";
  PageRuns runs = letter_page(letter);
  for (Run& run : runs) {
    if (run.text == "Мясницкая улица, д. 26, кв. 7") run = {run.x_mm, run.y_mm, run.points, "Анна Сергеевна", true};
  }
  const auto sheet = sheet_of(runs);
  REQUIRE(sheet);
  CHECK(sheet.value().addressee.recipient == "Константинопольская Анна Сергеевна");
  CHECK(sheet.value().addressee.address_lines == std::vector<std::string>{"Москва"});
}

TEST_CASE("the index may end a line of text") {
  LetterText letter;
  letter.index.clear();
  letter.address = {"Мясницкая улица, д. 26", "Москва, 101000"};
  const auto sheet = sheet_of(letter);
  REQUIRE(sheet);
  CHECK(sheet.value().addressee.index == "101000");
  CHECK(sheet.value().addressee.address_lines == std::vector<std::string>{"Мясницкая улица, д. 26", "Москва,"});
}

TEST_CASE("a sheet that lacks something is refused with what it lacks") {
  LetterText letter;
  std::string missing;
  SECTION("track number") {
    letter.track_number = "101000260000";
    missing = "no track number";
  }
  SECTION("index") {
    letter.index = "10100";
    missing = "no index";
  }
  SECTION("code") {
    letter.code = "•••• •••• ••••";
    missing = "no code";
  }
  SECTION("last day") {
    letter.sentence = "по 30 февраля 2027 г.";
    missing = "no last day";
  }
  const auto sheet = sheet_of(letter);
  REQUIRE_FALSE(sheet);
  CHECK(sheet.error().kind == ErrorKind::file_invalid);
  CHECK_THAT(sheet.error().detail, Catch::Contains(missing));
}

TEST_CASE("a code in small print or off the middle panel is no code") {
  const auto [points, y_mm] = GENERATE(table<double, double>({{15, 130}, {24, 201}, {24, 99}}));
  PageRuns runs = letter_page(LetterText());
  for (Run& run : runs) {
    if (run.text == "1234 5678 9012") {
      run.points = points;
      run.y_mm = y_mm;
    }
  }
  CHECK_FALSE(sheet_of(runs));
}

TEST_CASE("a sheet is read without its fonts too, unless the address is in small print") {
  PageRuns runs = letter_page(LetterText());
  const auto words_without_fonts = [&runs] {
    const auto pages = PdfPages::open(bytes_from(make_pdf({runs})));
    REQUIRE(pages);
    return pages.value().words(1, PdfPages::Fonts::without).value();
  };
  for (Run& run : runs) {
    if (run.x_mm == 115 && run.y_mm > 30) run.points = 13;
  }
  CHECK_FALSE(needs_fonts(words_without_fonts()));
  const auto sheet = read_sheet(words_without_fonts());
  REQUIRE(sheet);
  CHECK(sheet.value().code == "1234 5678 9012");
  CHECK(sheet.value().addressee.recipient == "Смирнова Анна Сергеевна");
  for (Run& run : runs) {
    if (run.x_mm == 115 && run.y_mm > 30) run.points = 8;
  }
  CHECK(needs_fonts(words_without_fonts()));
  CHECK_FALSE(needs_fonts({}));
}

TEST_CASE("what is no PDF, and pages that are not there, are refused") {
  CHECK_FALSE(PdfPages::open({}));
  CHECK_FALSE(PdfPages::open(bytes_from("%PDF-1.4 and then nothing")));
  CHECK_FALSE(PdfPages::open(bytes_from("<html></html>")));
  const std::string whole = make_pdf({letter_page(LetterText()), letter_page(LetterText())});
  const auto pages = PdfPages::open(bytes_from(whole));
  REQUIRE(pages);
  CHECK(pages.value().count() == 2);
  CHECK(pages.value().words(2, PdfPages::Fonts::with));
  CHECK_FALSE(pages.value().words(0, PdfPages::Fonts::with));
  CHECK_FALSE(pages.value().words(3, PdfPages::Fonts::with));
}

}  // namespace postproof::postsim
