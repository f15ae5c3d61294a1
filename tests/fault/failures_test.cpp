// What may be wrong before a night begins: no room, a damaged database, a key that is gone. One clear sentence, nothing
// half done, and the next run goes on when a person has seen to it.

#include <catch2/catch.hpp>

#include "tests/fault/fault_night.hpp"

using namespace postproof;
using namespace postproof::test;

namespace {

constexpr std::size_t page_bytes = 4096;
const World plain{false, false, 0};

std::string open_alarms(const FaultNight& night) {
  std::string kinds;
  const RawDatabase database(night.database_file());
  for (const auto& row : database.rows("SELECT kind FROM alarms WHERE closed_at IS NULL")) kinds += row[0] + " ";
  return kinds;
}

std::string batch_count(const FaultNight& night) {
  return RawDatabase(night.database_file()).value("SELECT count(*) FROM batches");
}

void must_be_safe(FaultNight& night, bool over) {
  for (const std::string& violation : night.violations(over)) FAIL_CHECK(violation);
}

/// Without faults, to the end.
void must_finish(FaultNight& night) {
  const Result<void> lived = night.live(Story::handed_over);
  INFO((lived ? "" : lived.error().detail));
  CHECK(lived);
  CHECK_FALSE(night.person_needed());
  night.stop();
  must_be_safe(night, true);
}

}  // namespace

TEST_CASE("a disk without room for the night seals nothing and says so, and the next run with room does it all") {
  PreparedNight prepared(plain);
  FaultNight& night = *prepared.night;
  night.files().free = 8U << 20U;
  const Result<void> lived = night.live(Story::handed_over);
  REQUIRE_FALSE(lived);
  CHECK(lived.error().kind == ErrorKind::disk_full);
  CHECK_THAT(lived.error().detail, Catch::Contains("8 MiB are free") && Catch::Contains("nothing was sealed"));
  night.stop();
  CHECK(batch_count(night) == "1");
  CHECK(open_alarms(night) == "disk_space ");
  CHECK(names_of(night.outbox()).empty());
  must_be_safe(night, false);

  night.files().free.reset();
  must_finish(night);
  CHECK(open_alarms(night).empty());
}

TEST_CASE("a damaged page of the database keeps the night from beginning, and nothing is changed or made") {
  PreparedNight prepared(plain);
  FaultNight& night = *prepared.night;
  const std::string sound = text_of_file(night.database_file());
  const std::size_t pages = sound.size() / page_bytes;
  REQUIRE(pages > 20);
  const char filler = GENERATE('\0', '\xFF', 'A');
  for (std::size_t page = 0; page < pages; page += 3) {
    INFO("page " << page + 1 << " of " << pages);
    std::string damaged = sound;
    damaged.replace(page * page_bytes, page_bytes, std::string(page_bytes, filler));
    for (const char* tail : {"-wal", "-shm"}) std::filesystem::remove(night.database_file().string() + tail);
    write_file(night.database_file(), damaged);
    const Result<void> lived = night.live(Story::handed_over);
    night.stop();
    REQUIRE_FALSE(lived);
    CHECK_FALSE(lived.error().detail.empty());
    CHECK(lived.error().detail.find('\n') == std::string::npos);
    CHECK(names_of(night.outbox()).empty());
    CHECK((text_of_file(night.database_file()) == damaged));
  }
  for (const char* tail : {"-wal", "-shm"}) std::filesystem::remove(night.database_file().string() + tail);
  write_file(night.database_file(), sound);
  must_finish(night);
}

TEST_CASE("a batch whose key is gone waits with one clear sentence; what was sealed stays, and nothing leaves") {
  PreparedNight prepared(plain);
  FaultNight& night = *prepared.night;
  night.files().free = 1U << 30U;
  // The first life breaks off when the batch is sealed: its folder cannot be made.
  night.plan.record();
  good(night.live(Story::handed_over));
  night.stop();
  const std::vector<Operation> operations = night.plan.recorded();
  const auto folder = std::ranges::find_if(operations, [](const Operation& operation) {
    return operation.verb == "make folder" && operation.object.ends_with(".partial");
  });
  REQUIRE(folder != operations.end());

  PreparedNight again(plain);
  FaultNight& sealed = *again.night;
  sealed.plan.strike(static_cast<int>(folder - operations.begin()) + 1, Manner::crash);
  CHECK_FALSE(sealed.live(Story::handed_over));
  sealed.stop();
  sealed.plan.disarm();
  CHECK(batch_count(sealed) == "2");

  codegen::KeyRing& ring = sealed.keys().ring;
  const KeyId lost = ring.active(codegen::KeyUse::codes);
  good(ring.rotate(codegen::KeyUse::codes, sealed.keys().entropy));
  good(ring.destroy(lost));
  const Result<void> lived = sealed.live(Story::handed_over);
  sealed.stop();
  REQUIRE_FALSE(lived);
  CHECK(lived.error().kind == ErrorKind::key_unusable);
  CHECK_THAT(lived.error().detail, Catch::Contains(lost.str()));
  must_be_safe(sealed, false);

  // A person rejects it: its letters are free, and the next night is printed with the new key.
  for (int life = 0; life < 2; ++life) {
    (void)sealed.live(Story::given_up);
    sealed.stop();
  }
  must_be_safe(sealed, true);
  CHECK(batch_count(sealed) == "3");
}
