#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "letters/wiped_buffer.hpp"

namespace postproof::letters {

/// A PDF file written object by object: header, objects, cross-reference table, trailer (ISO 32000-1, 7.5; version 1.4,
/// no object streams, so that old readers cope). It has no date and no identifier. Knows nothing of what the objects
/// mean. For one thread; its memory is wiped.
class PdfFile {
 public:
  PdfFile();

  /// The number of an object that will be written later. Each number taken must be written once.
  int take_number();

  /// Writes an object: a dictionary, array or number as text.
  void put(int number, std::string_view text);
  /// Writes a stream; `entries` are those of its dictionary besides Length.
  void put_stream(int number, std::string_view entries, ByteView data);

  /// How many bytes there are so far.
  std::size_t size() const { return out_.size(); }

  /// Ends the file and gives it away; the object is of no further use.
  Bytes finish(int catalogue, int information);

 private:
  void begin(int number);

  WipedBuffer out_;
  std::vector<std::uint64_t> offsets_;  // by number; 0: not written yet
};

/// A text string (ISO 32000-1, 7.9.2.2) of `utf8`, in UTF-16 with its mark, as hexadecimal digits in <>.
std::string text_string(std::string_view utf8);

}  // namespace postproof::letters
