#include "batches/rtm0003_lines.hpp"

#include <fmt/format.h>

#include "batches/cp866.hpp"

namespace postproof::batches {

Error rtm_defect(std::string_view file, std::uint64_t line, std::string_view reason) {
  return error(ErrorKind::file_invalid, fmt::format("{}:{}: {}", file, line, reason));
}

Result<void> RtmLines::feed(std::string_view piece) {
  while (!piece.empty()) {
    const std::size_t end = piece.find('\n');
    const std::string_view part = piece.substr(0, end);
    if (line_.size() + part.size() > most_line_bytes_) {
      return rtm_defect(file_, lines_ + 1, "the line is longer than a line of a list");
    }
    line_ += part;
    if (end == std::string_view::npos) return success();
    piece.remove_prefix(end + 1);
    PP_TRYV(end_line());
  }
  return success();
}

Result<void> RtmLines::end_line() {
  ++lines_;
  if (line_.empty() || line_.back() != '\r') return rtm_defect(file_, lines_, "the line does not end with CRLF");
  line_.pop_back();
  const auto text = utf8_of_cp866(line_);
  line_.clear();
  if (!text) return rtm_defect(file_, lines_, "a byte that is no printable character of cp866");
  return take_(*text, lines_);
}

Result<void> RtmLines::finish() const {
  if (!line_.empty()) return rtm_defect(file_, lines_ + 1, "the last line does not end with CRLF");
  return success();
}

}  // namespace postproof::batches
