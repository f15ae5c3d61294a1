#pragma once

#include "letters/area.hpp"
#include "letters/letter_template.hpp"
#include "letters/sheet.hpp"
#include "letters/text_flow.hpp"

namespace postproof::letters {

/// The passage that names the addressee, left open: its lines are set letter by letter.
struct Opening {
  std::size_t lines = 0;             ///< how many to leave
  const Passage* passage = nullptr;  ///< found while setting; null as long as there was none
  TextStyle style;
  double width_mm = 0;
};

/// Sets blocks of a template one under the other into an area, each in its own style. Borrows all it is given. With an
/// `opening` the passage that names the addressee is left open: a run marked so stands for it, at the start of its
/// first baseline.
class TextColumn {
 public:
  TextColumn(Sheet& sheet, const Area& area, const FieldValues& values, const Fonts& fonts, Opening* opening = nullptr)
      : sheet_(sheet), area_(area), values_(values), fonts_(fonts), opening_(opening), y_(area.y) {}

  /// A heading, subheading, paragraph, list or notice. False if it does not fit what is left of the area; the sheet
  /// then holds a part of it and is of no use.
  bool put(const Block& block);

  /// One passage in a given style.
  bool put(const Passage& passage, const TextStyle& style, double indent_mm = 0);

  /// Leaves white.
  void skip(double mm) { y_ += mm; }

 private:
  bool leave_open(const Passage& passage, const TextStyle& style, double indent_mm);
  bool put_steps(const Block& block);
  bool put_notice(const Block& block);

  Sheet& sheet_;
  Area area_;
  const FieldValues& values_;
  const Fonts& fonts_;
  Opening* opening_;
  double y_;
};

}  // namespace postproof::letters
