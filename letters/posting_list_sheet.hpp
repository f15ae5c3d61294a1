#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/bytes.hpp"
#include "core/files.hpp"
#include "core/result.hpp"
#include "letters/font.hpp"
#include "letters/shell_fonts.hpp"
#include "orders/address.hpp"

namespace postproof::letters {

/// The fonts of printed posting lists, read and embedded once. Immutable; any thread.
class PostingListFonts {
 public:
  /// Reads PTS55F.ttf, PTS75F.ttf and PTM75F.ttf of a folder. Errors: those of Files, file_invalid for a broken font,
  /// internal_error of the PDF library.
  static Result<PostingListFonts> load(const Path& font_dir, const Files& files);

  const Fonts& fonts() const { return fonts_; }
  const ShellFonts& shell() const { return shell_; }

 private:
  PostingListFonts(Fonts fonts, ShellFonts shell) : fonts_(std::move(fonts)), shell_(std::move(shell)) {}

  Fonts fonts_;
  ShellFonts shell_;
};

using CaptionedTexts = std::vector<std::pair<std::string, std::string>>;

/// What a printed list says besides its rows. Texts are UTF-8; a value longer than its line is broken, never cut.
struct PostingListHead {
  std::string number;    ///< of the list
  std::string date;      ///< of hand-in, as printed
  CaptionedTexts lines;  ///< caption and value, below the title; at most 24
  std::string mass;      ///< of every letter, as printed, grams
  std::string rate;      ///< of every letter, as printed, roubles
};

/// What stands at the list's end.
struct PostingListEnd {
  std::string letters;       ///< how many, as printed; stands on the first page too
  CaptionedTexts sums;       ///< at most 24
  std::string handed_in_by;  ///< who signs on the left, e.g. the sender's name
};

/// The printable form of a posting list (form 103) as a PDF in the making: A4 upright, a title on the first page, a
/// table with a head repeated on every page, sums and lines for signatures at the end. Names and addresses are printed
/// as they are written, broken where they are long, never cut. Holds the file made so far and one page. The same calls
/// give the same bytes: no dates, no identifiers. For one thread; the fonts must outlive it.
class PostingListSheet {
 public:
  PostingListSheet(const PostingListFonts& fonts, PostingListHead head);
  ~PostingListSheet();
  PostingListSheet(const PostingListSheet&) = delete;
  PostingListSheet& operator=(const PostingListSheet&) = delete;

  /// Adds a row, numbered from 1. validation_failed for texts that fill more than a page.
  Result<void> add(const orders::Recipient& recipient, const orders::Address& address, std::string_view track_number);
  std::int64_t pages() const;
  /// The whole file; the sheet is of no further use.
  Bytes finish(const PostingListEnd& end);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace postproof::letters
