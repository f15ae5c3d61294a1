#pragma once

#include <cstddef>
#include <vector>

#include "core/secret.hpp"
#include "letters/typesetter.hpp"

namespace postproof::letters::test {

/// Letters of invented people that differ in all that changes a page: names that take one line of greeting or several,
/// letters of many languages of the country, addresses of four to seven lines and of every size, both languages, both
/// forms of the code and the mask, several last days. The first 40 hold some of each.
class VariedLetters {
 public:
  explicit VariedLetters(std::size_t count);

  /// They borrow their codes from this object.
  const std::vector<LetterContent>& letters() const { return letters_; }

 private:
  std::vector<Secret> codes_;
  std::vector<LetterContent> letters_;
};

}  // namespace postproof::letters::test
