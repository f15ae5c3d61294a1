#pragma once

#include <string>
#include <vector>

namespace postproof::postsim {

/// One run of text on a page: where its baseline starts, in millimetres from the left and top edge.
struct Run {
  double x_mm = 0;
  double y_mm = 0;
  double points = 10;
  std::string text;
  bool bold = false;
};
using PageRuns = std::vector<Run>;

/// A minimal PDF of A4 pages with these texts; every character is half as wide as its font is high. The fonts are not
/// embedded, the text is recoverable. Characters up to U+FFFF.
std::string make_pdf(const std::vector<PageRuns>& pages);

/// One letter as the product prints it: label and address in the window zone, code and date on the middle panel.
struct LetterText {
  std::string track_number = "10100026000017";
  std::string recipient = "Смирнова Анна Сергеевна";
  std::vector<std::string> address{"Мясницкая улица, д. 26, кв. 7", "Москва"};
  std::string index = "101000";
  std::string code = "1234 5678 9012";
  std::string sentence = "Код действует по 22 января 2027 г. включительно.";
  bool bold_recipient = false;
};
PageRuns letter_page(const LetterText& letter);

}  // namespace postproof::postsim
