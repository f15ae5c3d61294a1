#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/letters/fixtures.hpp"
#include "tests/letters/varied_letters.hpp"

using namespace postproof;
using namespace postproof::letters;
using namespace postproof::letters::test;

namespace {

constexpr std::size_t many = 390;

const VariedLetters& varied() {
  static const VariedLetters letters(many);
  return letters;
}

Bytes file_of(std::unique_ptr<LetterDocument> document, const std::vector<LetterContent>& letters) {
  for (const auto& letter : letters) {
    const auto added = document->add(letter);
    if (!added) FAIL(added.error().detail);
  }
  CHECK(document->pages() == letters.size());
  return document->finish().value();
}

const Bytes& pressed() {
  static const Bytes file = file_of(typesetter().begin_document(), varied().letters());
  return file;
}

const Bytes& drawn_plainly() {
  static const Bytes file = file_of(typesetter().begin_reference_document(), varied().letters());
  return file;
}

struct Word {
  std::size_t page = 0;
  double left = 0, top = 0, right = 0, bottom = 0;
  std::string text;
};

/// The words of all pages with their places in points, by page and place: the order of drawing is another matter.
std::vector<Word> words_of(const Path& pdf) {
  std::istringstream lines(output_of("pdftotext -bbox " + pdf.string() + " -"));
  std::vector<Word> words;
  std::size_t page = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("<page ") != std::string::npos) ++page;
    Word word{page, 0, 0, 0, 0, {}};
    if (std::sscanf(line.c_str(), " <word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\">", &word.left, &word.top,
                    &word.right, &word.bottom) != 4) {
      continue;
    }
    const auto from = line.find("\">") + 2;
    word.text = line.substr(from, line.find("</word>") - from);
    words.push_back(word);
  }
  std::stable_sort(words.begin(), words.end(), [](const Word& a, const Word& b) {
    if (a.page != b.page) return a.page < b.page;
    if (std::abs(a.top - b.top) > 0.1) return a.top < b.top;
    return a.left < b.left - 0.1;
  });
  return words;
}

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

/// What a command says on standard error; it must succeed.
std::string complaints_of(const std::string& command) { return output_of("( " + command + " ) 2>&1 >/dev/null"); }

}  // namespace

TEST_CASE("the fast renderer prints the same words at the same places as plain libharu") {
  const TempDir dir;
  const auto fast = words_of(dir.write("fast.pdf", pressed()));
  const auto plain = words_of(dir.write("plain.pdf", drawn_plainly()));
  REQUIRE(fast.size() == plain.size());
  REQUIRE(fast.size() > many * 100);
  double farthest = 0;
  for (std::size_t i = 0; i < fast.size(); ++i) {
    if (fast[i].text != plain[i].text || fast[i].page != plain[i].page) {
      INFO("page " << fast[i].page);
      REQUIRE(fast[i].text == plain[i].text);
      REQUIRE(fast[i].page == plain[i].page);
    }
    farthest = std::max({farthest, std::abs(fast[i].left - plain[i].left), std::abs(fast[i].top - plain[i].top),
                         std::abs(fast[i].right - plain[i].right), std::abs(fast[i].bottom - plain[i].bottom)});
  }
  CHECK(farthest <= 0.05);
}

// poppler places a glyph to a quarter of a pixel, and an edge to a sixteenth of one. What lies on the border may fall
// to either side, as the renderers round to another digit: at most 1 pixel in 4 000 of a page may differ, and none from
// black to white. POSTPROOF_ALL_PAGES=1 compares every page.
TEST_CASE("the fast renderer blackens the same pixels as plain libharu") {
  const TempDir dir;
  const std::size_t pages = std::getenv("POSTPROOF_ALL_PAGES") != nullptr ? many : 40;
  const auto images = [&](const char* name, const Bytes& pdf) {
    const std::string file = dir.write(std::string(name) + ".pdf", pdf).string();
    output_of("pdftoppm -gray -r 100 -l " + std::to_string(pages) + " " + file + " " + (dir.path() / name).string());
  };
  images("fast", pressed());
  images("plain", drawn_plainly());
  for (std::size_t page = 1; page <= pages; ++page) {
    std::array<char, 16> number{};
    std::snprintf(number.data(), number.size(), "-%03zu.pgm", page);
    const std::string fast = text_file(dir.path() / (std::string("fast") + number.data()));
    const std::string plain = text_file(dir.path() / (std::string("plain") + number.data()));
    REQUIRE(fast.size() == plain.size());
    std::size_t different = 0;
    int most = 0;
    for (std::size_t i = 0; i < fast.size(); ++i) {
      const int gap = std::abs(static_cast<unsigned char>(fast[i]) - static_cast<unsigned char>(plain[i]));
      if (gap > 0) ++different;
      most = std::max(most, gap);
    }
    INFO("page " << page << ": " << different << " of " << fast.size() << " pixels, by up to " << most);
    CHECK(different <= fast.size() / 4000);
    CHECK(most < 128);
  }
}

TEST_CASE("poppler and qpdf have nothing to say against the files") {
  const TempDir dir;
  const std::string file = dir.write("fast.pdf", pressed()).string();
  CHECK_THAT(output_of("qpdf --check " + file), Catch::Contains("No syntax or stream encoding errors"));
  CHECK(complaints_of("pdftotext " + file + " -") == "");
  CHECK(complaints_of("pdftoppm -r 20 " + file + " " + (dir.path() / "p").string()) == "");
  CHECK(complaints_of("pdffonts " + file) == "");
  CHECK(complaints_of("pdfinfo " + file) == "");
  const std::string plain = dir.write("plain.pdf", drawn_plainly()).string();
  CHECK(complaints_of("pdftotext -l 20 " + plain + " -") == "");
  EnvelopeContent content;
  content.recipient = smirnova().recipient;
  content.address = smirnova().address;
  const auto envelope = typesetter().envelope(EnvelopeSize::dl, content);
  CHECK(complaints_of("pdftotext " + dir.write("e.pdf", envelope.value()).string() + " -") == "");
}

TEST_CASE("a letter is read in its order: sender, label, address, greeting, text, code, what to do, number") {
  const TempDir dir;
  LetterContent letter = smirnova();
  letter.valid_through = parse_date("2027-01-22");
  const std::string file = dir.write("letter.pdf", letter_pdf(letter)).string();
  for (const char* order : {"", "-raw "}) {
    const std::string text = output_of(std::string("pdftotext ") + order + file + " -");
    std::size_t before = 0;
    for (const char* part :
         {"Министерство цифровых услуг", "ИНН 7700000000", "ПОЧТА РОССИИ", "Смирнова Анна Сергеевна",
          "Мясницкая улица, д. 26, корп. 1, кв. 7", "Свердловская область", "Код для подтверждения личности",
          "Здравствуйте, Анна Сергеевна!", "Вы заказали этот код", "1234 5678 9012", "по 22 января 2027 г.",
          "Что сделать", "Если вы ничего не заказывали", "Заказное письмо № 10100024004170. "}) {
      INFO(order << part);
      const std::size_t at = text.find(part, before);
      CHECK(at != std::string::npos);
      if (at != std::string::npos) before = at;
    }
  }
}

TEST_CASE("the same letters give the same bytes whatever other threads do") {
  const auto& letters = varied().letters();
  std::vector<Bytes> files(4);
  {
    std::vector<std::jthread> workers;
    for (auto& file : files) {
      workers.emplace_back([&] {
        const auto document = typesetter().begin_document();
        for (const auto& letter : letters) {
          if (!document->add(letter)) return;
        }
        file = document->finish().value();
      });
    }
  }
  for (const auto& file : files) CHECK(file == pressed());
  CHECK(file_of(typesetter().begin_reference_document(), letters) == drawn_plainly());
}

TEST_CASE("the order of letters is the order of pages") {
  const TempDir dir;
  auto letters = varied().letters();
  std::reverse(letters.begin(), letters.end());
  const Bytes reversed = file_of(typesetter().begin_document(), letters);
  CHECK(reversed != pressed());
  const auto words = words_of(dir.write("reversed.pdf", reversed));
  for (std::size_t page = 1; page <= letters.size(); ++page) {
    const std::string& number = letters[page - 1].track_number.str();
    CHECK(std::any_of(words.begin(), words.end(), [&](const Word& word) {
      return word.page == page && word.text.find(number) != std::string::npos;
    }));
  }
}

TEST_CASE("only a document that needs rare letters carries them") {
  const TempDir dir;
  const auto fonts_of = [&](const LetterContent& letter) {
    const Bytes pdf = letter_pdf(letter);
    return std::pair(pdf.size(), output_of("pdffonts " + dir.write("f.pdf", pdf).string()));
  };
  LetterContent letter = smirnova();
  const auto common = fonts_of(letter);
  letter.recipient.first_name = Personal("Җәмилә");
  const auto rare = fonts_of(letter);
  CHECK(common.first < 150'000);
  CHECK(rare.first > common.first);
  CHECK(common.second != rare.second);
  for (const auto& fonts : {common.second, rare.second}) {
    CHECK(times(fonts, "CID TrueType") == 3);
    CHECK(times(fonts, "Type 3") == 0);
  }
  const std::string text = output_of("pdftotext " + dir.write("t.pdf", letter_pdf(letter)).string() + " -");
  CHECK(times(text, "Здравствуйте, Җәмилә Сергеевна!") == 1);
  CHECK(times(text, "Смирнова Җәмилә Сергеевна") == 1);
}

TEST_CASE("files of many letters stay small: at most 1 600 bytes a letter with the fonts") {
  const auto& letters = varied().letters();
  std::vector<LetterContent> two_thousand;
  for (std::size_t i = 0; i < 2000; ++i) two_thousand.push_back(letters[i % letters.size()]);
  CHECK(file_of(typesetter().begin_document(), two_thousand).size() <= 2000 * 1600);
}

TEST_CASE("a document takes its most pages and not one more") {
  const TempDir dir;
  const auto document = typesetter().begin_document();
  const auto& letters = varied().letters();
  for (std::size_t i = 0; i < LetterDocument::most_pages; ++i) {
    if (!document->add(letters[i % letters.size()])) FAIL("page " << i);
  }
  CHECK(document->add(letters.front()).error().kind == ErrorKind::state_conflict);
  const std::string file = dir.write("full.pdf", document->finish().value()).string();
  CHECK(output_of("qpdf --show-npages " + file) == "10000\n");
  const std::string last = output_of("pdftotext -f 10000 " + file + " -");
  CHECK(times(last, letters[9999 % letters.size()].track_number.str()) == 1);
}

TEST_CASE("a letter that is refused leaves no trace in the document") {
  const auto& letters = varied().letters();
  const auto with_refusals = typesetter().begin_document();
  LetterContent bad = letters[1];
  bad.address.street = Personal("\u6F22");
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK_FALSE(with_refusals->add(bad));
    REQUIRE(with_refusals->add(letters[i]));
  }
  const std::vector<LetterContent> good(letters.begin(), letters.begin() + 5);
  CHECK(with_refusals->finish().value() == file_of(typesetter().begin_document(), good));
}

TEST_CASE("both renderers refuse the same letters for the same reasons") {
  struct Row {
    const char* what;
    void (*change)(LetterContent&);
  };
  const std::vector<Row> rows = {
      {"number", [](LetterContent& l) { l.track_number = TrackNumber("1010002400417"); }},
      {"template", [](LetterContent& l) { l.template_name = "ru/999"; }},
      {"glyph", [](LetterContent& l) { l.address.city = Personal("\u6F22"); }},
      {"address", [](LetterContent& l) { l.address.street = Personal(std::string(120, 'W')); }},
      {"greeting",
       [](LetterContent& l) {
         std::string long_name;
         for (int i = 0; i < 60; ++i) long_name += "Щукарь ";
         l.recipient.first_name = Personal(long_name + "Щ");
         l.recipient.last_name = Personal("Л");
       }},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    LetterContent letter = smirnova();
    row.change(letter);
    const auto fast = typesetter().begin_document()->add(letter);
    const auto plain = typesetter().begin_reference_document()->add(letter);
    REQUIRE_FALSE(fast);
    REQUIRE_FALSE(plain);
    CHECK(fast.error().kind == plain.error().kind);
    CHECK(fast.error().detail == plain.error().detail);
    CHECK(fast.error().fields == plain.error().fields);
  }
}
