#pragma once

#include "core/files.hpp"
#include "core/result.hpp"
#include "postsim/pdf_pages.hpp"

namespace postproof::postsim {

/// Opens a PDF of letters; one whose name ends in ".p7m" with the private key in `key_file` (PEM). The plain bytes stay
/// in memory. key_unusable if the key is missing or bad, file_invalid if the file is.
Result<PdfPages> open_letters(const Files& files, const Path& letters, const Path& key_file);

/// The same for bytes already read; `name` is the file's.
Result<PdfPages> open_letters(const Files& files, Bytes bytes, std::string_view name, const Path& key_file);

/// The largest file of letters that is read.
inline constexpr std::uint64_t most_letters_bytes = 1U << 30U;

}  // namespace postproof::postsim
