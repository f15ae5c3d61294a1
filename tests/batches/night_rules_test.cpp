// What a night takes, refuses and hands over in which order, on real parts.

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

TEST_CASE("a night takes what was ordered before the cut-off and nothing later, and is done once") {
  const TempFolder folder;
  NightShop shop(folder.path());
  const Instant cutoff = *parse_instant("2026-11-23T18:00:00+03:00");
  shop.data.clock.set(cutoff - seconds{1});
  const orders::Letter before = shop.data.place(order_of(1));
  shop.data.clock.set(cutoff);
  const orders::Letter at = shop.data.place(order_of(2));
  const NightReport first = shop.run();
  CHECK(first.letters == 2);
  CHECK(first.batch->cutoff == cutoff);
  CHECK(shop.data.letter(before.id).status == LetterStatus::dispatched);
  CHECK(shop.data.letter(at.id).status == LetterStatus::ordered);
  const NightReport again = shop.run(monday_evening() + seconds{3600});
  CHECK_FALSE(again.batch);
  CHECK(again.remark == "the run of this cut-off is done already");
  const NightReport next = shop.run(days_later(1));
  CHECK(next.batch->id.str() == "B20261124-01");
  CHECK(shop.data.letter(at.id).batch_id == next.batch->id);
}

TEST_CASE("a night without a letter makes no batch, no test letter and no sequence number, and counts as done") {
  const TempFolder folder;
  NightShop shop(folder.path());
  const NightReport report = shop.run();
  CHECK_FALSE(report.batch);
  CHECK(report.remark == "no letter was due");
  CHECK(good(shop.data.night().night_is_done(*parse_instant("2026-11-23T18:00:00+03:00"))));
  CHECK(shop.data.ask("SELECT count(*) FROM letters") == "0");
  CHECK(shop.data.ask("SELECT sum(used) FROM track_ranges") == "0");
  shop.data.place(order_of(1));
  CHECK(shop.run(days_later(1)).batch->sequence == 1);
}

TEST_CASE("a cut-off in the future is wrong usage, and nothing is sealed") {
  const TempFolder folder;
  NightShop shop(folder.path());
  shop.data.place(order_of(1));
  Night parts = shop.night();
  const auto refused = run_night(parts, Calendar{}, {monday_evening(), monday_evening() + seconds{1}, true});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::usage);
  CHECK(good(shop.data.night().unfinished()).empty());
}

TEST_CASE("without a track number for the test letter nothing is sealed, and a new range makes the night good") {
  const TempFolder folder;
  NightShop shop(folder.path());
  shop.data.place(order_of(1));
  shop.data.sql("UPDATE track_ranges SET count = 1");
  const auto refused = shop.try_run(monday_evening());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::track_numbers_exhausted);
  CHECK(shop.data.ask("SELECT count(*) FROM batches") == "0");
  shop.data.add_range(20'000);
  CHECK(shop.run().letters == 2);
}

TEST_CASE("manifests are chained by their hashes and numbered without gaps") {
  const TempFolder folder;
  NightShop shop(folder.path());
  std::optional<Digest> previous;
  for (int night = 0; night < 3; ++night) {
    shop.data.place(order_of(night));
    const Batch batch = shop.run(days_later(night)).batch.value();
    const Manifest manifest = good(read_manifest(text_of_file(shop.delivered(batch) / "manifest.json")));
    CHECK(manifest.sequence == night + 1);
    CHECK(manifest.previous_manifest == previous);
    previous = batch.manifest;
  }
}

TEST_CASE("the hand-over of a newer letter replaces the older live code in the same transaction") {
  const TempFolder folder;
  NightShop shop(folder.path());
  const LetterId older = shop.data.place(order_of(1)).id;
  shop.run();
  shop.data.clock.set(days_later(31));
  const LetterId newer = shop.data.place(order_of(1)).id;
  const Batch batch = shop.run(days_later(32), false).batch.value();
  CHECK(shop.data.letter(older).code_status == CodeStatus::live);
  CHECK(shop.data.letter(newer).code_status == CodeStatus::issued);
  good(shop.data.night().record_dispatched(batch, days_later(32)));
  CHECK(shop.data.letter(older).code_status == CodeStatus::replaced);
  CHECK(shop.data.letter(newer).code_status == CodeStatus::live);
  CHECK(shop.data.ask("SELECT count(DISTINCT at) FROM letter_events WHERE axis = 'code' AND to_status = 'replaced' OR "
                      "axis = 'code' AND to_status = 'live' AND at > " +
                      std::to_string(unix_seconds_of(days_later(31)))) == "1");
}

TEST_CASE("an older letter handed over after a newer one leaves the newer one's code live") {
  const TempFolder folder;
  NightShop shop(folder.path());
  const LetterId older = shop.data.place(order_of(1)).id;
  const Batch first = shop.run(monday_evening(), false).batch.value();
  good(shop.data.night().hold(first, "the test says so", monday_evening()));
  shop.data.clock.set(days_later(31));
  const LetterId newer = shop.data.place(order_of(1)).id;
  shop.run(days_later(32));
  CHECK(shop.data.letter(newer).code_status == CodeStatus::live);
  good(shop.data.night().release(shop.batch(first.id), "operator", days_later(32)));
  shop.run(days_later(32));
  CHECK(shop.batch(first.id).state == BatchState::dispatched);
  CHECK(shop.data.letter(newer).code_status == CodeStatus::live);
  CHECK(shop.data.letter(older).code_status == CodeStatus::replaced);
}

TEST_CASE("of two letters of one account in one batch the newer one's code lives") {
  const TempFolder folder;
  NightShop shop(folder.path());
  const LetterId older = shop.data.place(order_of(1)).id;
  shop.data.clock.set(days_later(31));
  const LetterId newer = shop.data.place(order_of(1)).id;
  const Batch batch = shop.run(days_later(32)).batch.value();
  CHECK(batch.state == BatchState::dispatched);
  CHECK(shop.data.letter(newer).code_status == CodeStatus::live);
  CHECK(shop.data.letter(older).code_status == CodeStatus::replaced);
}

TEST_CASE("another file at the print house holds the batch in the very run that met it") {
  const TempFolder folder;
  NightShop shop(folder.path());
  const orders::Letter letter = shop.data.place(order_of(1));
  write_file(shop.printhouse / "B20261123-01" / "manifest.json", "somebody else's");
  const NightReport report = shop.run();
  CHECK(report.person_needed);
  REQUIRE(report.batch);
  CHECK(report.batch->state == BatchState::held);
  CHECK(report.batch->held_from == BatchState::rendered);
  CHECK(alarms_of(shop, "batch_held").size() == 1);
  CHECK(text_of_file(shop.printhouse / "B20261123-01" / "manifest.json") == "somebody else's");
  CHECK(shop.data.letter(letter.id).code_status == CodeStatus::issued);

  // The next night is not kept from its work.
  shop.data.place(order_of(2));
  const NightReport next = shop.run(days_later(1));
  CHECK(next.batch->id.str() == "B20261124-01");
  CHECK(next.batch->state == BatchState::dispatched);

  std::filesystem::remove_all(shop.printhouse / "B20261123-01");
  good(shop.data.night().release(shop.batch(report.batch->id), "operator", days_later(1)));
  shop.run(days_later(1));
  CHECK(shop.batch(report.batch->id).state == BatchState::dispatched);
}

TEST_CASE("a batch that can no longer be held or rejected is a conflict, not a crash") {
  const TempFolder folder;
  NightShop shop(folder.path());
  const Batch batch = shop.dispatched(1);
  good(shop.data.night().record_acknowledged(batch, {Digest{}, "a", "accepted"}, {}, shop.data.now()));
  const Batch acknowledged = shop.batch(batch.id);
  CHECK(shop.data.night().hold(acknowledged, "why", shop.data.now()).error().kind == ErrorKind::state_conflict);
  CHECK(shop.data.night().record_rejected(acknowledged, {}, "why", "operator", shop.data.now()).error().kind ==
        ErrorKind::state_conflict);
  CHECK(shop.data.night().hold(batch, "why", shop.data.now()).error().kind == ErrorKind::state_conflict);
}

TEST_CASE("a store call from a state the batch has left changes nothing") {
  const TempFolder folder;
  NightShop shop(folder.path());
  shop.data.place(order_of(1));
  const Batch rendered = shop.run(monday_evening(), false).batch.value();
  const auto is_conflict = [](const auto& result) {
    return !result && result.error().kind == ErrorKind::state_conflict;
  };
  store::NightRows& rows = shop.data.night();
  const Instant now = shop.data.now();
  CHECK(is_conflict(rows.record_rendered(rendered, Digest{}, {}, now)));
  CHECK(is_conflict(rows.record_file(rendered, BatchFile{9, "x", {}, 0, 0, {}}, {}, now)));
  CHECK(is_conflict(rows.record_acknowledged(rendered, {Digest{}, "a", "accepted"}, {}, now)));
  CHECK(is_conflict(rows.release(rendered, "operator", now)));
  good(rows.record_dispatched(rendered, now));
  CHECK(is_conflict(rows.record_dispatched(rendered, now)));
  CHECK(shop.batch(rendered.id).manifest == rendered.manifest);
  CHECK(shop.data.ask("SELECT count(*) FROM batch_files") == "1");
}
