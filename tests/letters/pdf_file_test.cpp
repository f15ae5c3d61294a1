#include "letters/pdf_file.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "letters/unicode_map.hpp"
#include "tests/letters/fixtures.hpp"

using namespace postproof;
using namespace postproof::letters;

TEST_CASE("a file is its header, its objects, a table of where they begin, and the trailer") {
  PdfFile file;
  const int first = file.take_number();
  const int second = file.take_number();
  file.put_stream(second, "/A 1", bytes_of("data"));
  file.put(first, "<</B 2>>");
  const Bytes bytes = file.finish(first, second);
  CHECK(text_of(bytes) ==
        "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n"
        "2 0 obj\n<</Length 4/A 1>>stream\ndata\nendstream\nendobj\n"
        "1 0 obj\n<</B 2>>\nendobj\n"
        "xref\n0 3\n0000000000 65535 f \n0000000069 00000 n \n0000000015 00000 n \n"
        "trailer\n<</Size 3/Root 1 0 R/Info 2 0 R>>\nstartxref\n93\n%%EOF\n");
}

TEST_CASE("text strings are UTF-16 with its mark, pairs of surrogates included") {
  CHECK(text_string("") == "<FEFF>");
  CHECK(text_string("Aя") == "<FEFF0041044F>");
  CHECK(text_string("\U0001F600") == "<FEFFD83DDE00>");
}

TEST_CASE("the map to Unicode covers every code in sections of at most a hundred ranges") {
  const std::string map = unicode_map();
  std::size_t ranges = 0;
  for (auto at = map.find("\n<"); at != std::string::npos; at = map.find("\n<", at + 1)) ++ranges;
  CHECK(ranges == 256 + 1);  // and the range of codes
  for (const char* part :
       {"100 beginbfrange\n<0000><00FF><0000>\n", "100 beginbfrange\n<6400>", "56 beginbfrange\n<C800>",
        "<FF00><FFFF><FF00>\nendbfrange", "begincodespacerange\n<0000><FFFF>"}) {
    CHECK_THAT(map, Catch::Contains(part));
  }
}
