#include "letters/press_document.hpp"

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "letters/content_writer.hpp"
#include "letters/deflater.hpp"
#include "letters/label.hpp"
#include "letters/pdf_file.hpp"
#include "letters/ready_letter.hpp"

namespace postproof::letters {

namespace {

constexpr int page_level = 1;  // of Deflater: a page is written once, and quickly
constexpr int form_level = 9;  // a form serves many pages
constexpr std::size_t pages_per_node = 100;
constexpr std::string_view deflate = "/Filter/FlateDecode";

/// A step in writing a page: what all letters of the plate show, then what only this one does.
struct Step {
  std::string form;            ///< the operator that draws it; may be empty
  std::optional<TextRun> gap;  ///< to be filled after it
};
using Plate = std::vector<Step>;

/// Plates are made for a layout, a language, a last day and a number of lines that name the addressee.
using PlateKey = std::tuple<const LetterLayout*, orders::Language, std::optional<Date>, std::size_t>;

bool is_gap(const TextRun& run) { return run.code || run.gap != Gap::none; }

class PressDocument final : public LetterDocument {
 public:
  explicit PressDocument(const Installation& installation)
      : installation_(installation),
        fields_(installation),
        writer_(installation.geometry.page_height, installation.shell.common()),
        bars_matrix_(bars_matrix(installation.geometry)) {}

  Result<void> add(const LetterContent& letter) override;
  std::size_t pages() const override { return pages_; }
  Result<Bytes> finish() override;

 private:
  static std::string bars_matrix(const Geometry& geometry);

  Result<const Plate*> plate_for(const LetterContent& letter, const ReadyLetter& ready, const FieldValues& values);
  std::string form_of(const Sheet& part);
  void write_content(const Plate& plate, const ReadyLetter& ready, std::string_view track_number);
  void fill(const TextRun& gap, const ReadyLetter& ready, std::string_view track_number);
  void write_label(std::string_view track_number);
  void write_address(const FittedAddress& address);
  void write_addressee(const std::vector<TextLine>& lines, const LetterLayout& layout, Point at);
  void write_page();
  void write_page_tree();
  void write_resources();

  const Installation& installation_;
  LetterFields fields_;
  ContentWriter writer_;
  const std::string bars_matrix_;
  Deflater page_deflater_{page_level};
  Deflater form_deflater_{form_level};
  PdfFile file_;
  const int catalogue_ = file_.take_number();
  const int information_ = file_.take_number();
  const int tree_ = file_.take_number();
  const int fonts_ = file_.take_number();
  const int resources_ = file_.take_number();
  std::map<PlateKey, Plate> plates_;
  std::map<std::string, std::string> forms_;        ///< operators by content
  std::string form_names_;                          ///< entries of the dictionary of XObjects
  std::vector<std::pair<int, std::string>> nodes_;  ///< of the page tree: number and kids
  std::size_t pages_ = 0;
  orders::Language language_ = orders::Language::ru;
  bool finished_ = false;
};

/// From modules and the height of the bars to points; the origin is the lower left corner of the first bar.
std::string PressDocument::bars_matrix(const Geometry& geometry) {
  const Point corner = label_bars(geometry.label, geometry.barcode);
  const double low = geometry.page_height - corner.y - geometry.barcode.height_mm;
  return fmt::format("q {:.5f} 0 0 {:.3f} {:.3f} {:.3f} cm\n", geometry.barcode.module_mm / mm_per_point,
                     geometry.barcode.height_mm / mm_per_point, corner.x / mm_per_point, low / mm_per_point);
}

Result<void> PressDocument::add(const LetterContent& letter) {
  if (finished_) return fail(ErrorKind::state_conflict, "the document is finished");
  if (pages_ >= most_pages) return fail(ErrorKind::state_conflict, "the document is full");
  const FieldValues& values = fields_.of(letter);
  PP_TRY(const ReadyLetter ready, make_ready(letter, values, installation_));
  PP_TRY(const Plate* plate, plate_for(letter, ready, values));
  if (pages_ == 0) language_ = letter.language;
  write_content(*plate, ready, letter.track_number.str());
  write_page();
  return success();
}

Result<const Plate*> PressDocument::plate_for(const LetterContent& letter, const ReadyLetter& ready,
                                              const FieldValues& values) {
  const PlateKey key{ready.layout, letter.language, letter.valid_through, ready.addressee.size()};
  if (const auto known = plates_.find(key); known != plates_.end()) return &known->second;
  auto sheet = ready.layout->plate(ready.addressee.size(), values, installation_.parts());
  if (!sheet) return text_too_long(letter.recipient);
  Plate plate;
  Sheet part{std::move(sheet->boxes), std::move(sheet->outlines), {}};
  for (auto& run : sheet->texts) {
    if (!is_gap(run)) {
      part.texts.push_back(std::move(run));
      continue;
    }
    plate.push_back({form_of(std::exchange(part, {})), std::move(run)});
  }
  plate.push_back({form_of(part), {}});
  return &plates_.emplace(key, std::move(plate)).first->second;
}

std::string PressDocument::form_of(const Sheet& part) {
  writer_.clear();
  writer_.draw(part);
  const ByteView content = writer_.content();
  if (content.empty()) return {};
  const auto [known, is_new] = forms_.try_emplace(std::string(text_of(content)));
  if (is_new) {
    const int number = file_.take_number();
    const Geometry& geometry = installation_.geometry;
    file_.put_stream(
        number,
        fmt::format("/Type/XObject/Subtype/Form/BBox[0 0 {:.2f} {:.2f}]/Resources<</Font {} 0 R>>{}",
                    geometry.page_width / mm_per_point, geometry.page_height / mm_per_point, fonts_, deflate),
        form_deflater_.compress(content));
    form_names_ += fmt::format("/X{} {} 0 R", forms_.size(), number);
    known->second = fmt::format("/X{} Do\n", forms_.size());
  }
  return known->second;
}

void PressDocument::write_content(const Plate& plate, const ReadyLetter& ready, std::string_view track_number) {
  writer_.clear();
  for (const Step& step : plate) {
    if (!step.form.empty()) writer_.insert(step.form);
    if (step.gap) fill(*step.gap, ready, track_number);
  }
}

void PressDocument::fill(const TextRun& gap, const ReadyLetter& ready, std::string_view track_number) {
  const auto as_marked = [&](std::string_view text) {
    writer_.text(gap.baseline, gap.face, gap.points, gap.ink, text);
  };
  if (gap.code) return as_marked(ready.code);
  switch (gap.gap) {
    case Gap::none: return;
    case Gap::label: return write_label(track_number);
    case Gap::address: return write_address(ready.address);
    case Gap::addressee: return write_addressee(ready.addressee, *ready.layout, gap.baseline);
    case Gap::track_number: return as_marked(track_number);
  }
}

void PressDocument::write_label(std::string_view track_number) {
  const Geometry& geometry = installation_.geometry;
  writer_.set_fill(Ink::black);
  writer_.insert(bars_matrix_);
  installation_.bars.write(track_number, [&](std::string_view operators) { writer_.insert(operators); });
  writer_.insert("Q\n");
  for (const auto& group : label_digits(track_number, geometry.label, geometry.barcode, installation_.fonts)) {
    writer_.text(group.at, group.face, label_digits_points, Ink::black, group.text);
  }
}

void PressDocument::write_address(const FittedAddress& address) {
  Point at = first_baseline(address, installation_.geometry.address);
  for (const auto& line : address.lines) {
    writer_.text(at, line.strong ? Face::bold : Face::regular, address.points, Ink::black, line.text);
    at.y += address.leading_mm;
  }
}

void PressDocument::write_addressee(const std::vector<TextLine>& lines, const LetterLayout& layout, Point at) {
  const TextStyle& style = layout.addressee_style();
  for (const auto& line : lines) {
    place_line(line, style, at, installation_.fonts, [&](Point start, Face face, const Stretch& stretch) {
      writer_.text(start, face, style.points, style.ink, stretch.text);
    });
    at.y += style.leading_mm;
  }
}

void PressDocument::write_page() {
  if (pages_ % pages_per_node == 0) nodes_.emplace_back(file_.take_number(), std::string());
  auto& [node, kids] = nodes_.back();
  const int content = file_.take_number();
  const int page = file_.take_number();
  file_.put_stream(content, deflate, page_deflater_.compress(writer_.content()));
  file_.put(page, fmt::format("<</Type/Page/Parent {} 0 R/Contents {} 0 R>>", node, content));
  kids += fmt::format("{} 0 R ", page);
  ++pages_;
}

void PressDocument::write_page_tree() {
  std::string kids;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const bool last = i + 1 == nodes_.size();
    const std::size_t count = last ? pages_ - i * pages_per_node : pages_per_node;
    file_.put(nodes_[i].first,
              fmt::format("<</Type/Pages/Parent {} 0 R/Count {}/Kids[{}]>>", tree_, count, nodes_[i].second));
    kids += fmt::format("{} 0 R ", nodes_[i].first);
  }
  const Geometry& geometry = installation_.geometry;
  file_.put(tree_,
            fmt::format("<</Type/Pages/Count {}/MediaBox[0 0 {:.2f} {:.2f}]/Resources {} 0 R/Kids[{}]>>", pages_,
                        geometry.page_width / mm_per_point, geometry.page_height / mm_per_point, resources_, kids));
}

void PressDocument::write_resources() {
  installation_.shell.write(file_, fonts_, writer_.met_rare());
  file_.put(resources_, fmt::format("<</Font {} 0 R/XObject<<{}>>>>", fonts_, form_names_));
}

Result<Bytes> PressDocument::finish() {
  if (finished_ || pages_ == 0) return fail(ErrorKind::state_conflict, "the document is finished or has no page");
  finished_ = true;
  const PdfFacts facts = letter_facts(language_);
  write_page_tree();
  write_resources();
  file_.put(catalogue_,
            fmt::format("<</Type/Catalog/Pages {} 0 R/Lang({})/ViewerPreferences<</DisplayDocTitle true>>>>", tree_,
                        facts.language));
  file_.put(information_, fmt::format("<</Title{}/Producer(postproof)>>", text_string(facts.title)));
  return file_.finish(catalogue_, information_);
}

}  // namespace

std::unique_ptr<LetterDocument> begin_press_document(const Installation& installation) {
  return std::make_unique<PressDocument>(installation);
}

}  // namespace postproof::letters
