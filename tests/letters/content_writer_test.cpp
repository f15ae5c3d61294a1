#include "letters/content_writer.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "letters/wiped_buffer.hpp"

using namespace postproof;
using namespace postproof::letters;

namespace {

/// On a page 72 points high; every character up to ~ is common.
class Written {
 public:
  Written() : common_(0x10000), writer_(25.4, common_) {
    for (std::size_t c = ' '; c <= '~'; ++c) common_[c] = true;
    writer_.clear();
  }
  ContentWriter& operator*() { return writer_; }
  ContentWriter* operator->() { return &writer_; }
  std::string text() { return std::string(text_of(writer_.content())); }

 private:
  CharacterSet common_;
  ContentWriter writer_;
};

using namespace std::string_literals;

}  // namespace

TEST_CASE("lengths become thousandths of a point from the lower left corner, without needless digits") {
  Written page;
  page->draw_boxes({{{0, 0, 25.4, 12.7}, Ink::black}, {{12.7, 24.4, 0.1, 1}, Ink::black}});
  CHECK(page.text() == "0 g\n0 36 72 36 re\n36 0 0.283 2.835 re\nf\n");
}

TEST_CASE("boxes of one ink are filled together, each other ink by itself") {
  Written page;
  page->draw_boxes({{{0, 0, 25.4, 25.4}, Ink::accent}, {{0, 0, 25.4, 25.4}, Ink::pale}});
  CHECK(page.text() == "0.07 0.24 0.45 rg\n0 0 72 72 re\nf\n0.945 g\n0 0 72 72 re\nf\n");
}

TEST_CASE("areas that touch still do when they are rounded") {
  Written page;
  std::vector<Box> boxes;
  for (int i = 0; i < 3; ++i) boxes.push_back({{i * 1.0 / 3, 0, 1.0 / 3, 25.4}, Ink::black});
  page->draw_boxes(boxes);
  CHECK(page.text() == "0 g\n0 0 0.945 72 re\n0.945 0 0.945 72 re\n1.89 0 0.945 72 re\nf\n");
}

TEST_CASE("outlines are stroked, closed or open, or filled") {
  Written page;
  const std::vector<Point> corner = {{0, 0}, {25.4, 0}, {25.4, 25.4}};
  page->draw_outline({corner, Ink::black, 25.4 / 72, true});
  page->draw_outline({corner, Ink::black, 25.4 / 72, false});
  page->draw_outline({corner, Ink::grey, 0, true});
  const std::string path = "0 72 m\n72 72 l\n72 0 l\n";
  CHECK(page.text() == "0 G\n1 w\n" + path + "s\n1 w\n" + path + "S\n0.32 g\n" + path + "f\n");
}

TEST_CASE("text is written in two bytes a character, marks of strings escaped, in every plane the fonts have") {
  Written page;
  page->text({0, 25.4}, Face::regular, 10.5, Ink::black, "A(\\)\r");
  CHECK(page.text() == "BT\n0 g\n/F0 10.5 Tf\n0 0 Td(\0A\0\\(\0\\\\\0\\)\0\\r)Tj\nET\n"s);
  page->clear();
  page->text({0, 25.4}, Face::mono, 8, Ink::black, "ШЩќЍя•\U0001F600");
  CHECK(page.text() == "BT\n0 g\n/F2 8 Tf\n0 0 Td(\x04\\(\x04\\)\x04\\\\\x04\\r\x04O\x20\x22)Tj\nET\n"s);
}

TEST_CASE("each line starts from the one before; font and ink are said when they change") {
  Written page;
  page->text({0, 0}, Face::regular, 10, Ink::black, "a");
  page->text({25.4, 12.7}, Face::regular, 10, Ink::black, "b");
  page->text({0, 25.4}, Face::bold, 10, Ink::grey, "c");
  page->text({0, 25.4}, Face::bold, 11, Ink::grey, "");
  page->insert("/X1 Do\n");
  page->text({0, 25.4}, Face::bold, 10, Ink::grey, "d");
  CHECK(page.text() ==
        "BT\n0 g\n/F0 10 Tf\n0 72 Td(\0a)Tj\n72 -36 Td(\0b)Tj\n0.32 g\n/F1 10 Tf\n-72 -36 Td(\0c)Tj\nET\n"
        "/X1 Do\nBT\n0 0 Td(\0d)Tj\nET\n"s);
}

TEST_CASE("a character beyond the common ones is noticed and not forgotten") {
  Written page;
  page->text({0, 0}, Face::regular, 10, Ink::black, "abc");
  CHECK_FALSE(page->met_rare());
  page->text({0, 0}, Face::regular, 10, Ink::black, "aҕc");
  page->clear();
  CHECK(page->met_rare());
}

TEST_CASE("a buffer wipes what it leaves behind") {
  WipedBuffer buffer;
  buffer.append("1234 5678 9012");
  const std::uint8_t* kept = buffer.view().data();
  buffer.clear();
  CHECK(buffer.size() == 0);
  for (std::size_t i = 0; i < 14; ++i) CHECK(kept[i] == 0);
  buffer.append(std::string(10'000, 'x'));
  buffer.append("end");
  CHECK(text_of(buffer.view()) == std::string(10'000, 'x') + "end");
  const Bytes taken = buffer.take();
  CHECK(taken.size() == 10'003);
  CHECK(buffer.size() == 0);
}
