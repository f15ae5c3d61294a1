#include "letters/envelope.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "letters/index_stencil.hpp"
#include "tests/letters/fixtures.hpp"

using namespace postproof;
using namespace postproof::letters;
using namespace postproof::letters::test;

TEST_CASE("an envelope has its size, its addressee, its sender and a readable label") {
  struct Row {
    EnvelopeSize size;
    const char* name;
    double width;
    double height;
  };
  const auto row = GENERATE(values<Row>(
      {{EnvelopeSize::dl, "DL", 220, 110}, {EnvelopeSize::c5, "C5", 229, 162}, {EnvelopeSize::c4, "C4", 324, 229}}));
  CHECK(name_of(row.size) == row.name);
  CHECK(envelope_size_of(row.name) == row.size);
  const LetterContent letter = smirnova();
  const auto pdf = typesetter().envelope(row.size, {letter.recipient, letter.address, letter.track_number});
  REQUIRE(pdf);
  const TempDir dir;
  const std::string file = dir.write("envelope.pdf", pdf.value()).string();
  const std::string text = output_of("pdftotext -layout " + file + " -");
  for (const char* part : {"Смирнова Анна Сергеевна", "Мясницкая улица, д. 26, корп. 1, кв. 7", "620014", "ЗАКАЗНОЕ",
                           "Министерство цифровых"}) {
    INFO(part);
    CHECK_THAT(text, Catch::Contains(part));
  }
  const Raster page = raster_of(dir, pdf.value(), 300);
  CHECK(page.width == Approx(row.width / 25.4 * 300).margin(1));
  CHECK(page.height == Approx(row.height / 25.4 * 300).margin(1));
  CHECK(is_white(page, {0, 0, row.width, 5}));
  CHECK(is_white(page, {0, 0, 5, row.height}));
  CHECK_FALSE(is_white(page, {15, row.height - 25, 61, 15}));
  CHECK(is_white(page, {0, row.height - 9.5, row.width, 9.5}));
  CHECK_THAT(output_of("zbarimg -q " + (dir.path() / "page.pgm").string()), Catch::Contains("I2/5:10100024004170"));
}

TEST_CASE("an envelope without a track number has no label, a bad index is refused") {
  LetterContent letter = smirnova();
  const TempDir dir;
  const auto plain = typesetter().envelope(EnvelopeSize::dl, {letter.recipient, letter.address, {}});
  REQUIRE(plain);
  CHECK_THAT(output_of("pdftotext " + dir.write("e.pdf", plain.value()).string() + " -"), !Catch::Contains("ЗАКАЗНОЕ"));
  letter.address.index = PostalIndex("62001");
  CHECK(typesetter().envelope(EnvelopeSize::dl, {letter.recipient, letter.address, {}}).error().kind ==
        ErrorKind::validation_failed);
  CHECK_FALSE(envelope_size_of("B4"));
}

TEST_CASE("index digits are drawn from the segments of the standard") {
  struct Row {
    char digit;
    std::size_t segments;
  };
  const auto row = GENERATE(values<Row>(
      {{'0', 6}, {'1', 3}, {'2', 4}, {'3', 4}, {'4', 4}, {'5', 5}, {'6', 5}, {'7', 3}, {'8', 7}, {'9', 5}}));
  Sheet sheet;
  put_index_stencil(sheet, std::string(6, row.digit), {10, 20});
  CHECK(sheet.boxes.size() == 8);
  CHECK(sheet.outlines.size() == 6 * row.segments);
  for (const auto& stroke : sheet.outlines) {
    REQUIRE(stroke.points.size() == 2);
    for (const auto& point : stroke.points) {
      CHECK(contains({10, 20, index_stencil_width_mm, index_stencil_height_mm}, {point.x, point.y, 0, 0}));
    }
  }
}
