#include "tests/postsim/paper.hpp"

#include <fmt/format.h>

namespace postproof::postsim {

namespace {

constexpr double points_per_mm = 72 / 25.4;

/// UTF-8 as four hexadecimal digits a character.
std::string codes_of(const std::string& text) {
  std::string codes;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const int length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : 3;
    unsigned code = length == 1 ? lead : lead & (length == 2 ? 0x1FU : 0x0FU);
    for (int k = 1; k < length; ++k) {
      code = code << 6U | (static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]) & 0x3FU);
    }
    codes += fmt::format("{:04X}", code);
    i += static_cast<std::size_t>(length);
  }
  return codes;
}

std::string content_of_page(const PageRuns& runs) {
  std::string content;
  for (const Run& run : runs) {
    content += fmt::format("BT /{} {} Tf {:.3f} {:.3f} Td <{}> Tj ET\n", run.bold ? "B" : "R", run.points,
                           run.x_mm * points_per_mm, (297 - run.y_mm) * points_per_mm, codes_of(run.text));
  }
  return content;
}

std::string to_unicode() {
  std::string ranges;
  for (unsigned high = 0; high < 256; ++high) ranges += fmt::format("<{0:02X}00> <{0:02X}FF> <{0:02X}00>\n", high);
  std::string blocks;
  std::size_t at = 0;
  for (int block = 0; block < 4; ++block) {
    std::size_t end = at;
    for (int line = 0; line < 64; ++line) end = ranges.find('\n', end) + 1;
    blocks += "64 beginbfrange\n" + ranges.substr(at, end - at) + "endbfrange\n";
    at = end;
  }
  return "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /U def\n/CMapType 2 def\n"
         "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n" +
         blocks + "endcmap\nend\nend\n";
}

/// Numbers the objects and writes the table of their places.
class Writer {
 public:
  void object(int number, const std::string& body) {
    if (static_cast<std::size_t>(number) >= places_.size()) places_.resize(static_cast<std::size_t>(number) + 1);
    places_[static_cast<std::size_t>(number)] = text_.size();
    text_ += fmt::format("{} 0 obj\n{}\nendobj\n", number, body);
  }
  void stream(int number, const std::string& data) {
    object(number, fmt::format("<< /Length {} >>\nstream\n{}endstream", data.size(), data));
  }
  std::string finish() {
    const std::size_t table = text_.size();
    text_ += fmt::format("xref\n0 {}\n0000000000 65535 f \n", places_.size());
    for (std::size_t i = 1; i < places_.size(); ++i) text_ += fmt::format("{:010} 00000 n \n", places_[i]);
    return text_ + fmt::format("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", places_.size(), table);
  }

 private:
  std::string text_ = "%PDF-1.4\n";
  std::vector<std::size_t> places_;
};

void add_font(Writer& writer, int number, const char* name, int to_unicode_number) {
  writer.object(number, fmt::format("<< /Type /Font /Subtype /Type0 /BaseFont /{} /Encoding /Identity-H "
                                    "/DescendantFonts [{} 0 R] /ToUnicode {} 0 R >>",
                                    name, number + 1, to_unicode_number));
  writer.object(number + 1, fmt::format("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{} /DW 500 /CIDSystemInfo "
                                        "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
                                        "/FontDescriptor {} 0 R >>",
                                        name, number + 2));
  writer.object(number + 2, fmt::format("<< /Type /FontDescriptor /FontName /{} /Flags 4 /ItalicAngle 0 /Ascent 800 "
                                        "/Descent -200 /CapHeight 700 /StemV 80 /FontBBox [0 -200 1000 800] >>",
                                        name));
}

}  // namespace

std::string make_pdf(const std::vector<PageRuns>& pages) {
  constexpr int first_page = 10;
  Writer writer;
  writer.object(1, "<< /Type /Catalog /Pages 2 0 R >>");
  std::string kids;
  for (std::size_t i = 0; i < pages.size(); ++i) kids += fmt::format("{} 0 R ", first_page + 2 * i);
  writer.object(2, fmt::format("<< /Type /Pages /Count {} /Kids [{}] >>", pages.size(), kids));
  writer.stream(3, to_unicode());
  add_font(writer, 4, "PlainFace", 3);
  add_font(writer, 7, "BoldFace", 3);
  int number = first_page;
  for (const PageRuns& runs : pages) {
    writer.object(number, fmt::format("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595.276 841.89] /Contents {} 0 R "
                                      "/Resources << /Font << /R 4 0 R /B 7 0 R >> >> >>",
                                      number + 1));
    writer.stream(number + 1, content_of_page(runs));
    number += 2;
  }
  return writer.finish();
}

PageRuns letter_page(const LetterText& letter) {
  const std::string& track = letter.track_number;
  PageRuns runs{{115, 10, 8, "ЗАКАЗНОЕ", true}, {150, 10, 8, "ПОЧТА РОССИИ", true}};
  if (track.size() == 14) {
    runs.push_back({115, 27, 9, track.substr(0, 6), false});
    runs.push_back({133, 27, 9, track.substr(6, 2), false});
    runs.push_back({141, 27, 9, track.substr(8, 5), true});
    runs.push_back({156, 27, 9, track.substr(13), false});
  } else {
    runs.push_back({115, 27, 9, track, false});
  }
  double y = 36;
  runs.push_back({115, y, 10, letter.recipient, letter.bold_recipient});
  for (const std::string& line : letter.address) runs.push_back({115, y += 5, 10, line, false});
  if (!letter.index.empty()) runs.push_back({115, y + 5, 10, letter.index, false});
  runs.push_back({20, 30, 9, "Отправитель: Портал услуг, 101000 Москва", false});
  runs.push_back({20, 110, 11, "Ваш код подтверждения", false});
  runs.push_back({60, 130, 24, letter.code, true});
  runs.push_back({20, 150, 11, letter.sentence, false});
  runs.push_back({20, 220, 11, "Если Вы ничего не заказывали, уничтожьте письмо.", false});
  return runs;
}

}  // namespace postproof::postsim
