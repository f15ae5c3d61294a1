// SftpFolder against a real OpenSSH server on loopback, alone and behind a proxy that breaks connections.

#include "system/sftp_folder.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "system/posix_files.hpp"
#include "tests/support/cutting_proxy.hpp"
#include "tests/support/sftp_server.hpp"
#include "tests/support/temp_folder.hpp"

using namespace postproof;
using namespace postproof::system;
using namespace postproof::test;

namespace {

SftpSettings settings_for(const SftpServer& server, int port = 0) {
  SftpSettings settings;
  settings.host = "127.0.0.1";
  settings.port = port != 0 ? port : server.port();
  settings.user = server.user();
  settings.key_file = server.key_file();
  settings.host_key = server.host_key();
  return settings;
}

/// For connections that are to be given up soon.
SftpSettings hasty(SftpSettings settings) {
  settings.connect_timeout = std::chrono::seconds(2);
  settings.stall_timeout = std::chrono::seconds(1);
  return settings;
}

/// A server and a directory that it serves.
struct Host {
  TempFolder folder;
  Path in = folder / "in";
  SftpServer server;
  PosixFiles files;

  explicit Host(SftpServer::Options options = {}) : server(folder / "sshd", std::move(options)) {
    std::filesystem::create_directories(in);
    server.give(in);
  }
  std::unique_ptr<SftpFolder> open(SftpSettings settings) {
    return SftpFolder::open(files, std::move(settings), in.string()).value();
  }
  std::unique_ptr<SftpFolder> open() { return open(settings_for(server)); }
};

std::string read_all(SftpFolder& folder, const std::string& path) {
  std::string text;
  const auto read = folder.read(path, 1U << 30U, [&](ByteView part) { text += text_of(part); });
  INFO((read ? "" : read.error().detail));
  REQUIRE(read);
  return text;
}

ErrorKind kind_of_read(SftpFolder& folder, const std::string& path, std::uint64_t most = 1U << 20U) {
  return folder.read(path, most, [](ByteView) {}).error().kind;
}

std::string some_bytes(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text.push_back(static_cast<char>((i * 131 + (i >> 8U) * 17) & 0xFFU));
  return text;
}

}  // namespace

TEST_CASE("files of any size are written and read over SFTP, and one connection serves many requests") {
  Host host;
  const auto folder = host.open();
  for (const std::size_t size : {0UL, 1UL, 4096UL, 32'768UL, 1'000'003UL}) {
    const std::string name = "file-" + std::to_string(size);
    const std::string content = some_bytes(size);
    REQUIRE(folder->write(name, bytes_of(content)));
    CHECK(text_of_file(host.in / name) == content);
    CHECK(read_all(*folder, name) == content);
  }
  CHECK(folder->connections() <= 2);  // libcurl ends the connection after an empty file
}

TEST_CASE("writing replaces what was there, from the first byte on") {
  Host host;
  const auto folder = host.open();
  write_file(host.in / ".a.part", some_bytes(5000));
  REQUIRE(folder->write(".a.part", bytes_of("short")));
  CHECK(text_of_file(host.in / ".a.part") == "short");
}

TEST_CASE("a directory's names come with sizes and kinds, without the dots") {
  Host host;
  const auto folder = host.open();
  write_file(host.in / "a", "12345");
  write_file(host.in / "with blank", "");
  std::filesystem::create_directory(host.in / "d");
  std::filesystem::create_symlink("a", host.in / "l");
  auto entries = folder->list("", 100).value();
  std::ranges::sort(entries, {}, &RemoteEntry::name);
  REQUIRE(entries.size() == 4);
  CHECK(entries[0].name == "a");
  CHECK(entries[0].bytes == 5U);
  CHECK(entries[0].regular);
  CHECK(entries[1].name == "d");
  CHECK_FALSE(entries[1].regular);
  CHECK(entries[2].name == "l");
  CHECK_FALSE(entries[2].regular);
  CHECK(entries[3].name == "with blank");
  CHECK(folder->list("d", 100).value().empty());
  CHECK(folder->list("", 4));
  CHECK(folder->list("", 3).error().kind == ErrorKind::file_invalid);
  CHECK(folder->list("nowhere", 100).error().kind == ErrorKind::not_found);
}

TEST_CASE("OpenSSH's rename does not overwrite") {
  Host host;
  const auto folder = host.open();
  write_file(host.in / ".a.part", "new");
  write_file(host.in / "a", "old");
  const auto renamed = folder->rename_new(".a.part", "a");
  REQUIRE_FALSE(renamed);
  CHECK(renamed.error().kind == ErrorKind::remote_failed);
  CHECK(text_of_file(host.in / "a") == "old");
  CHECK(text_of_file(host.in / ".a.part") == "new");
  REQUIRE(folder->rename_new(".a.part", "b"));
  CHECK(text_of_file(host.in / "b") == "new");
  CHECK_FALSE(std::filesystem::exists(host.in / ".a.part"));
  CHECK(folder->rename_new("nothing", "c").error().kind == ErrorKind::remote_failed);
}

TEST_CASE("directories are made once, files removed once, and what is not there is told") {
  Host host;
  const auto folder = host.open();
  REQUIRE(folder->make_directory("B1"));
  REQUIRE(folder->make_directory("B1"));
  CHECK(std::filesystem::is_directory(host.in / "B1"));
  write_file(host.in / "file", "x");
  CHECK_FALSE(folder->make_directory("file"));
  CHECK(folder->make_directory("no/B2").error().kind == ErrorKind::not_found);
  REQUIRE(folder->remove_file("file"));
  REQUIRE(folder->remove_file("file"));
  CHECK_FALSE(std::filesystem::exists(host.in / "file"));
  CHECK(kind_of_read(*folder, "file") == ErrorKind::not_found);
  CHECK(folder->write("no/x", bytes_of("x")).error().kind == ErrorKind::not_found);
}

TEST_CASE("a file of more bytes than asked for is not taken") {
  Host host;
  const auto folder = host.open();
  write_file(host.in / "a", some_bytes(70'000));
  CHECK(kind_of_read(*folder, "a", 69'999) == ErrorKind::file_invalid);
  std::size_t size = 0;
  CHECK(folder->read("a", 70'000, [&](ByteView part) { size += part.size(); }));
  CHECK(size == 70'000);
}

TEST_CASE("a relative directory starts where the server puts the user") {
  const PosixFiles files;
  const TempFolder home;
  SftpServer server(home / "sshd", {.arguments = "-d " + home.path().string()});
  std::filesystem::create_directories(home / "deep/in");
  server.give(home / "deep/in");
  const auto folder = SftpFolder::open(files, settings_for(server), "deep/in").value();
  REQUIRE(folder->make_directory("B1"));
  REQUIRE(folder->write("B1/.x.part", bytes_of("x")));
  REQUIRE(folder->rename_new("B1/.x.part", "B1/x"));
  CHECK(text_of_file(home / "deep/in/B1/x") == "x");
  CHECK(folder->list("B1", 10).value().size() == 1);
  const auto place = SftpFolder::open(files, settings_for(server), "").value();
  CHECK(place->list("deep", 10).value().size() == 1);
}

TEST_CASE("a directory with blanks and percent signs is taken as it is written") {
  Host host;
  const Path odd = host.in / "100% in, ~ und so";
  std::filesystem::create_directories(odd);
  host.server.give(odd);
  const auto folder = SftpFolder::open(host.files, settings_for(host.server), odd.string()).value();
  REQUIRE(folder->make_directory("B1"));
  REQUIRE(folder->write("B1/x", bytes_of("x")));
  CHECK(read_all(*folder, "B1/x") == "x");
  CHECK(folder->list("B1", 5).value().size() == 1);
}

TEST_CASE("a host with another key than the pinned one is told nothing and not trusted") {
  Host host;
  SftpSettings settings = settings_for(host.server);
  settings.host_key[7] ^= 1U;
  const auto folder = host.open(std::move(settings));
  const auto refused = folder->write("a", bytes_of("x"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::unauthenticated);
  CHECK_THAT(refused.error().detail, Catch::Contains("host_key_sha256"));
  CHECK(std::filesystem::is_empty(host.in));
}

TEST_CASE("of a host with several keys the Ed25519 key may be pinned, and the one that it shows by itself") {
  Host host({.other_key = "ecdsa"});
  write_file(host.in / "a", "x");
  const bool ed25519 = GENERATE(true, false);
  SftpSettings settings = settings_for(host.server);
  if (!ed25519) settings.host_key = host.server.other_host_key();
  const auto folder = host.open(settings);
  CHECK(read_all(*folder, "a") == "x");
  CHECK(folder->list("", 10).value().size() == 1);
  settings.host_key[3] ^= 1U;
  CHECK(host.open(settings)->list("", 10).error().kind == ErrorKind::unauthenticated);
}

TEST_CASE("a host without an Ed25519 key is not trusted by the hash of one, and nothing hangs") {
  Host host;
  const Digest of_ours = host.server.host_key();
  SftpServer other(host.folder / "other_sshd", {.host_key = "ecdsa"});
  SftpSettings settings = hasty(settings_for(other));
  settings.host_key = of_ours;
  CHECK(host.open(settings)->list("", 10).error().kind == ErrorKind::unauthenticated);
}

TEST_CASE("a key that the server does not know is told as such") {
  Host host;
  make_ssh_key(host.folder / "other_key", "ed25519");
  SftpSettings settings = settings_for(host.server);
  settings.key_file = host.folder / "other_key";
  const auto refused = host.open(std::move(settings))->list("", 10);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::unauthenticated);
}

TEST_CASE("nobody answering is a failure that may be tried again, and a server that is back is found") {
  Host host;
  const auto folder = host.open();
  write_file(host.in / "a", "x");
  REQUIRE(folder->list("", 10));
  host.server.stop();
  CHECK(folder->list("", 10).error().kind == ErrorKind::remote_failed);
  host.server.start();
  SftpSettings settings = settings_for(host.server);
  CHECK(host.open(std::move(settings))->list("", 10).value().size() == 1);
}

TEST_CASE("what the server does not permit is told apart") {
  Host host({.arguments = "-u 0777", .unprivileged = true});
  const auto folder = host.open();
  if (host.server.user() == "root") return;  // permissions mean nothing to it
  REQUIRE(folder->write("a", bytes_of("12345")));
  CHECK(kind_of_read(*folder, "a") == ErrorKind::forbidden);
  CHECK(folder->list("", 10).value().front().bytes == 5U);
  std::filesystem::permissions(host.in, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  CHECK(folder->write("b", bytes_of("x")).error().kind == ErrorKind::forbidden);
  CHECK(folder->make_directory("d").error().kind == ErrorKind::forbidden);
  CHECK(folder->rename_new("a", "b").error().kind == ErrorKind::forbidden);
  CHECK(folder->remove_file("a").error().kind == ErrorKind::forbidden);
  std::filesystem::permissions(host.in, std::filesystem::perms::none);
  CHECK(folder->list("", 10).error().kind == ErrorKind::forbidden);
  std::filesystem::permissions(host.in, std::filesystem::perms::owner_all);
}

TEST_CASE("a server that can write no more is a failure, never a success") {
  Host host({.most_file_bytes = 100'000});
  const auto folder = host.open();
  const std::string content = some_bytes(300'000);
  const auto written = folder->write("a", bytes_of(content));
  const bool whole = text_of_file(host.in / "a") == content;
  CHECK_FALSE(whole);
  CHECK_FALSE(written);
}

TEST_CASE("a connection that stalls is given up") {
  Host host;
  CuttingProxy proxy(host.server.port());
  const std::string content = some_bytes(500'000);
  for (const std::uint64_t bytes : {10U, 2000U, 200'000U}) {
    const auto folder = host.open(hasty(settings_for(host.server, proxy.port())));
    proxy.arm({Break::Way::stall, bytes});
    const auto written = folder->write("a", bytes_of(content));
    INFO("after " << bytes);
    REQUIRE_FALSE(written);
    CHECK(written.error().kind == ErrorKind::remote_failed);
    REQUIRE(host.open()->write("a", bytes_of(content)));
    CHECK(text_of_file(host.in / "a") == content);
  }
}

TEST_CASE("a request whose answer is lost is a failure though the server did as it was told") {
  Host host;
  write_file(host.in / "a", "x");
  CuttingProxy proxy(host.server.port());
  proxy.disarm();
  const auto probe = host.open(settings_for(host.server, proxy.port()));
  REQUIRE(probe->list("", 10));
  const std::uint64_t of_a_listing = proxy.from_server();  // the connection still lives: its end would be counted too
  const auto folder = host.open(hasty(settings_for(host.server, proxy.port())));
  proxy.arm({Break::Way::lose_answers, of_a_listing + 8});  // numbers of the key exchange vary by a byte or two
  REQUIRE(folder->list("", 10));
  const auto renamed = folder->rename_new("a", "b");
  REQUIRE_FALSE(renamed);
  CHECK(renamed.error().kind == ErrorKind::remote_failed);
  CHECK(text_of_file(host.in / "b") == "x");
}

TEST_CASE("what is under way is broken off when it is told to stop") {
  Host host;
  CuttingProxy proxy(host.server.port());
  SftpSettings settings = settings_for(host.server, proxy.port());
  settings.stall_timeout = std::chrono::hours(1);
  int asked = 0;
  settings.stop = [&] { return ++asked > 2; };
  const auto folder = host.open(std::move(settings));
  proxy.arm({Break::Way::stall, 3000});
  CHECK(folder->list("", 10).error().kind == ErrorKind::remote_failed);
  CHECK(asked > 2);
}

TEST_CASE("directories with quotes, control characters or a way up are not taken") {
  for (const char* directory : {"a\"b", "a\nb", "a\\b", "..", "a/../b", "/in/.."})
    CHECK_FALSE(is_sftp_directory(directory));
  for (const char* directory : {"", "/", "in", "/srv/in", "a b/..c", "~x"}) CHECK(is_sftp_directory(directory));
}
