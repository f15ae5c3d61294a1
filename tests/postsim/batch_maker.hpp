#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/postsim/paper.hpp"

namespace postproof::postsim {

/// A batch folder as the product hands it over, in parts that a test may spoil before it is written.
class BatchMaker {
 public:
  /// A sound batch of these letters in one file.
  BatchMaker(std::string batch_id, std::vector<LetterText> letters);

  std::string batch_id;
  std::map<std::string, std::string> files;     ///< what the manifest names, by name
  std::map<std::string, int> letters_of_files;  ///< 0 if not named
  std::string index_csv;
  std::string manifest;  ///< the text; made by seal()
  std::string signature = "signature";
  std::map<std::string, std::string> fields;  ///< JSON of manifest fields

  /// Makes the manifest from the fields and files as they are now.
  void seal();
  /// Replaces a part of the manifest's text; it must be there.
  void replace_in_manifest(const std::string& part, const std::string& with);
  /// Puts the folder there, `DONE` last.
  void hand_over(const std::filesystem::path& in) const;
};

/// `count` letters with running track numbers from `first` on (their check digits do not matter here).
std::vector<LetterText> some_letters(int count, int first = 1);

}  // namespace postproof::postsim
