#include "letters/content_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "letters/characters.hpp"
#include "letters/colour.hpp"

namespace postproof::letters {

namespace {

constexpr double thousandths_per_mm = 1000.0 / mm_per_point;

std::int64_t thousandths(double mm) { return std::llround(mm * thousandths_per_mm); }

constexpr bool must_be_escaped(unsigned byte) { return byte == '(' || byte == ')' || byte == '\\' || byte == '\r'; }

/// A byte of a literal string (ISO 32000-1, 7.3.4.2); gives where the next one goes.
std::uint8_t* put_byte(std::uint8_t* to, unsigned byte) {
  if (must_be_escaped(byte)) *to++ = '\\';
  *to++ = static_cast<std::uint8_t>(byte == '\r' ? 'r' : byte);
  return to;
}

}  // namespace

void ContentWriter::clear() {
  out_.clear();
  in_text_ = false;
  fill_ = stroke_ = face_ = none;
}

ByteView ContentWriter::content() {
  end_text();
  return out_.view();
}

void ContentWriter::draw(const Sheet& sheet) {
  draw_boxes(sheet.boxes);
  for (const auto& outline : sheet.outlines) draw_outline(outline);
  for (const auto& run : sheet.texts) text(run);
}

void ContentWriter::draw_boxes(const std::vector<Box>& boxes) {
  end_text();
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    set_fill(boxes[i].ink);
    put_rectangle(boxes[i].area);
    if (i + 1 == boxes.size() || boxes[i + 1].ink != boxes[i].ink) put("f\n");
  }
}

void ContentWriter::draw_outline(const Outline& outline) {
  end_text();
  const bool filled = outline.line_mm <= 0;
  if (filled) {
    set_fill(outline.ink);
  } else {
    set_stroke(outline.ink);
    put_thousandths(thousandths(outline.line_mm));
    put(" w\n");
  }
  bool first = true;
  for (const Point point : outline.points) {
    const Place place = place_of(point);
    put_thousandths(place.x);
    put(" ");
    put_thousandths(place.y);
    put(first ? " m\n" : " l\n");
    first = false;
  }
  put(filled ? "f\n" : outline.closed ? "s\n" : "S\n");
}

void ContentWriter::text(Point baseline, Face face, double points, Ink ink, std::string_view utf8) {
  if (utf8.empty()) return;
  begin_text();
  set_fill(ink);
  set_font(face, points);
  const Place place = place_of(baseline);
  put_thousandths(place.x - line_.x);
  put(" ");
  put_thousandths(place.y - line_.y);
  put(" Td");
  line_ = place;
  put_string(utf8);
  put("Tj\n");
}

void ContentWriter::insert(std::string_view operators) {
  end_text();
  put(operators);
}

ContentWriter::Place ContentWriter::place_of(Point point) const {
  return {thousandths(point.x), thousandths(height_mm_ - point.y)};
}

void ContentWriter::set_fill(Ink ink) {
  if (fill_ == static_cast<int>(ink)) return;
  fill_ = static_cast<int>(ink);
  put_colour(ink, " g\n", " rg\n");
}

void ContentWriter::set_stroke(Ink ink) {
  if (stroke_ == static_cast<int>(ink)) return;
  stroke_ = static_cast<int>(ink);
  put_colour(ink, " G\n", " RG\n");
}

void ContentWriter::set_font(Face face, double points) {
  if (face_ == static_cast<int>(face) && points_ == points) return;
  face_ = static_cast<int>(face);
  points_ = points;
  const char name[] = {'/', 'F', static_cast<char>('0' + face_), ' '};
  put({name, sizeof name});
  put_thousandths(std::llround(points * 1000));
  put(" Tf\n");
}

void ContentWriter::begin_text() {
  if (in_text_) return;
  in_text_ = true;
  line_ = {};
  put("BT\n");
}

void ContentWriter::end_text() {
  if (!in_text_) return;
  in_text_ = false;
  put("ET\n");
}

void ContentWriter::put_colour(Ink ink, std::string_view grey, std::string_view rgb) {
  const auto share = [&](float value) {
    std::array<char, 32> digits{};
    const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    put({digits.data(), static_cast<std::size_t>(end - digits.data())});
  };
  const Colour colour = colour_of(ink);
  share(colour.red);
  if (!colour.grey) {
    put(" ");
    share(colour.green);
    put(" ");
    share(colour.blue);
  }
  put(colour.grey ? grey : rgb);
}

/// The edges are rounded, not the size, so that areas that touch still do.
void ContentWriter::put_rectangle(const Area& area) {
  const Place low = place_of({area.x, area.bottom()});
  const Place high = place_of({area.right(), area.y});
  for (const std::int64_t value : {low.x, low.y, high.x - low.x, high.y - low.y}) {
    put_thousandths(value);
    put(" ");
  }
  put("re\n");
}

void ContentWriter::put_thousandths(std::int64_t value) {
  std::array<char, 32> text{};
  char* at = text.data();
  if (value < 0) *at++ = '-';
  const std::uint64_t size = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  at = std::to_chars(at, text.data() + text.size(), size / 1000).ptr;
  if (auto rest = static_cast<unsigned>(size % 1000); rest != 0) {
    *at++ = '.';
    for (; rest != 0; rest = rest % 100 * 10) *at++ = static_cast<char>('0' + rest / 100);
  }
  put({text.data(), static_cast<std::size_t>(at - text.data())});
}

void ContentWriter::put_string(std::string_view utf8) {
  constexpr std::size_t most_bytes_per_character = 4;
  std::uint8_t* const begin = out_.room(utf8.size() * most_bytes_per_character + 2);
  std::uint8_t* to = begin;
  *to++ = '(';
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t character = next_character(utf8, at);
    if (character > 0xFFFF) continue;  // no font has it
    if (!common_[character]) met_rare_ = true;
    to = put_byte(to, character >> 8U);
    to = put_byte(to, character & 0xFFU);
  }
  *to++ = ')';
  out_.wrote(static_cast<std::size_t>(to - begin));
}

}  // namespace postproof::letters
