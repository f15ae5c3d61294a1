#include "letters/pdf_file.hpp"

#include <fmt/format.h>

#include "core/ensure.hpp"
#include "letters/characters.hpp"

namespace postproof::letters {

namespace {

template <class... Parts>
void append(WipedBuffer& out, fmt::format_string<Parts...> format, Parts&&... parts) {
  fmt::basic_memory_buffer<char, 128> text;
  fmt::format_to(fmt::appender(text), format, std::forward<Parts>(parts)...);
  out.append(std::string_view(text.data(), text.size()));
}

}  // namespace

PdfFile::PdfFile() : offsets_(1) { out_.append("%PDF-1.4\n%\xE2\xE3\xCF\xD3\n"); }

int PdfFile::take_number() {
  offsets_.push_back(0);
  return static_cast<int>(offsets_.size() - 1);
}

void PdfFile::begin(int number) {
  ensure(offsets_.at(static_cast<std::size_t>(number)) == 0, "an object is written once");
  offsets_[static_cast<std::size_t>(number)] = out_.size();
  append(out_, "{} 0 obj\n", number);
}

void PdfFile::put(int number, std::string_view text) {
  begin(number);
  out_.append(text);
  out_.append("\nendobj\n");
}

void PdfFile::put_stream(int number, std::string_view entries, ByteView data) {
  begin(number);
  append(out_, "<</Length {}{}>>stream\n", data.size(), entries);
  out_.append(data);
  out_.append("\nendstream\nendobj\n");
}

std::string text_string(std::string_view utf8) {
  std::string text = "<FEFF";
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t character = next_character(utf8, at);
    if (character == broken_character) continue;
    if (character > 0xFFFF) text += fmt::format("{:04X}", 0xD7C0U + (static_cast<unsigned>(character) >> 10U));
    text += fmt::format("{:04X}", character > 0xFFFF ? 0xDC00U + (static_cast<unsigned>(character) & 0x3FFU)
                                                     : static_cast<unsigned>(character));
  }
  return text + ">";
}

Bytes PdfFile::finish(int catalogue, int information) {
  const std::size_t table = out_.size();
  append(out_, "xref\n0 {}\n0000000000 65535 f \n", offsets_.size());
  for (std::size_t number = 1; number < offsets_.size(); ++number) {
    ensure(offsets_[number] != 0, "every number taken is written");
    append(out_, "{:010} 00000 n \n", offsets_[number]);
  }
  append(out_, "trailer\n<</Size {}/Root {} 0 R/Info {} 0 R>>\nstartxref\n{}\n%%EOF\n", offsets_.size(), catalogue,
         information, table);
  return out_.take();
}

}  // namespace postproof::letters
