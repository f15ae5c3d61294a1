#include "letters/typesetter.hpp"

#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "tests/letters/fixtures.hpp"

using namespace postproof;
using namespace postproof::letters;

namespace {

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

Path template_file(const char* name) { return test::good_settings().template_dir / name / "letter.txt"; }

/// The detail of the refusal to load.
std::string refusal(const LetterSettings& settings, const Files& files, ErrorKind kind) {
  const auto loaded = Typesetter::load(settings, files);
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().kind == kind);
  return loaded.error().detail;
}

std::vector<std::string> fields_of(const std::vector<FieldError>& errors) {
  std::vector<std::string> fields;
  for (const auto& e : errors) fields.push_back(e.field + " " + e.code);
  return fields;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("the newest version of a language is used for new letters, older ones stay available") {
  test::OverlaidFiles files;
  const std::string first = test::text_file(template_file("ru/1"));
  files.replace(template_file("ru/2"), first);
  files.replace(template_file("ru/10"), with(first, "Код для подтверждения личности", "Десятый"));
  const auto loaded = Typesetter::load(test::good_settings(), files);
  REQUIRE(loaded);
  const Typesetter& typesetter = *loaded.value();
  CHECK(typesetter.newest_template(orders::Language::ru) == "ru/10");
  CHECK(typesetter.newest_template(orders::Language::en) == "en/1");
  Strings names;
  for (const auto& use : typesetter.templates()) names.push_back(use.name + (use.newest ? "*" : ""));
  CHECK(names == Strings{"ru/1", "ru/2", "ru/10*", "en/1*"});
  CHECK(text_of(typesetter.templates()[0].content) == first);

  const test::TempDir dir;
  const auto text = [&](const Result<Bytes>& pdf) {
    return test::output_of("pdftotext " + dir.write("letter.pdf", pdf.value()).string() + " -");
  };
  LetterContent letter = test::smirnova();
  CHECK_THAT(text(typesetter.proof(letter)), Catch::Contains("Десятый"));
  letter.template_name = "ru/1";
  CHECK_THAT(text(typesetter.proof(letter)), !Catch::Contains("Десятый"));
  letter.template_name = "ru/3";
  CHECK(typesetter.proof(letter).error().kind == ErrorKind::not_found);
  CHECK(typesetter.preview("ru/3").error().kind == ErrorKind::not_found);
}

TEST_CASE("a template that does not fit its place is refused with file and line") {
  struct Row {
    const char* from;
    std::string to;
  };
  const std::string text = test::text_file(template_file("ru/1"));
  std::string many;
  for (int i = 0; i < 300; ++i) many += "очень много слов ";
  const std::string word(120, 'W');
  const std::vector<Row> rows = {{"Вы заказали этот код", many},  {"Введите код.", many},
                                 {"Ваш код подтверждения", many}, {"Его можно ввести один раз.", many},
                                 {"Наведите камеру", many},       {"Заказное письмо №", many},
                                 {"Никому не~сообщайте", many},   {"Введите код.", word}};
  for (const auto& row : rows) {
    INFO(row.from);
    test::OverlaidFiles files;
    files.replace(template_file("ru/1"), with(text, row.from, row.to));
    const std::size_t mark = text.rfind("\n[", text.find(row.from));
    const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(mark), '\n') + 2;
    CHECK_THAT(
        refusal(test::good_settings(), files, ErrorKind::file_invalid),
        Catch::EndsWith("ru/1/letter.txt:" + std::to_string(line) + ": the text does not fit its place on the page"));
  }
}

TEST_CASE("a template with a character that the font lacks is refused with file and line") {
  test::OverlaidFiles files;
  files.replace(template_file("en/1"), with(test::text_file(template_file("en/1")), "Your confirmation", "漢"));
  CHECK_THAT(refusal(test::good_settings(), files, ErrorKind::file_invalid),
             Catch::EndsWith("en/1/letter.txt:12: the font has no character U+6F22"));
}

TEST_CASE("a folder of templates that is not as agreed is refused") {
  test::OverlaidFiles files;
  for (const char* name : {"ru/01", "ru/0", "ru/draft", "ru/1a", "ru/10000", "ru/-1"}) {
    test::OverlaidFiles with_more = files;
    with_more.replace(template_file(name), "x");
    CHECK_THAT(refusal(test::good_settings(), with_more, ErrorKind::file_invalid),
               Catch::EndsWith(std::string(name) + ": no version of a template"));
  }
  LetterSettings settings = test::good_settings();
  settings.template_dir = "/nonexistent";
  CHECK(Typesetter::load(settings, files).error().kind == ErrorKind::not_found);
}

TEST_CASE("geometry and fonts are refused by file") {
  test::OverlaidFiles files;
  files.replace(test::good_settings().geometry_file, "{}");
  CHECK_THAT(refusal(test::good_settings(), files, ErrorKind::file_invalid), Catch::Contains("dl-right.json: "));
  test::OverlaidFiles no_font;
  no_font.replace(test::good_settings().font_dir / "PTM75F.ttf", "not a font");
  CHECK_THAT(refusal(test::good_settings(), no_font, ErrorKind::file_invalid), Catch::Contains("PTM75F.ttf: "));
}

TEST_CASE("sender and portal address that cannot be printed are refused as configuration") {
  const auto refused = [](auto change) {
    LetterSettings settings = test::good_settings();
    change(settings);
    return refusal(settings, test::OverlaidFiles(), ErrorKind::configuration_invalid);
  };
  using S = LetterSettings;
  CHECK_THAT(refused([](S& s) { s.sender_name = ""; }), Catch::StartsWith("sender: "));
  CHECK_THAT(refused([](S& s) { s.sender_name = "漢"; }), Catch::StartsWith("sender: "));
  CHECK_THAT(refused([](S& s) { s.sender_lines.assign(13, "x"); }), Catch::StartsWith("sender: "));
  CHECK_THAT(refused([](S& s) { s.sender_lines.assign(12, "x"); }), Catch::StartsWith("sender: "));
  CHECK_THAT(refused([](S& s) { s.sender_lines = {std::string(60, 'W')}; }), Catch::StartsWith("sender: "));
  CHECK_THAT(refused([](S& s) { s.portal_url = ""; }), Catch::StartsWith("letters: "));
  CHECK_THAT(refused([](S& s) { s.portal_url = "portal.example.ru"; }), Catch::StartsWith("letters: "));
  CHECK_THAT(refused([](S& s) { s.portal_url = "https://a b"; }), Catch::StartsWith("letters: "));
  CHECK_THAT(refused([](S& s) { s.portal_url = "https://" + std::string(200, 'a'); }), Catch::StartsWith("letters: "));
}

TEST_CASE("orders that cannot be printed are told by field, the others pass") {
  const LetterContent good = test::smirnova();
  const Typesetter& typesetter = test::typesetter();
  CHECK(typesetter.unprintable(good.recipient, good.address).empty());

  LetterContent tatar = good;
  tatar.recipient.last_name = Personal("Гыйльметдинов-Җәлил");
  tatar.address.street = Personal("Һөнәрчеләр урамы «Ҡөңҙөҫ» ҤҥҔҕ");
  CHECK(typesetter.unprintable(tatar.recipient, tatar.address).empty());

  LetterContent bad = good;
  bad.recipient.first_name = Personal("А\uA640");
  std::string word;
  for (int i = 0; i < 90; ++i) word += "Щ";
  bad.address.street = Personal(word);
  const auto errors = typesetter.unprintable(bad.recipient, bad.address);
  CHECK(fields_of(errors) == Strings{"recipient.first_name glyph_missing", "address.street does_not_fit"});
  CHECK_THAT(errors[0].message, Catch::Contains("U+A640"));
}

TEST_CASE("what the order check lets pass is printed, what it refuses is not") {
  const LetterContent good = test::smirnova();
  const Typesetter& typesetter = test::typesetter();
  for (std::size_t words = 1; words <= 16; ++words) {
    for (const auto field :
         {&orders::Recipient::last_name, &orders::Recipient::first_name, &orders::Recipient::middle_name}) {
      std::string text;
      for (std::size_t i = 0; i < words; ++i) text += i ? " Щукарёв" : "Щукарёв";
      LetterContent letter = good;
      letter.recipient.*field = Personal(text);
      const auto errors = typesetter.unprintable(letter.recipient, letter.address);
      for (const auto language : {orders::Language::ru, orders::Language::en}) {
        letter.language = language;
        const auto proof = typesetter.proof(letter);
        if (errors.empty()) {
          CHECK(proof.has_value());
        } else if (!proof) {
          CHECK(proof.error().kind == ErrorKind::validation_failed);
          CHECK_FALSE(proof.error().fields.empty());
        }
      }
    }
  }
}

TEST_CASE("a document refuses what it cannot print and stays usable") {
  const auto document = test::typesetter().begin_document();
  CHECK(document->finish().error().kind == ErrorKind::state_conflict);
  const Secret code("1234 5678 9012");
  LetterContent letter = test::smirnova();
  letter.code_shown = &code;
  const auto refused = [&](auto change) {
    LetterContent changed = letter;
    change(changed);
    const auto result = document->add(changed);
    REQUIRE_FALSE(result);
    return result.error().kind;
  };
  using L = LetterContent;
  CHECK(refused([](L& l) { l.track_number = TrackNumber("1010002400417"); }) == ErrorKind::track_number_malformed);
  CHECK(refused([](L& l) { l.track_number = TrackNumber("RA644000001RU"); }) == ErrorKind::track_number_malformed);
  CHECK(refused([](L& l) { l.track_number = TrackNumber(); }) == ErrorKind::track_number_malformed);
  CHECK(refused([](L& l) { l.template_name = "de/1"; }) == ErrorKind::not_found);
  CHECK(refused([](L& l) { l.recipient.last_name = Personal("漢"); }) == ErrorKind::validation_failed);
  const Secret too_long("1234 5678 90123");
  const Secret foreign("1234-5678");
  const Secret empty;
  for (const Secret* bad : {&too_long, &foreign, &empty}) {
    CHECK(refused([&](L& l) { l.code_shown = bad; }) == ErrorKind::data_corrupt);
  }
  CHECK(document->pages() == 0);
  REQUIRE(document->add(letter));
  CHECK(document->pages() == 1);
  REQUIRE(document->finish());
  CHECK(document->add(letter).error().kind == ErrorKind::state_conflict);
  CHECK(document->finish().error().kind == ErrorKind::state_conflict);
}
