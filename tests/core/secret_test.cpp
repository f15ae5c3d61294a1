#include "core/secret.hpp"

#include <cstdlib>
#include <new>
#include <ostream>
#include <sstream>
#include <string>
#include <type_traits>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "core/log.hpp"
#include "core/personal.hpp"

namespace {

/// What one block of memory held when it was given back.
struct Watched {
  const void* block = nullptr;
  std::size_t size = 0;
  bool released = false;
  bool only_zeros = false;
};
thread_local Watched watched;

void look_at(void* block) {
  if (block == nullptr || block != watched.block) return;
  watched.released = true;
  watched.only_zeros = true;
  for (std::size_t i = 0; i < watched.size; ++i) {
    if (static_cast<const volatile unsigned char*>(block)[i] != 0) watched.only_zeros = false;
  }
  watched.block = nullptr;
}

}  // namespace

void* operator new(std::size_t size) {
  if (void* block = std::malloc(size == 0 ? 1 : size)) return block;
  throw std::bad_alloc{};
}
void operator delete(void* block) noexcept {
  look_at(block);
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
  look_at(block);
  std::free(block);
}

namespace postproof {

namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) {
  out << value;
};
template <class T>
concept Formattable = fmt::is_formattable<T>::value;
template <class T>
concept Comparable = requires(const T& a, const T& b) {
  a == b;
};
template <class T>
concept TextLike = std::is_convertible_v<T, std::string> || std::is_convertible_v<T, std::string_view> ||
    std::is_convertible_v<T, bool>;

static_assert(Streamable<std::string> && Formattable<std::string> && TextLike<std::string>, "the concepts can be met");
static_assert(!Streamable<Secret> && !Formattable<Secret> && !TextLike<Secret>);
static_assert(!Streamable<Personal> && !Formattable<Personal> && !TextLike<Personal>);
static_assert(!Comparable<Secret>);
static_assert(Comparable<Personal>);
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(std::is_nothrow_move_constructible_v<Secret> && std::is_nothrow_move_assignable_v<Secret>);
static_assert(!std::is_constructible_v<LogField, std::string_view, Secret>);
static_assert(!std::is_constructible_v<LogField, std::string_view, Personal>);
static_assert(!std::is_convertible_v<std::string, Secret> && !std::is_convertible_v<std::string, Personal>);

/// Watches the block that holds the secret's bytes.
void watch(const Secret& secret) { watched = {secret.expose().data(), secret.size(), false, false}; }

const std::string long_code(100, '7');

}  // namespace

TEST_CASE("A secret gives its bytes to the one who asks") {
  const Secret secret{"123456789012"};
  CHECK(secret.size() == 12);
  CHECK_FALSE(secret.empty());
  CHECK(secret.expose_text() == "123456789012");
  CHECK(text_of(secret.expose()) == "123456789012");
  CHECK(Secret{}.empty());
}

TEST_CASE("Bytes given to a secret are gone from where they were") {
  Bytes bytes{1, 2, 3};
  const Secret secret{std::move(bytes)};
  CHECK(bytes.empty());  // NOLINT(bugprone-use-after-move): that is the promise
  CHECK(secret.size() == 3);
}

TEST_CASE("A secret's memory holds only zeros when it is given back") {
  SECTION("at its end") {
    {
      const Secret secret{long_code};
      watch(secret);
    }
    CHECK(watched.released);
    CHECK(watched.only_zeros);
  }
  SECTION("when another one takes its place") {
    Secret secret{long_code};
    watch(secret);
    secret = Secret{"other"};
    CHECK(watched.released);
    CHECK(watched.only_zeros);
    CHECK(secret.expose_text() == "other");
  }
  SECTION("after it was moved on") {
    {
      Secret first{long_code};
      watch(first);
      const Secret second{std::move(first)};
      CHECK(first.empty());  // NOLINT(bugprone-use-after-move): that is the promise
      CHECK_FALSE(watched.released);
      CHECK(second.expose_text() == long_code);
    }
    CHECK(watched.released);
    CHECK(watched.only_zeros);
  }
}

TEST_CASE("The watch sees memory that is not wiped") {
  {
    const std::string plain = long_code;
    watched = {plain.data(), plain.size(), false, false};
  }
  CHECK(watched.released);
  CHECK_FALSE(watched.only_zeros);
}

TEST_CASE("A secret assigned to itself stays") {
  Secret secret{"123"};
  Secret& same = secret;
  secret = std::move(same);
  CHECK(secret.expose_text() == "123");
}

TEST_CASE("A clone is equal and independent") {
  Secret first{"123"};
  const Secret second = first.clone();
  CHECK(equal_in_constant_time(first, second));
  first = Secret{"456"};
  CHECK(second.expose_text() == "123");
}

TEST_CASE("Comparison in constant time tells what comparison tells") {
  struct Row {
    const char* a;
    const char* b;
    bool equal;
  };
  for (const Row& row : {Row{"", "", true}, Row{"a", "a", true}, Row{"a", "b", false}, Row{"", "a", false},
                         Row{"abc", "abcd", false}, Row{"abcd", "abce", false}, Row{"xbcd", "abcd", false},
                         Row{"\x01", "\x81", false}, Row{"\xff\xfe", "\xff\xfe", true}}) {
    CAPTURE(row.a, row.b);
    CHECK(equal_in_constant_time(bytes_of(row.a), bytes_of(row.b)) == row.equal);
    CHECK(equal_in_constant_time(bytes_of(row.b), bytes_of(row.a)) == row.equal);
    CHECK(equal_in_constant_time(Secret{row.a}, Secret{row.b}) == row.equal);
  }
}

TEST_CASE("Two texts that differ in any one bit are not equal") {
  const Bytes first(32, 0x5A);
  for (std::size_t bit = 0; bit < 256; ++bit) {
    Bytes second = first;
    second[bit / 8] = static_cast<std::uint8_t>(second[bit / 8] ^ (1U << (bit % 8)));
    CAPTURE(bit);
    CHECK_FALSE(equal_in_constant_time(ByteView{first}, ByteView{second}));
  }
}

TEST_CASE("Wiping leaves zeros, and nothing to wipe is fine") {
  Bytes bytes{1, 2, 3, 255};
  wipe(bytes);
  CHECK(bytes == Bytes(4, 0));
  wipe({});
}

TEST_CASE("A personal text is a value") {
  const Personal anna{"Анна"};
  const Personal same = anna;  // NOLINT(performance-unnecessary-copy-initialization): copying is what is tested
  CHECK((anna == same));
  CHECK((anna != Personal{"Анна "}));
  CHECK(anna.reveal() == "Анна");
  CHECK(Personal{}.empty());
}

}  // namespace postproof
