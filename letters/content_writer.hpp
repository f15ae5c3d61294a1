#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "letters/sheet.hpp"
#include "letters/wiped_buffer.hpp"

namespace postproof::letters {

/// Which characters the common subset of the fonts has, by code point.
using CharacterSet = std::vector<bool>;

/// Writes what a sheet shows as operators of a PDF content stream (ISO 32000-1, annex A). Lengths are given in
/// millimetres from the upper left corner of the page and written in thousandths of a point; text is written in the
/// codes of ShellFonts. The fonts are called F0, F1, F2, in the order of Face. For one thread; its memory is wiped.
class ContentWriter {
 public:
  /// `common` is borrowed.
  ContentWriter(double page_height_mm, const CharacterSet& common) : height_mm_(page_height_mm), common_(common) {}

  /// Begins a new stream. Nothing is assumed of the state it starts in.
  void clear();

  /// All of a sheet, as the libharu renderer draws it: boxes, outlines, text.
  void draw(const Sheet& sheet);
  void draw_boxes(const std::vector<Box>& boxes);
  void draw_outline(const Outline& outline);
  /// A line of text; `utf8` is valid, and its characters are in the font.
  void text(Point baseline, Face face, double points, Ink ink, std::string_view utf8);
  void text(const TextRun& run) { text(run.baseline, run.face, run.points, run.ink, run.text); }

  /// Operators that were made elsewhere, outside any text object. They must leave the graphics state as it was.
  void insert(std::string_view operators);
  void set_fill(Ink ink);

  /// The stream so far, valid until it is touched again.
  ByteView content();

  /// True once a text held a character that is not in the common set. Remembered over clear().
  bool met_rare() const { return met_rare_; }

 private:
  /// A place on the page in thousandths of a point from the lower left corner.
  struct Place {
    std::int64_t x = 0;
    std::int64_t y = 0;
  };
  static constexpr int none = -1;

  Place place_of(Point point) const;
  void set_font(Face face, double points);
  void set_stroke(Ink ink);
  void begin_text();
  void end_text();
  void put(std::string_view text) { out_.append(text); }
  void put_thousandths(std::int64_t value);
  void put_rectangle(const Area& area);
  void put_string(std::string_view utf8);
  void put_colour(Ink ink, std::string_view grey, std::string_view rgb);

  double height_mm_;
  const CharacterSet& common_;
  WipedBuffer out_;
  bool in_text_ = false;
  bool met_rare_ = false;
  int fill_ = none;
  int stroke_ = none;
  int face_ = none;
  double points_ = 0;
  Place line_;  ///< where the last line of the text object began
};

}  // namespace postproof::letters
