#pragma once

#include <optional>
#include <string>
#include <vector>

#include "batches/acknowledgement_folder.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/night_shop.hpp"

namespace postproof::test {

inline Bytes bytes_in(const std::string& text) { return {text.begin(), text.end()}; }

/// A print house that has a batch of some letters (and the test letter) and answers. Until it has a certificate its
/// answers are taken unsigned.
struct AnsweringHouse {
  explicit AnsweringHouse(int count = 3) : letters(shop.data.place_many(count)) {}

  TempFolder folder;
  NightShop shop{folder.path()};
  std::vector<orders::Letter> letters;
  batches::Batch batch = shop.run().batch.value();
  Path acks = folder / "acks";
  Instant now = monday_evening() + seconds{3600};
  batches::AckTrust trust;

  /// What the answer says, every part of it changeable.
  struct Answer {
    std::string batch_id, manifest, state = "accepted", letters = "4", rejected = "[]";
  };
  Answer answer() const {
    return {batch.id.str(), to_hex(*batch.manifest), "accepted", std::to_string(letters.size() + 1), "[]"};
  }
  static std::string text(const Answer& answer) {
    return R"({"batch_id":")" + answer.batch_id + R"(","manifest_sha256":")" + answer.manifest + R"(","state":")" +
           answer.state + R"(","received_at":"2026-11-23T19:00:00+03:00","letters":)" + answer.letters +
           R"(,"rejected":)" + answer.rejected + "}";
  }
  /// An answer of this state that refuses the i-th letter, or none of them.
  std::string text_of_state(const std::string& state, std::optional<std::size_t> i = {}) const {
    Answer said = answer();
    said.state = state;
    if (i) said.rejected = refusing(letters[*i].track_number.str());
    return text(said);
  }
  std::string refusing(const std::string& number) const {
    return R"([{"track_number":")" + number + R"(","reason":"torn"}])";
  }
  std::string name(const std::string& tail = "") const { return batch.id.str() + tail + ".ack.json"; }

  void demand_signatures(const TestCertificate& of, bool required = true) {
    trust.signer = good(batches::Certificate::of_pem(of.certificate_pem));
    trust.required = required;
  }

  Result<batches::AckOutcome> take(const std::string& said, const std::string& as = "",
                                   const std::optional<std::string>& signature = {}) {
    batches::AckPaper paper{as.empty() ? name() : as, bytes_in(said), {}};
    if (signature) paper.signature = bytes_in(*signature);
    return batches::take_acknowledgement(shop.store, trust, paper, now);
  }
  batches::AckReport take_folder() {
    return good(batches::take_acknowledgements(shop.store, shop.files, trust, acks, now));
  }
  orders::Letter letter(std::size_t i) { return shop.data.letter(letters[i].id); }
  batches::BatchState state() { return shop.batch(batch.id).state; }
};

/// The kind of a refusal; a good result is none.
template <class T>
std::optional<ErrorKind> kind_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional{result.error().kind};
}

inline std::vector<std::string> names_below(const Path& path) {
  return std::filesystem::exists(path) ? names_in(path) : std::vector<std::string>{};
}

}  // namespace postproof::test
