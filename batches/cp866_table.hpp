#pragma once

#include <span>
#include <string_view>

namespace postproof::batches {

/// Characters that cp866 lacks, and what stands for each of them there (UTF-8, of characters that cp866 holds).
struct Cp866Group {
  std::string_view target;
  std::u32string_view characters;
};

/// The table of docs/formats.md. A character is in one group at most.
std::span<const Cp866Group> cp866_groups();

}  // namespace postproof::batches
