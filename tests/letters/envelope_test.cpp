#include "letters/envelope.hpp"

#include <string>

#include <catch2/catch.hpp>

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
