#pragma once

#include <string>
#include <vector>

#include "core/files.hpp"
#include "core/result.hpp"
#include "letters/letter_template.hpp"
#include "letters/typesetter.hpp"

namespace postproof::letters {

/// A template file, read and understood.
struct ShelvedTemplate {
  TemplateUse use;
  std::string file;  ///< how errors call it
  LetterTemplate text;
};

inline constexpr std::size_t most_template_versions = 200;

/// Reads every <language>/<version>/letter.txt below a directory, by language and version; the highest version of a
/// language is its newest. Errors: those of Files and of parse_template; file_invalid for an entry of a language's
/// folder that is no version (1-9999 without leading zeros) and for a language without any.
Result<std::vector<ShelvedTemplate>> read_template_shelf(const Path& directory, const Files& files);

}  // namespace postproof::letters
