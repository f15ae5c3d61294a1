// The hand-over to a real OpenSSH server on loopback, through a proxy that cuts, stalls and loses answers, and through
// an SFTP server that ends at the n-th request.

#include <catch2/catch.hpp>

#include "batches/courier.hpp"
#include "codegen/sha256.hpp"
#include "system/posix_files.hpp"
#include "system/sftp_folder.hpp"
#include "tests/support/cutting_proxy.hpp"
#include "tests/support/sftp_server.hpp"
#include "tests/support/temp_folder.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;

namespace {

void must(const Result<void>& outcome) {
  INFO((outcome ? "" : outcome.error().detail));
  REQUIRE(outcome);
}

std::string some_bytes(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text.push_back(static_cast<char>((i * 131 + (i >> 8U) * 17 + 1) & 0xFFU));
  return text;
}

/// A finished batch folder, a server that takes it, and a proxy between them. The intent is kept as the store keeps it.
struct Transfer {
  TempFolder folder;
  system::PosixFiles files;
  SftpServer server;
  CuttingProxy proxy{server.port()};
  const BatchId id{"B20261123-01"};
  const Path out = folder / "out/B20261123-01";
  const Path in = folder / "in";
  const Path there = in / id.str();
  std::vector<Consignment> consignments;
  std::unique_ptr<system::SftpFolder> remote;
  bool begun = false;
  std::vector<std::chrono::seconds> pauses;

  explicit Transfer(std::size_t size, SftpServer::Options options = {}) : server(folder / "sshd", std::move(options)) {
    std::filesystem::create_directories(in);
    server.give(in);
    add("letters-0001.pdf.p7m", some_bytes(size));
    write_file(out / "DONE", "");
    connect();
  }
  void add(const std::string& name, const std::string& content) {
    write_file(out / name, content);
    consignments.push_back({name, codegen::sha256(bytes_of(content))});
  }
  system::SftpSettings settings() const {
    system::SftpSettings settings;
    settings.host = "127.0.0.1";
    settings.port = proxy.port();
    settings.user = server.user();
    settings.key_file = server.key_file();
    settings.host_key = server.host_key();
    settings.slowest_bytes_per_second = 1U << 30U;
    return settings;
  }
  /// For connections that are to be given up soon.
  system::SftpSettings hasty() const {
    system::SftpSettings hasty = settings();
    hasty.connect_timeout = std::chrono::seconds(3);
    hasty.stall_timeout = std::chrono::seconds(1);
    return hasty;
  }
  void connect() { connect(settings()); }
  void connect(system::SftpSettings with) {
    remote = system::SftpFolder::open(files, std::move(with), in.string()).value();
  }
  Result<void> deliver(int attempts = 0) {
    RemoteCourier courier(files, *remote, {attempts, [&](std::chrono::seconds pause) { pauses.push_back(pause); }});
    HandOver hand_over;
    hand_over.may_be_taken = begun;
    hand_over.before_done = [&]() -> Result<void> {
      begun = true;
      return success();
    };
    return courier.deliver(id, out, consignments, hand_over);
  }
  void start_anew() {
    std::filesystem::remove_all(there);
    begun = false;
    connect();
  }

  bool same(const std::string& name) const { return text_of_file(there / name) == text_of_file(out / name); }
  /// No file under a final name is wrong, and DONE means that everything is there.
  bool sound() const {
    if (!std::filesystem::exists(there)) return true;
    for (const auto& entry : std::filesystem::directory_iterator(there)) {
      const std::string name = entry.path().filename().string();
      if (!name.ends_with(".part") && !same(name)) return false;
    }
    return !std::filesystem::exists(there / "DONE") || complete();
  }
  bool complete() const {
    std::size_t files_there = 0;
    for (const auto& entry : std::filesystem::directory_iterator(there)) {
      (void)entry;
      ++files_there;
    }
    bool equal = files_there == consignments.size() + 1 && std::filesystem::exists(there / "DONE");
    for (const Consignment& file : consignments) equal = equal && same(file.name);
    return equal;
  }
};

/// Breaks the first connection after each of these numbers of bytes, then delivers again; returns how many were broken.
int break_at(Transfer& transfer, Break::Way way, std::uint64_t first, std::uint64_t step) {
  for (std::uint64_t bytes = first;; bytes += step) {
    REQUIRE(bytes < 1'000'000);
    transfer.start_anew();
    transfer.proxy.arm({way, bytes});
    const auto outcome = transfer.deliver();
    const bool broken = transfer.proxy.broken() > 0;
    INFO("after " << bytes << " bytes");
    REQUIRE(transfer.sound());
    if (!broken) {
      must(outcome);
      return static_cast<int>((bytes - first) / step);
    }
    if (!outcome) {
      INFO(outcome.error().detail);
      REQUIRE(outcome.error().kind == ErrorKind::remote_failed);
    }
    must(transfer.deliver());
    REQUIRE(transfer.complete());
  }
}

}  // namespace

namespace {

/// A batch behind a server that ends at the n-th request of a session.
struct Gated {
  TempFolder gate;
  Transfer transfer{100'000,
                    {.command = "exec python3 " + std::string(POSTPROOF_SOURCE_DIR) + "/tests/support/sftp_gate.py " +
                                gate.path().string()}};
  Gated() {
    transfer.add("index.csv", "sequence,file\n");
    transfer.add("manifest.json", "{}");
    transfer.server.give(gate.path());
  }
  /// Whether the session came that far and ended there.
  bool end_at(const std::string& when, int request) {
    transfer.start_anew();
    std::filesystem::remove(gate / "struck");
    write_file(gate / "plan", when + " " + std::to_string(request));
    const auto outcome = transfer.deliver();
    INFO(when << " request " << request << ": " << (outcome ? "" : outcome.error().detail));
    REQUIRE(transfer.sound());
    if (!outcome) {
      REQUIRE(outcome.error().kind == ErrorKind::remote_failed);
      must(transfer.deliver());
    }
    REQUIRE(transfer.complete());
    return std::filesystem::exists(gate / "struck");
  }
};

}  // namespace

TEST_CASE("a server that ends before any of its requests never shows a wrong file, and the batch arrives") {
  Gated gated;
  int request = 1;
  while (gated.end_at("before", request)) ++request;
  CHECK(request > 30);
}

TEST_CASE("a server that does any of its requests and loses the answer never shows a wrong file") {
  Gated gated;
  int request = 1;
  while (gated.end_at("after", request)) ++request;
  CHECK(request > 30);
}

TEST_CASE("a server that ends while its connection lives is left for a new one") {
  Gated gated;
  gated.transfer.connect(gated.transfer.hasty());
  write_file(gated.gate / "plan", "quietly 20");
  must(gated.transfer.deliver(100));
  CHECK(gated.transfer.complete());
  CHECK_FALSE(gated.transfer.pauses.empty());
}

TEST_CASE("a connection that breaks while the courier is patient costs a pause, not a person") {
  Transfer transfer(100'000);
  transfer.add("manifest.json", "{}");
  transfer.proxy.arm({Break::Way::to_server, 60'000, 2});
  must(transfer.deliver(5));
  CHECK(transfer.complete());
  CHECK(transfer.pauses == std::vector{std::chrono::seconds(1), std::chrono::seconds(2)});
}

TEST_CASE("a server that stays away calls a person after so many tries, each after a longer pause") {
  Transfer transfer(1000);
  transfer.server.stop();
  const auto held = transfer.deliver(8);
  REQUIRE_FALSE(held);
  CHECK(held.error().kind == ErrorKind::state_conflict);
  CHECK_THAT(held.error().detail, Catch::Contains("8 times"));
  std::vector<std::chrono::seconds> doubled;
  for (const int pause : {1, 2, 4, 8, 16, 32, 60}) doubled.emplace_back(pause);
  CHECK(transfer.pauses == doubled);
}

TEST_CASE("what no repetition can heal calls a person at once: another host key, a key the server does not know") {
  Transfer transfer(1000);
  const bool host = GENERATE(true, false);
  system::SftpSettings settings = transfer.settings();
  if (host) settings.host_key.front() ^= 1U;
  if (!host) {
    make_ssh_key(transfer.folder / "other", "ed25519");
    settings.key_file = transfer.folder / "other";
  }
  transfer.connect(std::move(settings));
  const auto held = transfer.deliver(5);
  REQUIRE_FALSE(held);
  CHECK(held.error().kind == ErrorKind::state_conflict);
  CHECK(transfer.pauses.empty());
  CHECK_FALSE(std::filesystem::exists(transfer.there));
}

TEST_CASE("a directory that is not there or not ours to write calls a person at once") {
  Transfer transfer(1000, {.unprivileged = true});
  const bool there = GENERATE(true, false);
  if (there && transfer.server.user() == "root") return;
  if (there) std::filesystem::permissions(transfer.in, std::filesystem::perms(0555));
  if (!there) std::filesystem::remove(transfer.in);
  const auto held = transfer.deliver(5);
  REQUIRE_FALSE(held);
  CHECK(held.error().kind == ErrorKind::state_conflict);
  CHECK(transfer.pauses.empty());
}

TEST_CASE("where reading is forbidden sizes are compared: the batch arrives, and a file of another size is foreign") {
  Transfer transfer(5000, {.arguments = "-u 0777", .unprivileged = true});  // files are nobody's to read
  transfer.add("manifest.json", "{}");
  std::filesystem::create_directory(transfer.there);
  transfer.server.give(transfer.there);
  must(transfer.deliver(5));
  if (::geteuid() == 0) CHECK(transfer.complete());
  must(transfer.deliver(5));
  std::filesystem::remove(transfer.there / "manifest.json");
  write_file(transfer.there / "manifest.json", "{ }");
  std::filesystem::permissions(transfer.there / "manifest.json", std::filesystem::perms::none);
  const auto held = transfer.deliver(5);
  REQUIRE_FALSE(held);
  CHECK(held.error().kind == ErrorKind::state_conflict);
  CHECK_THAT(held.error().detail, Catch::Contains("manifest.json"));
}

TEST_CASE("a foreign file under a name of ours is left alone and calls a person, before DONE") {
  Transfer transfer(1000);
  transfer.add("manifest.json", "{}");
  write_file(transfer.there / "manifest.json", "[]");
  const auto held = transfer.deliver(5);
  REQUIRE_FALSE(held);
  CHECK(held.error().kind == ErrorKind::state_conflict);
  CHECK(transfer.pauses.empty());
  CHECK(text_of_file(transfer.there / "manifest.json") == "[]");
  CHECK_FALSE(std::filesystem::exists(transfer.there / "DONE"));
}

TEST_CASE("a server whose disk takes no more calls a person after the last try, and shows nothing wrong") {
  Transfer transfer(300'000, {.most_file_bytes = 200'000});
  const auto held = transfer.deliver(3);
  REQUIRE_FALSE(held);
  CHECK(held.error().kind == ErrorKind::state_conflict);
  CHECK(transfer.pauses.size() == 2);
  CHECK(transfer.sound());
  CHECK_FALSE(std::filesystem::exists(transfer.there / "letters-0001.pdf.p7m"));
}

TEST_CASE("a connection that stalls or loses answers anywhere never shows a wrong file, and the batch arrives") {
  Transfer transfer(4096);
  const Break::Way way = GENERATE(Break::Way::stall, Break::Way::lose_answers);
  for (const std::uint64_t bytes : {2500U, 4500U, 6500U, 8000U}) {
    transfer.start_anew();
    transfer.connect(transfer.hasty());
    transfer.proxy.arm({way, bytes});
    const auto outcome = transfer.deliver();
    INFO("after " << bytes << " bytes");
    if (!outcome) CHECK(outcome.error().kind == ErrorKind::remote_failed);
    CHECK(transfer.sound());
    transfer.connect();
    must(transfer.deliver());
    CHECK(transfer.complete());
  }
}

TEST_CASE("a batch arrives over SFTP, and a repetition writes nothing") {
  Transfer transfer(1'000'000);
  transfer.add("index.csv", "sequence\n");
  transfer.add("manifest.json", "{}");
  must(transfer.deliver());
  CHECK(transfer.complete());
  CHECK(transfer.begun);
  const auto when = std::filesystem::last_write_time(transfer.there);
  must(transfer.deliver());
  CHECK(std::filesystem::last_write_time(transfer.there) == when);
}

TEST_CASE("a connection cut at every 64th byte of what we send never shows a wrong file, and the batch arrives") {
  Transfer transfer(4096);
  CHECK(break_at(transfer, Break::Way::to_server, 0, 64) > 100);
}

TEST_CASE("a connection cut at every 64th byte of what we get never shows a wrong file, and the batch arrives") {
  Transfer transfer(4096);
  CHECK(break_at(transfer, Break::Way::from_server, 0, 64) > 100);
}

TEST_CASE("a connection cut at every byte of what we send never shows a wrong file, and the batch arrives", "[.slow]") {
  Transfer transfer(4096);
  CHECK(break_at(transfer, Break::Way::to_server, 0, 1) > 8000);
}

TEST_CASE("a connection cut at every byte of what we get never shows a wrong file, and the batch arrives", "[.slow]") {
  Transfer transfer(4096);
  CHECK(break_at(transfer, Break::Way::from_server, 0, 1) > 8000);
}
