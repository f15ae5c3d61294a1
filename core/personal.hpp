#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace postproof {

/// A text about a person: a name, a part of an address. Behaves as a value but cannot be printed, logged or
/// formatted; reveal() marks each place where it leaves this shelter.
class Personal {
 public:
  Personal() = default;
  explicit Personal(std::string text) : text_(std::move(text)) {}

  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }
  friend bool operator==(const Personal&, const Personal&) = default;

 private:
  std::string text_;
};

template <class Stream>
Stream& operator<<(Stream&, const Personal&) = delete;

}  // namespace postproof
