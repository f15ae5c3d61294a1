#include <cstdio>
#include <sstream>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

#include "letters/geometry.hpp"
#include "tests/letters/fixtures.hpp"

using namespace postproof;
using namespace postproof::letters;
using namespace postproof::letters::test;

namespace {

struct WordBox {
  std::string text;
  Area area;  // mm
};

/// The words of a PDF's first page with their places.
std::vector<WordBox> words_of(const TempDir& dir, const Bytes& pdf) {
  const std::string html = output_of("pdftotext -bbox " + dir.write("words.pdf", pdf).string() + " -");
  std::vector<WordBox> words;
  std::istringstream lines(html);
  for (std::string line; std::getline(lines, line);) {
    double left = 0, top = 0, right = 0, bottom = 0;
    const auto text = line.find("\">");
    if (std::sscanf(line.c_str(), " <word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\">", &left, &top, &right,
                    &bottom) != 4) {
      continue;
    }
    words.push_back(
        {line.substr(text + 2, line.find("</word>") - text - 2),
         {left * mm_per_point, top * mm_per_point, (right - left) * mm_per_point, (bottom - top) * mm_per_point}});
  }
  return words;
}

std::string layout_text(const TempDir& dir, const Bytes& pdf) {
  return output_of("pdftotext -layout " + dir.write("text.pdf", pdf).string() + " -");
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

std::string with_single_blanks(const std::string& text) {
  std::string single;
  for (const char c : text) {
    if (c != ' ' || single.empty() || single.back() != ' ') single += c;
  }
  return single;
}

Geometry geometry() { return parse_geometry(text_file(good_settings().geometry_file), "g").value(); }

/// Box filter to another size.
Raster scaled(const Raster& from, double dpi) {
  const double step = from.dots_per_mm * 25.4 / dpi;
  Raster to;
  to.width = static_cast<int>(from.width / step);
  to.height = static_cast<int>(from.height / step);
  to.dots_per_mm = dpi / 25.4;
  for (int y = 0; y < to.height; ++y) {
    for (int x = 0; x < to.width; ++x) {
      const int left = static_cast<int>(x * step), right = std::max(left + 1, static_cast<int>((x + 1) * step));
      const int top = static_cast<int>(y * step), bottom = std::max(top + 1, static_cast<int>((y + 1) * step));
      int sum = 0, dots = 0;
      for (int v = top; v < std::min(bottom, from.height); ++v) {
        for (int u = left; u < std::min(right, from.width); ++u, ++dots) sum += from.at(u, v);
      }
      to.pixels += static_cast<char>(dots ? sum / dots : 255);
    }
  }
  return to;
}

std::string scanned(const TempDir& dir, const Raster& raster) {
  const std::string head = "P5\n" + std::to_string(raster.width) + " " + std::to_string(raster.height) + "\n255\n";
  const std::string all = head + raster.pixels;
  const Path file = dir.write("scan.pgm", Bytes(all.begin(), all.end()));
  return output_of("zbarimg -q " + file.string());
}

}  // namespace

TEST_CASE("the text of a letter is recoverable: addressee, address, index, number, code once, last day") {
  const TempDir dir;
  const std::string text = layout_text(dir, letter_pdf(smirnova()));
  for (const char* part :
       {"Смирнова Анна Сергеевна", "Мясницкая улица, д. 26, корп. 1, кв. 7", "Екатеринбург", "Свердловская область",
        "620014", "ЗАКАЗНОЕ", "ПОЧТА РОССИИ", "Здравствуйте, Анна Сергеевна!", "по 22 января 2027 г.",
        "https://portal.example.ru/code", "Министерство цифровых услуг", "ИНН 7700000000",
        "Если вы ничего не заказывали", "никогда не спрашивают"}) {
    INFO(part);
    CHECK(count(text, part) >= 1);
  }
  CHECK(count(text, "1234 5678 9012") == 1);
  CHECK(count(text, "10100024004170") == 1);
  CHECK(count(with_single_blanks(text), "101000 24 00417 0") == 1);
}

TEST_CASE("the English letter says the same in English, the address stays Russian") {
  const TempDir dir;
  LetterContent letter = smirnova();
  letter.language = orders::Language::en;
  const std::string text = layout_text(dir, letter_pdf(letter));
  for (const char* part : {"Your code to confirm your identity", "22 January 2027", "Dear Анна Сергеевна,",
                           "Мясницкая улица, д. 26", "https://portal.example.ru/code", "ЗАКАЗНОЕ"}) {
    INFO(part);
    CHECK(count(text, part) == 1);
  }
  CHECK(count(text, "1234 5678 9012") == 1);
}

TEST_CASE("the fonts are embedded as subsets with a Unicode map") {
  const TempDir dir;
  const std::string fonts = output_of("pdffonts " + dir.write("f.pdf", letter_pdf(smirnova())).string());
  std::istringstream lines(fonts);
  std::string line;
  int found = 0;
  while (std::getline(lines, line)) {
    if (line.find("PT") == std::string::npos) continue;
    ++found;
    CHECK(line.starts_with("POSTA"));
    CHECK(count(with_single_blanks(line), " yes yes yes ") == 1);
  }
  CHECK(found == 3);
}

TEST_CASE("the code lies wholly on the middle panel, in at least 16 points, away from the window") {
  const TempDir dir;
  int found = 0;
  for (const auto& word : words_of(dir, letter_pdf(smirnova()))) {
    if (word.text != "1234" && word.text != "5678" && word.text != "9012") continue;
    ++found;
    CHECK(word.area.y >= 99);
    CHECK(word.area.bottom() <= 198);
    CHECK(contains(geometry().code, word.area));
    CHECK(word.area.width / 4 >= 16 * 0.6 * mm_per_point);
  }
  CHECK(found == 3);
}

TEST_CASE("in the window there is nothing but the label and the address, parted by white") {
  const TempDir dir;
  const Geometry g = geometry();
  for (const auto& word : words_of(dir, letter_pdf(smirnova()))) {
    // The box of a word is as high as its font; the middle is where the ink is.
    const Area ink{word.area.x + 0.1, word.area.y + word.area.height * 0.3, word.area.width - 0.2,
                   word.area.height * 0.4};
    if (!overlap(ink, g.window)) continue;
    INFO(word.text);
    CHECK((contains(g.label, ink) || contains(g.address, ink)));
  }
  const Raster page = raster_of(dir, letter_pdf(smirnova()), 300);
  const double end = g.window.right();
  CHECK(is_white(page, {g.window.x, g.window.y, g.window.width, g.label.y - g.window.y}));
  CHECK(is_white(page, {g.window.x, g.label.bottom(), g.window.width, g.address.y - g.label.bottom()}));
  CHECK(is_white(page, {g.window.x, g.address.bottom(), g.window.width, g.window.bottom() - g.address.bottom()}));
  CHECK(is_white(page, {g.window.x, g.window.y, g.label.x - g.window.x, g.window.height}));
  CHECK(is_white(page, {g.label.right(), g.window.y, end - g.label.right(), g.window.height}));
  CHECK_FALSE(is_white(page, g.label));
  CHECK_FALSE(is_white(page, g.address));
}

TEST_CASE("nothing is printed within 5 mm of an edge, and the folds are marked") {
  const TempDir dir;
  for (const auto language : {orders::Language::ru, orders::Language::en}) {
    LetterContent letter = smirnova();
    letter.language = language;
    const Raster page = raster_of(dir, letter_pdf(letter), 300);
    CHECK(is_white(page, {0, 0, 210, 5}));
    CHECK(is_white(page, {0, 292, 210, 5}));
    CHECK(is_white(page, {0, 0, 5, 297}));
    CHECK(is_white(page, {205, 0, 5, 297}));
    CHECK_FALSE(is_white(page, {5, 98.5, 6, 1}));
    CHECK_FALSE(is_white(page, {5, 197.5, 6, 1}));
    CHECK(is_white(page, {5, 100, 6, 97}));
  }
}

TEST_CASE("barcode and QR code are read at 300 dpi, and again after 300, 200, 300 dpi") {
  const TempDir dir;
  const Raster page = raster_of(dir, letter_pdf(smirnova()), 300);
  for (const Raster& seen : {page, scaled(scaled(page, 200), 300)}) {
    const std::string symbols = scanned(dir, seen);
    CHECK(count(symbols, "I2/5:10100024004170") == 1);
    CHECK(count(symbols, "QR-Code:https://portal.example.ru/code") == 1);
  }
}

TEST_CASE("the barcode keeps its quiet zones") {
  const TempDir dir;
  const Geometry g = geometry();
  const Raster page = raster_of(dir, letter_pdf(smirnova()), 300);
  const double quiet = 10 * g.barcode.module_mm;
  const double bars_end = g.label.x + quiet + 106 * g.barcode.module_mm;
  const double dot = 25.4 / 300;
  CHECK(is_white(page, {g.label.x, g.label.y, quiet - dot, 18}));
  CHECK(is_white(page, {bars_end + dot, g.label.y, quiet - 2 * dot, 18}));
}

TEST_CASE("a proof shows the letter without its code, whether or not it has one") {
  const TempDir dir;
  const Secret code("1234 5678 9012");
  LetterContent letter = smirnova();
  const Bytes masked = typesetter().proof(letter).value();
  letter.code_shown = &code;
  CHECK(typesetter().proof(letter).value() == masked);
  const std::string text = layout_text(dir, masked);
  CHECK(count(text, "1234") == 0);
  CHECK(count(text, "•••• •••• ••••") == 1);
  CHECK(count(text, "Смирнова Анна Сергеевна") == 1);
  letter.valid_through.reset();
  CHECK(count(layout_text(dir, typesetter().proof(letter).value()), "по •• •••••••• •••• г.") == 1);
}

TEST_CASE("a specimen names nobody real") {
  const TempDir dir;
  for (const char* name : {"ru/1", "en/1"}) {
    const std::string text = layout_text(dir, typesetter().preview(name).value());
    CHECK(count(text, "Образцов Образец Образцович") == 1);
    CHECK(count(text, "1234 5678 9012") == 1);
  }
}

TEST_CASE("the same letters give the same bytes, in any thread") {
  const auto render = [] {
    const Secret code("1234 5678 9012");
    const auto document = typesetter().begin_document();
    for (int i = 0; i < 20; ++i) {
      LetterContent letter = smirnova();
      letter.language = i % 3 ? orders::Language::ru : orders::Language::en;
      letter.code_shown = &code;
      REQUIRE(document->add(letter));
    }
    return document->finish().value();
  };
  const Bytes first = render();
  Bytes second;
  std::thread other([&] { second = render(); });
  const Bytes third = render();
  other.join();
  CHECK(first == second);
  CHECK(first == third);
}

TEST_CASE("a document of many pages is sound and every page is whole") {
  const TempDir dir;
  const auto document = typesetter().begin_document();
  for (int i = 0; i < 7; ++i) {
    const Secret code("000" + std::to_string(i) + " 5678 9012");
    LetterContent letter = smirnova();
    letter.language = i % 2 ? orders::Language::ru : orders::Language::en;
    letter.recipient.last_name = Personal("Номер" + std::to_string(i));
    letter.code_shown = &code;
    REQUIRE(document->add(letter));
  }
  CHECK(document->pages() == 7);
  const Bytes pdf = document->finish().value();
  const std::string file = dir.write("many.pdf", pdf).string();
  CHECK_THAT(output_of("qpdf --check " + file), Catch::Contains("No syntax or stream encoding errors"));
  for (int i = 0; i < 7; ++i) {
    const std::string page = std::to_string(i + 1);
    const std::string text = output_of("pdftotext -layout -f " + page + " -l " + page + " " + file + " -");
    CHECK(count(text, "000" + std::to_string(i) + " 5678 9012") == 1);
    CHECK(count(text, "Номер" + std::to_string(i)) == 1);
    CHECK(count(text, "Министерство цифровых услуг") >= 1);
    CHECK(count(text, i % 2 ? "Что сделать" : "What to do") == 1);
    CHECK(count(text, i % 2 ? "Заказное письмо №" : "Registered letter No.") == 1);
  }
  const std::string plain = output_of("qpdf --qdf " + file + " -");
  CHECK(plain.find("/Length 0\n") == std::string::npos);
}

TEST_CASE("the document tells its language and title, no date, no code and no person") {
  const TempDir dir;
  const std::string file = dir.write("meta.pdf", letter_pdf(smirnova())).string();
  const std::string info = output_of("pdfinfo " + file);
  CHECK_THAT(info, Catch::Contains("Письмо с кодом подтверждения"));
  CHECK_THAT(info, !Catch::Contains("CreationDate") && !Catch::Contains("Смирнова") && !Catch::Contains("1234"));
  const std::string plain = output_of("qpdf --qdf " + file + " -");
  CHECK_THAT(plain, Catch::Contains("/Lang (ru)"));
  CHECK_THAT(plain, !Catch::Contains("/JavaScript") && !Catch::Contains("/OpenAction") && !Catch::Contains("/URI"));
}

TEST_CASE("marks of PDF, markup and templates in an address are printed as they are") {
  const TempDir dir;
  LetterContent letter = smirnova();
  letter.address.street = Personal("(Ёлочка) \\) Tj ET %");
  letter.address.city = Personal("{{code}} **№ 5** <b>");
  const std::string text = layout_text(dir, letter_pdf(letter));
  CHECK(count(text, "(Ёлочка) \\) Tj ET %, д. 26") == 1);
  CHECK(count(text, "{{code}} **№ 5** <b>") == 1);
}
