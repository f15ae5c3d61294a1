#include "core/strict_json.hpp"

#include <string>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

namespace postproof {

namespace {

std::string nested(std::size_t depth, const std::string& inside = "") {
  return std::string(depth, '[') + inside + std::string(depth, ']');
}

std::string nested_objects(std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += "{\"a\":";
  return text + "1" + std::string(depth, '}');
}

ErrorKind kind_of(const std::string& text, const JsonLimits& limits = {}) {
  const auto value = parse_strict_json(text, limits);
  REQUIRE_FALSE(value);
  CHECK_FALSE(value.error().detail.empty());
  return value.error().kind;
}

}  // namespace

TEST_CASE("Good documents are read as they stand") {
  struct Row {
    std::string text;
    std::string shown;
  };
  for (const Row& row : std::vector<Row>{
           {"null", "null"},
           {" \t\r\n{ \"a\" : [ 1 , true , false , null , \"x\" ] } \n", R"({"a":[1,true,false,null,"x"]})"},
           {R"({"a":1,"A":2,"":3})", R"({"a":1,"A":2,"":3})"},
           {R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})", R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})"},
           {R"("\u041a\u043e\u0434")", "\"Код\""},
           {R"("\ud83d\ude00")", "\"\xf0\x9f\x98\x80\""},
           {"\"\xf4\x8f\xbf\xbf\"", "\"\xf4\x8f\xbf\xbf\""},
           {"\"\x7f\"", "\"\x7f\""},
           {"[]", "[]"},
           {"9223372036854775807", "9223372036854775807"},
           {"-9223372036854775808", "-9223372036854775808"},
           {"18446744073709551615", "18446744073709551615"},
       }) {
    CAPTURE(row.text);
    const auto value = parse_strict_json(row.text);
    REQUIRE(value);
    CHECK(boost::json::serialize(value.value()) == row.shown);
  }
}

TEST_CASE("Numbers are numbers: minus zero, huge integers and small fractions are read, the infinite are not") {
  const auto minus_zero = parse_strict_json("-0");
  REQUIRE(minus_zero);
  CHECK(minus_zero.value().to_number<double>() == 0.0);
  const auto beyond_64_bits = parse_strict_json("123456789012345678901234567890");
  REQUIRE(beyond_64_bits);
  REQUIRE(beyond_64_bits.value().is_double());
  CHECK(beyond_64_bits.value().as_double() == Approx(1.2345678901234568e29));
  const auto large = parse_strict_json("1e308");
  REQUIRE(large);
  CHECK(large.value().as_double() == Approx(1e308));
  for (const std::string bad :
       {"1e999", "-1e999", "[1e309]", "{\"a\":1e400}", "1e2147483648", "1e99999999999999999999"}) {
    CAPTURE(bad);
    CHECK(kind_of(bad) == ErrorKind::malformed_json);
  }
  CHECK(kind_of(std::string(400, '9')) == ErrorKind::malformed_json);
}

TEST_CASE("What is no JSON is malformed") {
  for (const std::string& bad : std::vector<std::string>{"",
                                                         " ",
                                                         "\n",
                                                         "{",
                                                         "}",
                                                         "[",
                                                         "]",
                                                         "{\"a\"",
                                                         "{\"a\":",
                                                         "{\"a\":1",
                                                         "{\"a\":1,",
                                                         "{\"a\":1,}",
                                                         "[1,]",
                                                         "[,1]",
                                                         "{a:1}",
                                                         "{'a':1}",
                                                         "'a'",
                                                         "\"a",
                                                         "\"\\",
                                                         "\"\\x41\"",
                                                         "\"\\u12\"",
                                                         "\"\\u12g4\"",
                                                         "tru",
                                                         "nul",
                                                         "True",
                                                         "NaN",
                                                         "Infinity",
                                                         "-Infinity",
                                                         "-",
                                                         "+1",
                                                         "01",
                                                         "-01",
                                                         ".5",
                                                         "1.",
                                                         "1e",
                                                         "1e+",
                                                         "0x10",
                                                         "1_000",
                                                         "// c\n1",
                                                         "/* c */1",
                                                         "1 // c",
                                                         "{\"a\":1 /* c */}",
                                                         "undefined",
                                                         "{1:2}",
                                                         "{\"a\" 1}",
                                                         "[1 2]",
                                                         "\"a\nb\"",
                                                         "\"a\tb\"",
                                                         "\"a\x01"
                                                         "b\"",
                                                         "\"\x1f\"",
                                                         "[\"a\":1]"}) {
    CAPTURE(bad);
    CHECK(kind_of(bad) == ErrorKind::malformed_json);
  }
}

TEST_CASE("Nothing but blanks may follow the document") {
  for (const std::string& bad : std::vector<std::string>{"{}{}", "{} x", "1 2", "null,", "[]]", std::string("{}\0", 3),
                                                         "\"a\"\"b\"", "{}\xef\xbb\xbf"}) {
    CAPTURE(bad);
    CHECK(kind_of(bad) == ErrorKind::malformed_json);
  }
  CHECK(parse_strict_json("{} \t\r\n "));
}

TEST_CASE("A byte order mark is malformed") {
  CHECK(kind_of("\xef\xbb\xbf{}") == ErrorKind::malformed_json);
  CHECK(kind_of(std::string("\xff\xfe{\0}\0", 6)) == ErrorKind::malformed_json);
}

TEST_CASE("A key that stands twice in an object is malformed, at any depth and however it is written") {
  for (const std::string bad :
       {R"({"a":1,"a":1})", R"({"a":1,"b":2,"a":3})", R"({"x":{"a":1,"a":2}})", R"([{"a":1},{"b":[{"c":1,"c":2}]}])",
        R"({"a":1,"\u0061":2})", R"({"":1,"":2})", R"({"a":{"b":1},"a":{"b":1}})", R"({"a":null,"x":{"a":1},"a":null})",
        R"({"код":1,"\u043a\u043e\u0434":2})", R"({"a\/b":1,"a/b":2})"}) {
    CAPTURE(bad);
    const auto value = parse_strict_json(bad);
    REQUIRE_FALSE(value);
    CHECK(value.error().kind == ErrorKind::malformed_json);
    CHECK(value.error().detail.find("same key twice") != std::string::npos);
  }
}

TEST_CASE("Texts with U+0000 are malformed") {
  for (const std::string& bad :
       std::vector<std::string>{R"("\u0000")", R"({"a":"x\u0000y"})", R"({"a\u0000":1})", R"({"\u0000":1})",
                                std::string("\"a\0b\"", 5), "\"" + std::string(5000, 'x') + "\\u0000\""}) {
    CAPTURE(bad.substr(0, 40));
    CHECK(kind_of(bad) == ErrorKind::malformed_json);
  }
}

TEST_CASE("Lone surrogates are malformed") {
  for (const std::string bad : {R"("\ud800")", R"("\udc00")", R"("\udfff\ud800")", R"("\ud800x")", R"("\ud800\n")",
                                R"("\ud83d\ud83d")", R"("\ud83d\u0041")", R"({"\ud800":1})", R"("\uD83D")"}) {
    CAPTURE(bad);
    CHECK(kind_of(bad) == ErrorKind::malformed_json);
  }
}

TEST_CASE("Bytes that are no UTF-8 are malformed, in keys and in texts") {
  for (const std::string bytes : {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xed\xbf\xbf",
                                  "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xc3",
                                  "\xe2\x82", "\xf0\x9f\x98", "\xd0\x20", "\xcf\xf0\xe8\xe2\xe5\xf2"}) {
    CAPTURE(bytes);
    CHECK(kind_of("\"" + bytes + "\"") == ErrorKind::malformed_json);
    CHECK(kind_of("{\"" + bytes + "\":1}") == ErrorKind::malformed_json);
  }
}

TEST_CASE("Nesting is read to the limit and not one deeper") {
  CHECK(parse_strict_json(nested(16)));
  CHECK(parse_strict_json(nested(16, "1")));
  CHECK(parse_strict_json(nested_objects(16)));
  CHECK(kind_of(nested(17)) == ErrorKind::malformed_json);
  CHECK(kind_of(nested_objects(17)) == ErrorKind::malformed_json);
  CHECK(kind_of(std::string(60'000, '[')) == ErrorKind::malformed_json);
  const JsonLimits shallow{1024, 2};
  CHECK(parse_strict_json("[[1]]", shallow));
  CHECK(kind_of("[[[1]]]", shallow) == ErrorKind::malformed_json);
}

TEST_CASE("A document is read up to the size limit and refused by its own word above it") {
  const auto of_size = [](std::size_t bytes) { return "\"" + std::string(bytes - 2, 'x') + "\""; };
  CHECK(parse_strict_json(of_size(65'536)));
  CHECK(kind_of(of_size(65'537)) == ErrorKind::body_too_large);
  CHECK(kind_of(std::string(70'000, '\xff')) == ErrorKind::body_too_large);
  const JsonLimits tiny{4, 16};
  CHECK(parse_strict_json("[12]", tiny));
  CHECK(kind_of("[123]", tiny) == ErrorKind::body_too_large);
}

TEST_CASE("An object of thousands of keys within the size is read whole") {
  std::string text = "{";
  for (int i = 0; i < 5000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  const auto good = parse_strict_json(text + "\"last\":1}");
  REQUIRE(good);
  CHECK(good.value().as_object().size() == 5001);
  CHECK(kind_of(text + "\"k4321\":1}") == ErrorKind::malformed_json);
}

TEST_CASE("The sentence of a refusal says what and where, and repeats nothing of the document") {
  const auto value = parse_strict_json(R"({"secret-key":"hush","secret-key":"hush"})");
  REQUIRE_FALSE(value);
  CHECK(value.error().detail.find("near byte") != std::string::npos);
  CHECK(value.error().detail.find("hush") == std::string::npos);
  CHECK(value.error().detail.find("secret-key") == std::string::npos);
}

}  // namespace postproof
