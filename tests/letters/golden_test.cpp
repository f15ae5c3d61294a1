#include <cstdlib>
#include <string>

#include <catch2/catch.hpp>

#include "letters/specimen.hpp"
#include "tests/letters/fixtures.hpp"

using namespace postproof;
using namespace postproof::letters;
using namespace postproof::letters::test;

namespace {

/// Specimens of what is printed, kept as files. scripts/golden writes them anew; whoever commits a changed one says
/// why.
struct Golden {
  const char* name;
  const char* geometry;
  orders::Language language;
  const char* code;  ///< null: masked
};

constexpr const char* digits = "1234 5678 9012";
constexpr const char* crockford = "7K2M 9QXT 4B8D";

constexpr Golden all_golden[] = {
    {"ru-right-digits", "dl-right", orders::Language::ru, digits},
    {"ru-right-crockford", "dl-right", orders::Language::ru, crockford},
    {"ru-right-masked", "dl-right", orders::Language::ru, nullptr},
    {"ru-left-digits", "dl-left", orders::Language::ru, digits},
    {"ru-left-crockford", "dl-left", orders::Language::ru, crockford},
    {"en-right-digits", "dl-right", orders::Language::en, digits},
    {"en-right-crockford", "dl-right", orders::Language::en, crockford},
    {"en-left-digits", "dl-left", orders::Language::en, digits},
    {"en-left-crockford", "dl-left", orders::Language::en, crockford},
};

std::unique_ptr<Typesetter> typesetter_of(const std::string& geometry) {
  LetterSettings settings = good_settings();
  settings.geometry_file = source_dir() / "templates/geometry" / (geometry + ".json");
  auto loaded = Typesetter::load(settings, OverlaidFiles());
  if (!loaded) FAIL(loaded.error().detail);
  return std::move(loaded).value();
}

Bytes printed(const Golden& golden) {
  const auto typesetter = typesetter_of(golden.geometry);
  LetterContent letter = specimen(golden.language);
  if (golden.code == nullptr) return typesetter->proof(letter).value();
  const Secret code{std::string_view(golden.code)};
  letter.code_shown = &code;
  const auto document = typesetter->begin_document();
  const auto added = document->add(letter);
  if (!added) FAIL(added.error().detail);
  return document->finish().value();
}

Bytes printed_envelope(EnvelopeSize size) {
  const LetterContent letter = specimen(orders::Language::ru);
  return typesetter().envelope(size, {letter.recipient, letter.address, letter.track_number}).value();
}

/// Compares with the kept file, or writes it where POSTPROOF_GOLDEN names a folder.
void compare(const std::string& name, const Bytes& pdf) {
  if (const char* folder = std::getenv("POSTPROOF_GOLDEN")) {
    write_file(Path(folder) / (name + ".pdf"), pdf);
    return;
  }
  const std::string kept = text_file(source_dir() / "tests/golden/letters" / (name + ".pdf"));
  INFO(name << ".pdf differs; if it should, run scripts/golden, look at it, and say why in the commit");
  const bool same = text_of(pdf) == kept;
  CHECK(same);
}

}  // namespace

TEST_CASE("letters are printed to the byte as they were") {
  for (const auto& golden : all_golden) compare(golden.name, printed(golden));
}

TEST_CASE("envelopes are printed to the byte as they were") {
  compare("envelope-dl", printed_envelope(EnvelopeSize::dl));
  compare("envelope-c5", printed_envelope(EnvelopeSize::c5));
  compare("envelope-c4", printed_envelope(EnvelopeSize::c4));
}
