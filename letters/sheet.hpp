#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "letters/area.hpp"

namespace postproof::letters {

enum class Face : std::uint8_t { regular, bold, mono };

/// Colours by name, so that the sheet stays as restrained as its design. Black and greys are printed as grey.
enum class Ink : std::uint8_t { black, grey, pale, white, accent };

/// A filled rectangle.
struct Box {
  Area area;
  Ink ink = Ink::black;
};

/// A polygon, filled or drawn as a line.
struct Outline {
  std::vector<Point> points;
  Ink ink = Ink::black;
  double line_mm = 0;  ///< 0: filled
  bool closed = true;
};

/// What a run is, if it differs from letter to letter while all around it stays. `label`, `address` and `addressee`
/// mark places left open; their runs have no text.
enum class Gap : std::uint8_t { none, label, address, addressee, track_number };

/// One line of text in one face. A run marked `code` has no text: the code is given when the sheet is drawn, so that
/// no sheet ever holds it.
struct TextRun {
  Point baseline;
  Face face = Face::regular;
  double points = 10;
  Ink ink = Ink::black;
  std::string text;
  bool code = false;
  Gap gap = Gap::none;
};

/// What is to be drawn, in order: boxes, outlines, then text in reading order. A plain value.
struct Sheet {
  std::vector<Box> boxes;
  std::vector<Outline> outlines;
  std::vector<TextRun> texts;
};

/// A sheet of a given size.
struct Page {
  double width_mm = 210;
  double height_mm = 297;
  Sheet own;
};

}  // namespace postproof::letters
