#pragma once

#include <vector>

#include "core/secret.hpp"
#include "letters/typesetter.hpp"

namespace postproof::bench {

/// Letters of invented people for measuring: names, streets and places of usual lengths, every number and code
/// different; the same each time.
class SampleLetters {
 public:
  explicit SampleLetters(int count);

  /// They borrow their codes from this object.
  const std::vector<letters::LetterContent>& letters() const { return letters_; }

 private:
  std::vector<Secret> codes_;
  std::vector<letters::LetterContent> letters_;
};

}  // namespace postproof::bench
