#include "tests/fault/ledger.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "tests/support/temp_folder.hpp"

namespace postproof::test {

std::vector<std::string> numbers_in_index(const Path& file) {
  std::vector<std::string> numbers;
  std::istringstream index(text_of_file(file));
  std::string line;
  std::getline(index, line);
  while (std::getline(index, line)) {
    std::istringstream cells(line);
    std::string cell;
    for (int i = 0; i < 4; ++i) std::getline(cells, cell, ',');
    numbers.push_back(cell);
  }
  return numbers;
}

Path Ledger::folder_of(const std::string& batch) const {
  return std::filesystem::exists(taken_ / batch) ? taken_ / batch : in_ / batch;
}

void Ledger::complete(const std::string& batch) {
  if (takes_) {
    if (std::filesystem::exists(taken_ / batch)) {
      violations_.push_back("14: the print house was given " + batch + " twice");
      return;
    }
    std::filesystem::create_directories(taken_);
    std::filesystem::rename(in_ / batch, taken_ / batch);
  } else if (batches_.contains(batch)) {
    return;
  }
  print(batch, folder_of(batch));
}

void Ledger::take_all() {
  std::filesystem::create_directories(taken_);
  for (const std::string& batch : names_of(in_)) std::filesystem::rename(in_ / batch, taken_ / batch);
}

void Ledger::recall() {
  for (const std::string& batch : names_of(taken_)) {
    print(batch, taken_ / batch);
    answered_.insert(batch);
  }
}

void Ledger::print(const std::string& batch, const Path& folder) {
  const SeenManifest manifest = read_seen_manifest(folder / "manifest.json");
  batches_.insert_or_assign(batch, manifest);
  if (manifest.withdrawn) return;
  const std::vector<std::string> numbers = numbers_in_index(folder / "index.csv");
  if (std::ssize(numbers) != manifest.letters) violations_.push_back("26: manifest and index of " + batch + " differ");
  for (const std::string& number : numbers) {
    if (++printed_[number] > 1) violations_.push_back("14: " + number + " was printed twice");
  }
}

void Ledger::answer() {
  for (const auto& [batch, manifest] : batches_) {
    if (manifest.withdrawn || !answered_.insert(batch).second) continue;
    const std::string text = fmt::format(
        R"({{"batch_id":"{}","manifest_sha256":"{}","state":"accepted","received_at":"2026-11-23T19:00:00+03:00",)"
        R"("letters":{},"rejected":[]}})",
        batch, manifest.sha256, manifest.letters);
    const std::string name = batch + ".ack.json";
    if (signs_) write_file(acks_ / (name + ".p7s"), signature_over(text, *signs_));
    write_file(acks_ / name, text);
  }
}

}  // namespace postproof::test
