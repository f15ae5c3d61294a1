#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "core/result.hpp"

namespace postproof::batches {

/// file_invalid, "FILE:LINE: REASON".
Error rtm_defect(std::string_view file, std::uint64_t line, std::string_view reason);

/// Cuts a file that comes in pieces into lines that end with CRLF. Holds at most one line.
class RtmLines {
 public:
  /// `take` gets each line without its end, in UTF-8, and its number from 1.
  using Take = std::function<Result<void>(std::string_view line, std::uint64_t number)>;
  RtmLines(std::string file, std::size_t most_line_bytes, Take take)
      : file_(std::move(file)), most_line_bytes_(most_line_bytes), take_(std::move(take)) {}

  /// file_invalid for a bare CR or LF, a line that is too long or holds what is no printable cp866.
  Result<void> feed(std::string_view piece);
  /// file_invalid if the last line has no end.
  Result<void> finish() const;
  std::uint64_t lines() const { return lines_; }

 private:
  Result<void> end_line();

  std::string file_;
  std::size_t most_line_bytes_;
  Take take_;
  std::string line_;
  std::uint64_t lines_ = 0;
};

}  // namespace postproof::batches
