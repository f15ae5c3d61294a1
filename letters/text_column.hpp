#pragma once

#include "letters/area.hpp"
#include "letters/letter_template.hpp"
#include "letters/sheet.hpp"
#include "letters/text_flow.hpp"

namespace postproof::letters {

/// Sets blocks of a template one under the other into an area, each in its own style. Borrows all it is given.
class TextColumn {
 public:
  TextColumn(Sheet& sheet, const Area& area, const FieldValues& values, const Fonts& fonts)
      : sheet_(sheet), area_(area), values_(values), fonts_(fonts), y_(area.y) {}

  /// A heading, subheading, paragraph, list or notice. False if it does not fit what is left of the area; the sheet
  /// then holds a part of it and is of no use.
  bool put(const Block& block);

  /// One passage in a given style.
  bool put(const Passage& passage, const TextStyle& style, double indent_mm = 0);

  /// Leaves white.
  void skip(double mm) { y_ += mm; }

 private:
  bool put_steps(const Block& block);
  bool put_notice(const Block& block);

  Sheet& sheet_;
  Area area_;
  const FieldValues& values_;
  const Fonts& fonts_;
  double y_;
};

}  // namespace postproof::letters
