// Acknowledgements in every order, again, contradicting, forged: what becomes of each is what a small model says.

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

#include "tests/support/answering_house.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;
using orders::CodeStatus;
using orders::LetterStatus;

namespace {

enum class Said : std::uint8_t { accepted, partial, rejected, spoilt, forged, unsigned_one, other_hash, other_count };

std::string name_of(Said said) {
  static const char* names[] = {"accepted", "partial",  "rejected",   "spoilt",
                                "forged",   "unsigned", "other hash", "other count"};
  return names[static_cast<std::size_t>(said)];
}

/// The contract in a few lines, over what was said so far.
class Model {
 public:
  std::string hear(Said said) {
    if (said >= Said::forged) return "refused";
    if (taken_.contains(said)) return "repeated";
    const bool answers = said != Said::spoilt;
    if (answers == answer_.has_value()) return "refused";
    if (!answers && *answer_ == Said::rejected) return "refused";
    taken_.insert(said);
    if (answers) answer_ = said;
    return "taken";
  }
  BatchState state() const {
    if (!answer_) return BatchState::dispatched;
    return *answer_ == Said::rejected ? BatchState::rejected : BatchState::acknowledged;
  }
  /// Letter 0 is refused by the partial answer, letter 1 spoilt later, letter 2 neither.
  LetterStatus letter(int i) const {
    if (!answer_) return LetterStatus::dispatched;
    const bool gone = *answer_ == Said::rejected || (i == 0 && *answer_ == Said::partial) ||
                      (i == 1 && taken_.contains(Said::spoilt));
    return gone ? LetterStatus::rejected : LetterStatus::printed;
  }

 private:
  std::optional<Said> answer_;
  std::set<Said> taken_;
};

/// A house that says these things, signed.
class Speaker {
 public:
  Speaker() { house.demand_signatures(mine()); }

  std::string say(Said said) {
    const std::string name = said == Said::spoilt ? house.name("-2") : house.name();
    const std::string text = text_of(said);
    std::optional<std::string> signature;
    if (said == Said::forged) signature = signature_over(text, forger());
    if (said != Said::forged && said != Said::unsigned_one) signature = signature_over(text, mine());
    const auto outcome = house.take(text, name, signature);
    if (!outcome) {
      CHECK(outcome.error().kind == ErrorKind::state_conflict);
      return "refused";
    }
    return outcome.value() == AckOutcome::repeated ? "repeated" : "taken";
  }

  AnsweringHouse house;

 private:
  static const TestCertificate& mine() {
    static const TestCertificate made = make_certificate();
    return made;
  }
  static const TestCertificate& forger() {
    static const TestCertificate made = make_certificate();
    return made;
  }
  std::string text_of(Said said) const {
    AnsweringHouse::Answer answer = house.answer();
    switch (said) {
      case Said::partial: return house.text_of_state("partial", 0);
      case Said::rejected: return house.text_of_state("rejected");
      case Said::spoilt: return house.text_of_state("spoilt", 1);
      case Said::other_hash: answer.manifest = std::string(64, 'b'); break;
      case Said::other_count: answer.letters = "5"; break;
      case Said::accepted: break;
      // A forgery of what was taken would be the same bytes, so these differ.
      case Said::forged: return AnsweringHouse::text(answer) + " ";
      case Said::unsigned_one: return AnsweringHouse::text(answer) + "\n";
    }
    return AnsweringHouse::text(answer);
  }
};

void compare(Speaker& speaker, const Model& model) {
  CHECK(speaker.house.state() == model.state());
  for (int i = 0; i < 3; ++i) {
    const orders::Letter letter = speaker.house.letter(static_cast<std::size_t>(i));
    CHECK(letter.status == model.letter(i));
    CHECK((letter.code_status == CodeStatus::voided) == (letter.status == LetterStatus::rejected));
  }
}

/// Says all of it in every order, and in each order all of it once more.
void try_every_order(std::vector<Said> things) {
  std::ranges::sort(things);
  do {
    Speaker speaker;
    Model model;
    std::string told;
    for (int round = 0; round < 2; ++round) {
      for (const Said said : things) {
        told += " " + name_of(said);
        INFO(told);
        CHECK(speaker.say(said) == model.hear(said));
        compare(speaker, model);
      }
    }
    CHECK(good(speaker.house.shop.data.desk().inconsistencies()).empty());
  } while (std::ranges::next_permutation(things).found);
}

}  // namespace

TEST_CASE("answers that contradict each other, in every order") {
  try_every_order({Said::accepted, Said::partial, Said::rejected});
}

TEST_CASE("an answer and what was spoilt later, in every order with a contradiction") {
  try_every_order({Said::accepted, Said::spoilt, Said::rejected});
  try_every_order({Said::partial, Said::spoilt, Said::accepted});
}

TEST_CASE("the right answer among forged and wrong ones, in every order") {
  try_every_order({Said::accepted, Said::forged, Said::unsigned_one});
  try_every_order({Said::partial, Said::other_hash, Said::other_count, Said::spoilt});
}

TEST_CASE("a forged answer moves nothing, whichever key it is signed with") {
  AnsweringHouse house;
  const TestCertificate pinned = make_certificate();
  house.demand_signatures(pinned);
  const std::string text = AnsweringHouse::text(house.answer());
  for (const char* kind : {"RSA-2048", "P-256", "P-384"}) {
    CertificateWish wish;
    wish.kind = kind;
    CHECK(kind_of(house.take(text, "", signature_over(text, make_certificate(wish)))) == ErrorKind::state_conflict);
  }
  CHECK(kind_of(house.take(text)) == ErrorKind::state_conflict);
  CHECK(kind_of(house.take(text, "", "")) == ErrorKind::state_conflict);
  CHECK(kind_of(house.take(text, "", signature_over(text + " ", pinned))) == ErrorKind::state_conflict);
  CHECK(house.state() == BatchState::dispatched);
  CHECK(good(house.take(text, "", signature_over(text, pinned))) == AckOutcome::taken);
}

TEST_CASE("where signatures are not demanded, one that is there must be right all the same") {
  AnsweringHouse house;
  const TestCertificate pinned = make_certificate();
  const std::string text = AnsweringHouse::text(house.answer());
  const auto nobody_known = house.take(text, "", signature_over(text, pinned));
  REQUIRE_FALSE(nobody_known);
  CHECK_THAT(nobody_known.error().detail, Catch::Contains("batch.recipient_certificate"));
  house.demand_signatures(pinned, false);
  CHECK(kind_of(house.take(text, "", signature_over(text, make_certificate()))) == ErrorKind::state_conflict);
  CHECK(house.state() == BatchState::dispatched);
  CHECK(good(house.take(text)) == AckOutcome::taken);
}

TEST_CASE("what is spoilt in a batch that was never acknowledged is not recorded, whoever asks") {
  AnsweringHouse house;
  const TakenAcknowledgement taken{Digest{}, house.name("-2"), "spoilt"};
  const std::vector<Refusal> refusals{{house.letters[0].track_number, "torn"}};
  CHECK(kind_of(house.shop.data.night().record_spoilt(house.batch, taken, refusals, house.now)) ==
        ErrorKind::state_conflict);
  CHECK(house.letter(0).status == LetterStatus::dispatched);
  CHECK_FALSE(good(house.shop.data.night().taken_acknowledgement(house.batch, taken.sha256)));
}
