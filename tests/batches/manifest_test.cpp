#include "batches/manifest.hpp"

#include <catch2/catch.hpp>

#include "batches/index_csv.hpp"
#include "tests/support/open_store.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;

namespace {

Digest digest_of_byte(std::uint8_t byte) {
  Digest digest{};
  digest.fill(byte);
  return digest;
}

Manifest sample() {
  Manifest manifest;
  manifest.batch_id = BatchId{"B20261123-01"};
  manifest.sequence = 17;
  manifest.previous_manifest = digest_of_byte(0xA1);
  manifest.sealed_at = *parse_instant("2026-11-23T15:30:00Z");
  manifest.cutoff = *parse_instant("2026-11-23T15:00:00Z");
  manifest.letters = 2345;
  manifest.weight_grams = 46'900;
  manifest.first_track_number = "10100026100004";
  manifest.last_track_number = "10100026123459";
  manifest.templates = {{"ru/1", digest_of_byte(0xB2)}, {"en/1", digest_of_byte(0xB3)}};
  manifest.files = {{"letters-0001.pdf", digest_of_byte(0xC4), 1'234'567, 2000},
                    {"letters-0002.pdf", digest_of_byte(0xC5), 234'567, 345},
                    {"index.csv", digest_of_byte(0xC6), 98'765, 0}};
  return manifest;
}

constexpr ZoneOffset service_zone{std::chrono::hours{3}};

std::string written() { return write_manifest(sample(), service_zone); }

std::string golden(const char* name) { return text_of_file(Path{POSTPROOF_SOURCE_DIR} / "tests/golden" / name); }

}  // namespace

TEST_CASE("a manifest has the golden bytes") { CHECK(written() == golden("manifest.json")); }

TEST_CASE("a manifest reads back as it was written") {
  CHECK(good(read_manifest(written())) == sample());
  Manifest withdrawn;
  withdrawn.batch_id = BatchId{"B20261123-02"};
  withdrawn.sequence = 1;
  withdrawn.withdrawn = true;
  const std::string text = write_manifest(withdrawn, service_zone);
  CHECK_THAT(text, Catch::Contains(R"("previous_manifest_sha256":null,"state":"withdrawn")"));
  CHECK_THAT(text, Catch::Contains(R"("files":[])"));
  CHECK(good(read_manifest(text)) == withdrawn);
}

TEST_CASE("a manifest with a defect is refused and the defect named") {
  struct Defect {
    const char* from;
    const char* to;
    const char* told;
  };
  const auto defect = GENERATE(values<Defect>({
      {"postproof-batch/1", "postproof-batch/2", "\"format\""},
      {"\"format\":\"postproof-batch/1\",", "", "\"format\""},
      {"\"B20261123-01\"", "7", "\"batch_id\""},
      {"\"sequence\":17", "\"sequence\":-1", "\"sequence\""},
      {"\"sequence\":17", "\"sequence\":1.5", "\"sequence\""},
      {"\"sequence\":17", "\"sequence\":\"17\"", "\"sequence\""},
      {"\"sequence\":17", "\"sequence\":99999999999999999999", "\"sequence\""},
      {"\"previous_manifest_sha256\":\"a1", "\"previous_manifest_sha256\":\"g1", "\"previous_manifest_sha256\""},
      {"\"previous_manifest_sha256\":\"a1a1", "\"previous_manifest_sha256\":\"", "\"previous_manifest_sha256\""},
      {"\"complete\"", "\"half\"", "\"state\""},
      {"2026-11-23T18:30:00+03:00", "2026-11-23", "\"sealed_at\""},
      {"2026-11-23T18:00:00+03:00", "2026-11-23T24:00:00+03:00", "\"cutoff\""},
      {"\"letters\":2345,", "", "\"letters\""},
      {"\"weight_grams\":46900", "\"weight_grams\":null", "\"weight_grams\""},
      {"\"first_track_number\":\"10100026100004\"", "\"first_track_number\":5", "\"first_track_number\""},
      {"\"name\":\"ru/1\"", "\"nom\":\"ru/1\"", "\"name\""},
      {"\"files\":[", "\"files\":[7,", "is not an object"},
      {"\"bytes\":98765", "\"bytes\":-98765", "\"bytes\""},
      {"\"files\":[", "\"file\":[", "\"files\""},
      {"\"sequence\":17", "\"sequence\":17,\"sequence\":18", "no JSON we accept"},
      {"{\"format\"", "{{\"format\"", "no JSON we accept"},
      {"}\n", "", "no JSON we accept"},
      {"}\n", "} x", "no JSON we accept"},
  }));
  std::string text = written();
  const std::size_t place = text.rfind(defect.from);
  REQUIRE(place != std::string::npos);
  text.replace(place, std::string(defect.from).size(), defect.to);
  INFO(defect.from << " -> " << defect.to);
  const auto read = read_manifest(text);
  REQUIRE_FALSE(read);
  CHECK(read.error().kind == ErrorKind::file_invalid);
  CHECK_THAT(read.error().detail, Catch::Contains(defect.told));
}

TEST_CASE("a manifest cut short anywhere is refused") {
  const std::string text = written();
  for (std::size_t kept = 0; kept + 1 < text.size(); ++kept) {
    if (read_manifest(std::string_view(text).substr(0, kept))) FAIL("accepted with " << kept << " bytes");
  }
}

TEST_CASE("what is no manifest at all is refused") {
  for (const std::string& text : {std::string{}, std::string{"null"}, std::string{"[]"}, std::string(5'000'000, ' '),
                                  "[" + std::string(100, '[') + "]", std::string{"{\"format\":\"\xFF\"}"}}) {
    const auto read = read_manifest(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().kind == ErrorKind::file_invalid);
  }
}

TEST_CASE("an index has the golden bytes") {
  std::string csv{index_header};
  append_index_row(csv, {1, "letters-0001.pdf", 1, "10100026100004", "101000"});
  append_index_row(csv, {2, "letters-0001.pdf", 2, "10100026100011", "190000"});
  append_index_row(csv, {3, "letters-0002.pdf", 1, "10100026100028", "620014"});
  CHECK(csv == golden("index.csv"));
}
