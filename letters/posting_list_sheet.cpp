#include "letters/posting_list_sheet.hpp"

#include <array>

#include <fmt/format.h>

#include "letters/content_writer.hpp"
#include "letters/pdf_file.hpp"
#include "letters/posting_list_pages.hpp"
#include "letters/posting_list_text.hpp"

namespace postproof::letters {

namespace {

// The page, millimetres. The left margin is for the binding.
constexpr double page_width = 210;
constexpr double page_height = 297;
constexpr double left = 15;
constexpr double top = 16;
constexpr double bottom = 285;

constexpr double none = -1;  // no table
constexpr double hair = 0.12;
constexpr double name_points = 7.5;
constexpr double text_points = 7;
constexpr double row_leading = 2.95;
constexpr double row_padding = 1.5;  // of a row's lines together
constexpr double cell_margin = 1;

enum Column : std::size_t { number, addressee, track, mass, rate, note, end_of_table };
/// Left edges of the columns, the last one the right edge of the table.
constexpr std::array<double, 7> edges{left, 27, 131, 158, 169, 186, 202};
constexpr double table_width = edges.back() - edges.front();
constexpr double addressee_width = edges[track] - edges[addressee] - 2 * cell_margin;

constexpr double head_height = 8.4;
constexpr double number_row_height = 3.6;
constexpr std::array<std::array<std::string_view, 2>, 6> captions{{{"№", "п/п"},
                                                                   {"Адресат, почтовый адрес", ""},
                                                                   {"Идентификатор", "(ШПИ)"},
                                                                   {"Масса,", "г"},
                                                                   {"Плата с НДС,", "руб."},
                                                                   {"Отметки", "почты"}}};

constexpr std::size_t most_font_bytes = 8U << 20U;

std::u16string common_characters() {
  std::u16string all;
  for (char16_t c = 0x20; c < 0x7F; ++c) all += c;
  for (char16_t c = u'А'; c <= u'я'; ++c) all += c;
  return all + u"Ёё«»–—’№";
}

}  // namespace

Result<PostingListFonts> PostingListFonts::load(const Path& font_dir, const Files& files) {
  const auto read = [&](const char* name) -> Result<Font> {
    const Path path = font_dir / name;
    PP_TRY(Bytes bytes, files.read(path, most_font_bytes));
    return Font::parse(std::move(bytes), path.string());
  };
  PP_TRY(Font regular, read("PTS55F.ttf"));
  PP_TRY(Font bold, read("PTS75F.ttf"));
  PP_TRY(Font mono, read("PTM75F.ttf"));
  Fonts fonts{std::move(regular), std::move(bold), std::move(mono)};
  PP_TRY(ShellFonts shell, ShellFonts::make(fonts, common_characters()));
  return PostingListFonts(std::move(fonts), std::move(shell));
}

class PostingListSheet::Impl {
 public:
  Impl(const PostingListFonts& fonts, PostingListHead head)
      : fonts_(fonts),
        head_(std::move(head)),
        writer_(page_height, fonts.shell().common()),
        pages_(file_),
        title_(file_.take_number()),
        table_head_(file_.take_number()) {
    mass_x_ = right_aligned(head_.mass, mass);
    rate_x_ = right_aligned(head_.rate, rate);
    draw_table_head(top);
    pages_.put_stream(table_head_, writer_.content());
    begin_page();
  }

  Result<void> add(const orders::Recipient& recipient, const orders::Address& address, std::string_view track_number) {
    join_name(name_, recipient);
    join_address(address_, address);
    lines_.clear();
    break_into(lines_, name_, fonts_.fonts().bold, name_points, addressee_width);
    const std::size_t name_lines = lines_.size();
    break_into(lines_, address_, fonts_.fonts().regular, text_points, addressee_width);
    const double height = static_cast<double>(lines_.size()) * row_leading + row_padding;
    if (height > bottom - top - head_height - number_row_height) {
      return fail(ErrorKind::validation_failed, "a name and address of the posting list fill more than a page");
    }
    if (y_ + height > bottom) {
      end_page();
      begin_page();
    }
    draw_row(name_lines, track_number);
    end_row(height);
    return success();
  }

  std::int64_t pages() const { return page_; }

  Bytes finish(const PostingListEnd& end) {
    draw_end(end);
    end_page();
    draw_title(end.letters);
    pages_.put_stream(title_, writer_.content());
    fonts_.shell().write(file_, pages_.font_names(), writer_.met_rare());
    const int root = pages_.finish(page_width, page_height);
    const int catalogue = file_.take_number();
    const int information = file_.take_number();
    file_.put(catalogue,
              fmt::format("<</Type/Catalog/Pages {} 0 R/Lang(ru)/ViewerPreferences<</DisplayDocTitle true>>>>", root));
    file_.put(information, "<</Title " + title_string() + "/Producer(postproof)>>");
    return file_.finish(catalogue, information);
  }

 private:
  // Text.

  void text(double x, double y, std::string_view utf8, double points = text_points, Face face = Face::regular) {
    writer_.text({x, y}, face, points, Ink::black, utf8);
  }
  const Font& regular() const { return fonts_.fonts().regular; }
  double right_aligned(std::string_view utf8, Column column) const {
    return edges[column + 1] - cell_margin - regular().width(utf8, text_points);
  }
  void centred(Column column, double y, std::string_view utf8, double points) {
    const double width = edges[column + 1] - edges[column];
    text(edges[column] + (width - regular().width(utf8, points)) / 2, y, utf8, points);
  }

  // Rows.

  void draw_row(std::size_t name_lines, std::string_view track_number) {
    ++rows_;
    std::array<char, 24> digits{};
    const auto* end = fmt::format_to_n(digits.data(), digits.size(), "{}", rows_).out;
    const std::string_view row_number(digits.data(), static_cast<std::size_t>(end - digits.data()));
    double y = y_ + row_leading;
    text(right_aligned(row_number, number), y, row_number);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const bool is_name = i < name_lines;
      text(edges[addressee] + cell_margin, y, lines_[i], is_name ? name_points : text_points,
           is_name ? Face::bold : Face::regular);
      y += row_leading;
    }
    text(edges[track] + cell_margin, y_ + row_leading, track_number);
    text(mass_x_, y_ + row_leading, head_.mass);
    text(rate_x_, y_ + row_leading, head_.rate);
  }

  void end_row(double height) {
    y_ += height;
    rules_.push_back({{left, y_, table_width, hair}, Ink::black});
  }

  /// The head of the table, with its lines, from `y` on; what follows begins at the bottom of its numbers.
  void draw_table_head(double y) {
    constexpr double points = 6.5;
    for (std::size_t i = 0; i < captions.size(); ++i) {
      const auto column = static_cast<Column>(i);
      const bool single = captions[i][1].empty();
      centred(column, y + (single ? 5.0 : 3.7), captions[i][0], points);
      if (!single) centred(column, y + 6.6, captions[i][1], points);
      centred(column, y + head_height + 2.6, std::to_string(i + 1), points);
    }
    writer_.draw_boxes({{{left, y, table_width, hair}, Ink::black},
                        {{left, y + head_height, table_width, hair}, Ink::black},
                        {{left, y + head_height + number_row_height, table_width, hair}, Ink::black}});
  }

  // Pages.

  /// The first page leaves room for the title, which is drawn in the end.
  void begin_page() {
    ++page_;
    writer_.clear();
    rules_.clear();
    if (page_ == 1) {
      table_top_ = title_height();
      draw_table_head(table_top_);
    } else {
      table_top_ = top;
      text(left, top - 3, fmt::format("Список № {} от {} (ф. 103)", head_.number, head_.date));
      const std::string sheet = fmt::format("Лист {}", page_);
      text(edges.back() - regular().width(sheet, text_points), top - 3, sheet);
    }
    shared_ = page_ == 1 ? title_ : table_head_;
    y_ = table_top_ + head_height + number_row_height;
  }

  /// A page for sums and signatures alone.
  void begin_last_page() {
    begin_page();
    shared_ = page_ == 1 ? title_ : 0;
    table_top_ = none;
    y_ = top;
  }

  /// The columns' lines, as long as the table has become, and the rows'.
  void end_table() {
    if (table_top_ == none) return;
    for (const double edge : edges) rules_.push_back({{edge, table_top_, hair, y_ - table_top_ + hair}, Ink::black});
    writer_.draw_boxes(rules_);
    table_top_ = none;
  }

  void end_page() {
    end_table();
    pages_.add(writer_.content(), shared_);
    writer_.clear();
  }

  // Title and end.

  static constexpr double title_top = 14;
  static constexpr double line_leading = 4.1;
  static constexpr double line_points = 8;
  static constexpr double caption_width = 52;

  /// Lines of captions and values; drawn only if `draw`. Gives the height.
  double captioned(const CaptionedTexts& texts, double y, bool draw) {
    double height = 0;
    for (const auto& [caption, value] : texts) {
      std::vector<std::string_view> lines;
      break_into(lines, value, regular(), line_points, table_width - caption_width);
      if (lines.empty()) lines.emplace_back();
      if (draw) text(left, y + height, caption, line_points);
      for (const std::string_view line : lines) {
        if (draw) text(left + caption_width, y + height, line, line_points);
        height += line_leading;
      }
    }
    return height;
  }

  double title_height() { return title_top + 16 + line_leading + captioned(head_.lines, 0, false); }

  void draw_title(const std::string& letters) {
    const std::string form = "ф. 103";
    text(edges.back() - regular().width(form, line_points), title_top, form, line_points);
    const std::string title = fmt::format("СПИСОК № {} от {}", head_.number, head_.date);
    const Font& bold = fonts_.fonts().bold;
    constexpr double title_points = 13;
    text(left + (table_width - bold.width(title, title_points)) / 2, title_top + 4, title, title_points, Face::bold);
    constexpr std::string_view what = "внутренних почтовых отправлений, сдаваемых партией";
    text(left + (table_width - regular().width(what, line_points)) / 2, title_top + 8.5, what, line_points);
    const double y = title_top + 15.5;
    CaptionedTexts lines = head_.lines;
    lines.emplace_back("Отправлений в списке", letters + ", листов " + std::to_string(page_));
    captioned(lines, y, true);
  }

  /// Sums and signatures stay together; they get a page of their own if the last one has no room.
  void draw_end(const PostingListEnd& end) {
    constexpr double signatures_height = 42;
    const double height = 8 + captioned(end.sums, 0, false) + signatures_height;
    if (y_ + height > bottom) {
      end_page();
      begin_last_page();
    }
    end_table();
    y_ += 8;
    text(left, y_, "ИТОГО ПО СПИСКУ", line_points, Face::bold);
    y_ += line_leading + 0.6;
    y_ += captioned(end.sums, y_, true) + 6;
    constexpr double gap = 10;
    constexpr double half = (table_width - gap) / 2;
    draw_signature(left, half, "Сдал: " + end.handed_in_by);
    draw_signature(left + half + gap, half, "Принял: объект почтовой связи");
  }

  void draw_signature(double x, double width, const std::string& who) {
    std::vector<std::string_view> lines;
    break_into(lines, who, regular(), line_points, width);
    double y = y_;
    for (const std::string_view line : lines) {
      text(x, y, line, line_points);
      y += line_leading;
    }
    constexpr double small_points = 6;
    for (const std::string_view what :
         {"должность, подпись, расшифровка подписи", "дата, оттиск календарного штемпеля"}) {
      y += 9;
      writer_.draw_boxes({{{x, y, width, hair}, Ink::black}});
      text(x + (width - regular().width(what, small_points)) / 2, y + 2.6, what, small_points);
    }
  }

  /// UTF-16 with its byte order mark (ISO 32000-1, 7.9.2.2).
  std::string title_string() const {
    std::string hex = "<FEFF";
    const std::string title = fmt::format("Список № {} от {}", head_.number, head_.date);
    for (std::size_t at = 0; at < title.size();) {
      hex += fmt::format("{:04X}", static_cast<std::uint32_t>(next_character(title, at)));
    }
    return hex + ">";
  }

  const PostingListFonts& fonts_;
  PostingListHead head_;
  PdfFile file_;
  ContentWriter writer_;
  PostingListPages pages_;
  int title_;  ///< streams that are drawn before a page's own
  int table_head_;
  double mass_x_ = 0;
  double rate_x_ = 0;

  std::int64_t page_ = 0;
  std::int64_t rows_ = 0;
  int shared_ = 0;           ///< the stream before the page's own
  double table_top_ = none;  ///< of the page's table, if it is being drawn
  double y_ = 0;             ///< where the next row begins
  std::vector<Box> rules_;   ///< of the page

  std::string name_;  // reused from row to row
  std::string address_;
  std::vector<std::string_view> lines_;
};

PostingListSheet::PostingListSheet(const PostingListFonts& fonts, PostingListHead head)
    : impl_(std::make_unique<Impl>(fonts, std::move(head))) {}
PostingListSheet::~PostingListSheet() = default;

Result<void> PostingListSheet::add(const orders::Recipient& recipient, const orders::Address& address,
                                   std::string_view track_number) {
  return impl_->add(recipient, address, track_number);
}
std::int64_t PostingListSheet::pages() const { return impl_->pages(); }
Bytes PostingListSheet::finish(const PostingListEnd& end) { return impl_->finish(end); }

}  // namespace postproof::letters
