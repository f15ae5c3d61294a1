#pragma once

#include <string>
#include <vector>

#include "batches/cp866.hpp"

namespace postproof::test {

/// Writes dBASE III files in code page 866 for tests.
class DbfMaker {
 public:
  struct Field {
    std::string name;
    int width = 0;
    char type = 'C';
  };
  explicit DbfMaker(std::vector<Field> fields) : fields_(std::move(fields)) {}

  /// A record of UTF-8 texts, one for each field.
  void add(const std::vector<std::string>& texts) {
    std::vector<std::string> raw;
    for (const std::string& text : texts) batches::append_cp866(raw.emplace_back(), text);
    add_raw(raw);
  }
  /// A record of bytes as they are to stand in the file.
  void add_raw(const std::vector<std::string>& cells) {
    std::string record = " ";
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      std::string cell = cells.at(i);
      cell.resize(static_cast<std::size_t>(fields_[i].width), ' ');
      record += cell;
    }
    records_.push_back(std::move(record));
  }
  void remove(std::size_t record) { records_.at(record)[0] = '*'; }

  std::string file() const {
    std::size_t width = 1;
    for (const Field& field : fields_) width += static_cast<std::size_t>(field.width);
    std::string out = "\x03\x7A\x01\x01";
    out += number(records_.size(), 4) + number(32 + fields_.size() * 32 + 1, 2) + number(width, 2);
    out.resize(32, '\0');
    for (const Field& field : fields_) {
      std::string descriptor = field.name;
      descriptor.resize(11, '\0');
      descriptor += field.type;
      descriptor.resize(16, '\0');
      descriptor += static_cast<char>(field.width);
      descriptor.resize(32, '\0');
      out += descriptor;
    }
    out += '\x0D';
    for (const std::string& record : records_) out += record;
    return out;
  }

 private:
  static std::string number(std::size_t value, int bytes) {
    std::string out;
    for (; bytes > 0; --bytes, value >>= 8U) out += static_cast<char>(value & 0xFFU);
    return out;
  }

  std::vector<Field> fields_;
  std::vector<std::string> records_;
};

}  // namespace postproof::test
