#include "core/bytes.hpp"

#include <catch2/catch.hpp>

namespace postproof {

TEST_CASE("Hexadecimal text is lower case, two characters a byte, and reads back") {
  Bytes every;
  for (int byte = 0; byte < 256; ++byte) every.push_back(static_cast<std::uint8_t>(byte));
  const std::string hex = to_hex(every);
  CHECK(hex.size() == 512);
  CHECK(hex.starts_with("000102"));
  CHECK(hex.ends_with("fdfeff"));
  Bytes back;
  REQUIRE(from_hex(hex, back));
  CHECK(back == every);
  CHECK(to_hex({}).empty());
}

TEST_CASE("Hexadecimal text is read in either case") {
  Bytes bytes;
  REQUIRE(from_hex("DeadBEEF", bytes));
  CHECK(bytes == Bytes{0xDE, 0xAD, 0xBE, 0xEF});
  REQUIRE(from_hex("", bytes));
  CHECK(bytes.empty());
}

TEST_CASE("Text that is not hexadecimal is refused and leaves nothing behind") {
  for (const std::string_view bad : {"0", "abc", "0g", "g0", " 0", "0x00", "00 ", "0:", "/0", "@a", "`a", "\xff\xff"}) {
    CAPTURE(bad);
    Bytes bytes{1, 2, 3};
    CHECK_FALSE(from_hex(bad, bytes));
    CHECK(bytes.empty());
  }
}

TEST_CASE("A text and its bytes are views of the same memory") {
  const std::string text = "код";
  const ByteView bytes = bytes_of(text);
  CHECK(bytes.size() == 6);
  CHECK(static_cast<const void*>(bytes.data()) == static_cast<const void*>(text.data()));
  CHECK(text_of(bytes) == text);
}

}  // namespace postproof
