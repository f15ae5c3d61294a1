#include "postsim/printed_sheets.hpp"

#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "postsim/letters_file.hpp"

namespace postproof::postsim {

namespace {

Result<Sheet> read_page(const PdfPages& pages, const PrintedLetter& letter) {
  PP_TRY(std::vector<TextBox> words, pages.words(letter.page, PdfPages::Fonts::without));
  if (needs_fonts(words)) {
    PP_TRY(words, pages.words(letter.page, PdfPages::Fonts::with));
  }
  auto sheet = read_sheet(words);
  if (!sheet) {
    return fail(sheet.error().kind,
                fmt::format("{}: {} page {}: {}", letter.track_number, letter.file, letter.page, sheet.error().detail));
  }
  return sheet;
}

Result<void> read_batch(const Files& files, const Path& folder, const PrintedBatch& batch, const Path& key_file,
                        const std::function<void(const Sheet&)>& each) {
  std::optional<PdfPages> pages;
  std::string_view open;
  for (const PrintedLetter& letter : batch.letters) {
    if (letter.file != open) {
      PP_TRY(pages, open_letters(files, folder / letter.file, key_file));
      open = letter.file;
    }
    PP_TRY(const Sheet sheet, read_page(*pages, letter));
    each(sheet);
  }
  return success();
}

}  // namespace

Result<Sheet> read_printed_sheet(const Files& files, const Ledger& ledger, std::string_view track_number,
                                 const Path& key_file) {
  const auto [batch, letter] = ledger.find(track_number);
  if (letter == nullptr) {
    return fail(ErrorKind::track_number_not_found,
                std::string(track_number) + ": no letter of this number was printed");
  }
  PP_TRY(const PdfPages pages, open_letters(files, ledger.folder(batch->batch_id) / letter->file, key_file));
  return read_page(pages, *letter);
}

Result<void> read_all_printed_sheets(const Files& files, const Ledger& ledger, const Path& key_file,
                                     const std::function<void(const Sheet&)>& each) {
  for (const auto& [batch_id, batch] : ledger.batches()) {
    PP_TRYV(read_batch(files, ledger.folder(batch_id), batch, key_file, each));
  }
  return success();
}

std::string sheet_json(const Sheet& sheet) {
  boost::json::array lines;
  for (const std::string& line : sheet.addressee.address_lines) lines.emplace_back(line);
  return boost::json::serialize(boost::json::object{{"track_number", sheet.addressee.track_number},
                                                    {"code", sheet.code},
                                                    {"valid_through", sheet.valid_through},
                                                    {"recipient", sheet.addressee.recipient},
                                                    {"address_lines", std::move(lines)},
                                                    {"index", sheet.addressee.index}});
}

std::string sheet_text(const Sheet& sheet) {
  std::string text = fmt::format("track number   {}\n", sheet.addressee.track_number);
  text += fmt::format("recipient      {}\n", sheet.addressee.recipient);
  for (const std::string& line : sheet.addressee.address_lines) text += fmt::format("               {}\n", line);
  text += fmt::format("index          {}\n", sheet.addressee.index);
  text += fmt::format("code           {}\n", sheet.code);
  return text + fmt::format("valid through  {}\n", sheet.valid_through);
}

}  // namespace postproof::postsim
