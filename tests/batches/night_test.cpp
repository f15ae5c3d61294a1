// The way of a night on real parts: database, disk, letters, keys, folder courier.

#include <set>
#include <sstream>

#include <catch2/catch.hpp>

#include "batches/code_press.hpp"
#include "batches/file_press.hpp"
#include "batches/manifest.hpp"
#include "batches/render.hpp"
#include "batches/seal.hpp"
#include "codegen/sha256.hpp"
#include "tests/support/night_shop.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;
using orders::CodeStatus;
using orders::LetterStatus;

namespace {

std::size_t occurrences(const std::string& text, std::string_view word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

/// Pages of a PDF of ours: page objects lie in it uncompressed.
std::size_t pages_of(const std::string& pdf) {
  return occurrences(pdf, "/Type/Page") - occurrences(pdf, "/Type/Pages");
}

std::string sha256_of_file(const Path& path) { return to_hex(codegen::sha256(bytes_of(text_of_file(path)))); }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("a night of 25 letters lies complete and true at the print house") {
  const TempFolder folder;
  NightShop shop(folder.path(), 10);
  const std::vector<orders::Letter> letters = shop.data.place_many(25);
  const NightReport report = shop.run();
  REQUIRE(report.batch);
  const Batch batch = *report.batch;
  CHECK(batch.id.str() == "B20261123-01");
  CHECK(batch.state == BatchState::dispatched);
  CHECK(report.letters == 26);
  CHECK(report.rejected == 0);
  CHECK_FALSE(report.person_needed);

  const std::vector<std::string> names{"DONE",
                                       "form103.pdf",
                                       "form103.zip",
                                       "index.csv",
                                       "letters-0001.pdf",
                                       "letters-0002.pdf",
                                       "letters-0003.pdf",
                                       "manifest.json"};
  CHECK(names_in(shop.made(batch)) == names);
  CHECK(names_in(shop.delivered(batch)) == names);
  CHECK(names_in(shop.settings.outbox) == std::vector<std::string>{batch.id.str()});
  for (const std::string& name : names) {
    CHECK((text_of_file(shop.made(batch) / name) == text_of_file(shop.delivered(batch) / name)));
  }

  const std::string document = text_of_file(shop.delivered(batch) / "manifest.json");
  CHECK(codegen::sha256(bytes_of(document)) == batch.manifest);
  const Manifest manifest = good(read_manifest(document));
  CHECK(manifest.letters == 26);
  CHECK(manifest.weight_grams == 26 * 20);
  CHECK(manifest.sequence == 1);
  CHECK_FALSE(manifest.previous_manifest);
  REQUIRE(manifest.files.size() == 6);
  std::int64_t counted = 0;
  for (const ManifestFile& file : manifest.files) {
    const std::string content = text_of_file(shop.delivered(batch) / file.name);
    CHECK(to_hex(file.sha256) == sha256_of_file(shop.delivered(batch) / file.name));
    CHECK(file.bytes == content.size());
    if (file.letters > 0) CHECK(pages_of(content) == static_cast<std::size_t>(file.letters));
    counted += file.letters;
  }
  CHECK(counted == 26);
}

TEST_CASE("letters are posted by index, then track number, and the index names file and page of each") {
  const TempFolder folder;
  NightShop shop(folder.path(), 10);
  const Batch batch = shop.dispatched(25);
  const std::vector<Member> members = shop.members(batch);
  REQUIRE(members.size() == 26);
  for (std::size_t i = 1; i < members.size(); ++i) {
    CHECK(std::pair(members[i - 1].address.index, members[i - 1].track_number) <
          std::pair(members[i].address.index, members[i].track_number));
  }
  CHECK(std::ranges::count(members, true, &Member::is_test) == 1);
  const std::vector<std::string> lines = lines_of(text_of_file(shop.delivered(batch) / "index.csv"));
  REQUIRE(lines.size() == 27);
  CHECK(lines[0] == "sequence,file,page,track_number,index,weight_grams");
  for (std::size_t i = 0; i < members.size(); ++i) {
    CHECK(lines[i + 1] == std::to_string(i + 1) + ",letters-000" + std::to_string(i / 10 + 1) + ".pdf," +
                              std::to_string(i % 10 + 1) + "," + members[i].track_number.str() + "," +
                              members[i].address.index.str() + ",20");
  }
  const Manifest manifest = good(read_manifest(text_of_file(shop.delivered(batch) / "manifest.json")));
  CHECK(manifest.first_track_number == members.front().track_number.str());
  CHECK(manifest.last_track_number == members.back().track_number.str());
}

TEST_CASE("codes are issued at sealing, live from the hand-over, and no code or name stands in manifest and index") {
  const TempFolder folder;
  NightShop shop(folder.path());
  const std::vector<orders::Letter> letters = shop.data.place_many(3);
  const Batch rendered = shop.run(monday_evening(), false).batch.value();
  CHECK(rendered.state == BatchState::rendered);
  CHECK_FALSE(std::filesystem::exists(shop.delivered(rendered)));
  CHECK(shop.data.letter(letters[0].id).status == LetterStatus::sealed);
  CHECK(shop.data.letter(letters[0].id).code_status == CodeStatus::issued);
  const Batch batch = shop.run().batch.value();
  CHECK(batch.id == rendered.id);
  CHECK(batch.manifest == rendered.manifest);
  CHECK(shop.data.letter(letters[0].id).status == LetterStatus::dispatched);
  CHECK(shop.data.letter(letters[0].id).code_status == CodeStatus::live);

  CodePress press = good(CodePress::of(batch, shop.data.keys.ring, good(shop.data.night().nonce_seed(batch))));
  const std::string told =
      text_of_file(shop.delivered(batch) / "manifest.json") + text_of_file(shop.delivered(batch) / "index.csv");
  for (const orders::Letter& letter : letters) {
    CHECK(told.find(press.code(letter.id).expose_text()) == std::string::npos);
  }
  CHECK(told.find("Смирнова") == std::string::npos);
  CHECK(told.find("acc-1") == std::string::npos);
}

TEST_CASE("every stored digest is that of the printed code, and the test letter has none") {
  const TempFolder folder;
  NightShop shop(folder.path());
  const Batch batch = shop.dispatched(4);
  CodePress press = good(CodePress::of(batch, shop.data.keys.ring, good(shop.data.night().nonce_seed(batch))));
  for (const Member& member : shop.members(batch)) {
    const std::string stored =
        shop.data.ask("SELECT lower(hex(digest)) FROM codes JOIN letters USING (letter_no) WHERE letter_id = '" +
                      member.id.str() + "'");
    CHECK(stored == (member.is_test ? "" : to_hex(press.digest(member.id, member.account_id))));
  }
}

TEST_CASE("rendering again gives the same bytes") {
  const TempFolder folder;
  NightShop shop(folder.path(), 3);
  shop.data.place_many(7);
  const Batch batch = shop.run(monday_evening(), false).batch.value();
  CodePress press = good(CodePress::of(batch, shop.data.keys.ring, good(shop.data.night().nonce_seed(batch))));
  for (const BatchFile& file : good(shop.data.night().files(batch))) {
    const std::int64_t first = (file.file_no - 1) * 3 + 1;
    const auto members = good(shop.data.night().members(batch, first, first + 2));
    const PrintedFile again = good(print_file(*shop.typesetter, press, batch, members));
    CHECK((text_of(again.plaintext) == text_of_file(shop.made(batch) / file.name)));
    CHECK(again.plain_mac == file.plain_mac);
  }
  // A folder that was lost is made again, to the byte.
  const std::string manifest = text_of_file(shop.made(batch) / "manifest.json");
  std::filesystem::remove_all(shop.made(batch));
  CHECK(shop.run().batch.value().state == BatchState::dispatched);
  CHECK(text_of_file(shop.delivered(batch) / "manifest.json") == manifest);
  CHECK(good(differences(*std::make_unique<Night>(shop.night()), batch)).empty());
}

TEST_CASE("several workers make the same files as one") {
  const TempFolder folder;
  NightShop shop(folder.path(), 2);
  shop.data.place_many(9);
  shop.settings.workers = 4;
  shop.data.clock.set(monday_evening());
  system::PosixFiles disk;
  FolderCourier courier(disk, shop.printhouse);
  std::int64_t last_done = 0;
  Night parts{shop.data.night(),
              disk,
              *shop.typesetter,
              shop.data.keys.ring,
              shop.data.keys.entropy,
              courier,
              *shop.sealer,
              shop.signer,
              shop.settings,
              [&](const Batch&, std::int64_t done, std::int64_t total) {
                CHECK(done > last_done);
                CHECK(total == 10);
                last_done = done;
              }};
  const Batch batch = good(run_night(parts, Calendar{}, {monday_evening(), {}, false})).batch.value();
  CHECK(last_done == 10);
  CodePress press = good(CodePress::of(batch, shop.data.keys.ring, good(shop.data.night().nonce_seed(batch))));
  for (const BatchFile& file : good(shop.data.night().files(batch))) {
    const auto members = good(shop.data.night().members(batch, file.file_no * 2 - 1, file.file_no * 2));
    const PrintedFile alone = good(print_file(*shop.typesetter, press, batch, members));
    CHECK((text_of(alone.plaintext) == text_of_file(shop.made(batch) / file.name)));
  }
}

TEST_CASE("what is changed in a finished folder is found, and nothing of it is handed over") {
  const TempFolder folder;
  NightShop shop(folder.path());
  shop.data.place_many(2);
  const Batch batch = shop.run(monday_evening(), false).batch.value();
  const std::string name = GENERATE("letters-0001.pdf", "index.csv", "manifest.json");
  const std::string content = text_of_file(shop.made(batch) / name);
  write_file(shop.made(batch) / name, content + " ");
  Night parts = shop.night();
  CHECK_FALSE(good(differences(parts, batch)).empty());
  const NightReport report = shop.run();
  CHECK(report.person_needed);
  CHECK(report.batch->state == BatchState::held);
  CHECK_FALSE(std::filesystem::exists(shop.delivered(batch) / "DONE"));
  CHECK_FALSE(std::filesystem::exists(shop.delivered(batch) / name));
}

TEST_CASE("a template changed after sealing holds the batch, raises an alarm and hands nothing over") {
  const TempFolder folder;
  const Path templates = folder / "templates";
  std::filesystem::copy(Path{POSTPROOF_SOURCE_DIR} / "templates", templates, std::filesystem::copy_options::recursive);
  const auto before = good(letters::Typesetter::load(letter_settings(templates), system::PosixFiles{}));
  const std::string text = text_of_file(templates / "ru/1/letter.txt");
  write_file(templates / "ru/1/letter.txt", text + "\n");
  const auto after = good(letters::Typesetter::load(letter_settings(templates), system::PosixFiles{}));
  NightShop shop(folder.path());
  shop.typesetter = before.get();
  const orders::Letter letter = shop.data.place(order_of(1));
  Night parts = shop.night();
  const Batch sealed = good(seal_night(parts, monday_evening(), monday_evening())).value();
  REQUIRE(sealed.state == BatchState::sealed);

  shop.typesetter = after.get();
  const NightReport report = shop.run();
  CHECK(report.person_needed);
  CHECK_THAT(report.remark, Catch::Contains("template ru/1"));
  CHECK(report.batch->state == BatchState::held);
  CHECK(report.batch->held_from == BatchState::sealed);
  CHECK(alarms_of(shop, "batch_held") == std::vector<std::string>{sealed.id.str()});
  CHECK(names_in(shop.printhouse).empty());
  CHECK(shop.data.letter(letter.id).status == LetterStatus::sealed);

  // With the template put back and the batch released, the night goes on where it was.
  shop.typesetter = before.get();
  good(shop.data.night().release(*report.batch, "operator", shop.data.now()));
  CHECK(shop.run().batch->state == BatchState::dispatched);
}

TEST_CASE("a letter that cannot be printed is rejected with its reason, stands nowhere, and its account is free") {
  const TempFolder folder;
  NightShop shop(folder.path(), 2);
  shop.data.place_many(3);
  const orders::Letter bad = shop.data.place(unprintable_order(50));
  const NightReport report = shop.run();
  CHECK(report.rejected == 1);
  CHECK(report.letters == 4);
  const Batch batch = *report.batch;
  CHECK(batch.members == 5);
  CHECK(shop.data.letter(bad.id).status == LetterStatus::rejected);
  CHECK(shop.data.letter(bad.id).status_reason == "cannot be printed: address.city does_not_fit");
  CHECK(shop.data.letter(bad.id).code_status == CodeStatus::voided);
  CHECK(shop.data.letter(bad.id).batch_id == batch.id);

  const std::string index = text_of_file(shop.delivered(batch) / "index.csv");
  CHECK(lines_of(index).size() == 5);
  CHECK(index.find(bad.track_number.str()) == std::string::npos);
  const Manifest manifest = good(read_manifest(text_of_file(shop.delivered(batch) / "manifest.json")));
  CHECK(manifest.letters == 4);
  std::size_t pages = 0;
  for (const ManifestFile& file : manifest.files) {
    if (file.letters > 0) pages += pages_of(text_of_file(shop.delivered(batch) / file.name));
  }
  CHECK(pages == 4);
  CHECK(shop.data.place(order_of(50)).status == LetterStatus::ordered);
  CHECK(good(shop.data.desk().inconsistencies()).empty());
}

TEST_CASE("a file of which nothing can be printed is not made, and the others are") {
  const TempFolder folder;
  NightShop shop(folder.path(), 1);
  shop.data.place(unprintable_order(50));
  shop.data.place(order_of(1));
  const Batch batch = shop.run().batch.value();
  CHECK(batch.rejected == 1);
  const Manifest manifest = good(read_manifest(text_of_file(shop.delivered(batch) / "manifest.json")));
  CHECK(manifest.files.size() == 5);
  CHECK(names_in(shop.delivered(batch)).size() == 7);
  Night parts = shop.night();
  CHECK(good(differences(parts, batch)).empty());
}

TEST_CASE("a night whose letters cannot be printed at all still hands over its test letter") {
  const TempFolder folder;
  NightShop shop(folder.path());
  shop.data.place(unprintable_order(50));
  const NightReport report = shop.run();
  CHECK(report.letters == 1);
  CHECK(report.batch->state == BatchState::dispatched);
}
