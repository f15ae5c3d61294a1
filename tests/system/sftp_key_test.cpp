#include "system/sftp_key.hpp"

#include <catch2/catch.hpp>

#include "system/base64.hpp"
#include "system/posix_files.hpp"
#include "system/sftp_listing.hpp"
#include "tests/support/sftp_server.hpp"
#include "tests/support/temp_folder.hpp"

using namespace postproof;
using namespace postproof::system;
using namespace postproof::test;

namespace {

std::string defect(const Path& file) {
  const auto checked = check_sftp_key(PosixFiles{}, file);
  if (checked) return "";
  CHECK(checked.error().kind == ErrorKind::key_unusable);
  CHECK_THAT(checked.error().detail, Catch::Contains(file.string()));
  return checked.error().detail;
}

}  // namespace

TEST_CASE("an Ed25519 key of ssh-keygen is taken with mode 0600 or 0400 and no other") {
  const TempFolder folder;
  const Path key = folder / "key";
  make_ssh_key(key, "ed25519");
  CHECK(defect(key).empty());
  for (const unsigned mode : {0400U, 0600U, 0640U, 0604U, 0660U, 0700U, 0644U, 0666U}) {
    std::filesystem::permissions(key, static_cast<std::filesystem::perms>(mode));
    INFO("mode " << std::oct << mode);
    CHECK(defect(key).empty() == (mode == 0600 || mode == 0400));
  }
}

TEST_CASE("keys of other kinds are refused by their name") {
  const TempFolder folder;
  make_ssh_key(folder / "rsa", "rsa -b 2048");
  CHECK_THAT(defect(folder / "rsa"), Catch::Contains("ssh-rsa") && Catch::Contains("Ed25519"));
  make_ssh_key(folder / "ecdsa", "ecdsa");
  CHECK_THAT(defect(folder / "ecdsa"), Catch::Contains("ecdsa-sha2-nistp256"));
  make_ssh_key(folder / "pem", "rsa -b 2048 -m PEM");
  CHECK_THAT(defect(folder / "pem"), Catch::Contains("Ed25519"));
}

TEST_CASE("keys that nobody could use at night are refused") {
  const TempFolder folder;
  make_ssh_key(folder / "locked", "ed25519", "passphrase");
  CHECK_THAT(defect(folder / "locked"), Catch::Contains("passphrase"));
  CHECK_THAT(defect(folder / "nothing"), Catch::Contains("there is no SFTP key"));
  CHECK_FALSE(defect(folder.path()).empty());
}

TEST_CASE("damaged key files are refused, cut or changed anywhere") {
  const TempFolder folder;
  make_ssh_key(folder / "key", "ed25519");
  const std::string whole = text_of_file(folder / "key");
  const Path damaged = folder / "damaged";
  write_file(damaged, "");
  std::filesystem::permissions(damaged, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  for (std::size_t size = 0; size + 1 < whole.size(); size += 3) {
    write_file(damaged, whole.substr(0, size));
    CHECK_FALSE(defect(damaged).empty());
  }
  for (std::size_t i = 0; i < 60; ++i) {  // what lies before the key itself
    std::string changed = whole;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    write_file(damaged, changed);
    INFO("character " << i);
    CHECK_FALSE(defect(damaged).empty());
  }
  write_file(damaged, std::string(100'000, 'A'));
  CHECK_FALSE(defect(damaged).empty());
}

TEST_CASE("a host key is read as ssh-keygen prints it, as bare base64 and as hexadecimal digits") {
  const std::string base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";  // SHA-256 of nothing
  const std::string hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const Digest wanted = read_host_key_sha256(hex).value();
  CHECK(to_hex(wanted) == hex);
  for (const std::string& text : {"SHA256:" + base64, base64, base64 + "=", "SHA256:" + base64 + "="}) {
    INFO(text);
    REQUIRE(read_host_key_sha256(text));
    CHECK(read_host_key_sha256(text).value() == wanted);
  }
  for (const std::string& text :
       {std::string(), std::string("SHA256:"), std::string("MD5:00"), base64.substr(1), base64 + "A", hex.substr(1),
        hex + "0", "sha256:" + base64, "SHA256:" + hex, base64.substr(0, 42) + "V", std::string(43, '*')}) {
    INFO(text);
    REQUIRE_FALSE(read_host_key_sha256(text));
    CHECK(read_host_key_sha256(text).error().kind == ErrorKind::configuration_invalid);
  }
}

TEST_CASE("base64 agrees with RFC 4648, 10") {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    CHECK(to_base64(bytes_of(plain)) == encoded);
    CHECK(text_of(from_base64(encoded).value()) == plain);
  }
  for (const char* wrong : {"Z", "Zg=", "Zh==", "Zm9v\n", "Zm 9v", "====", "Zg==Zg==", "Zm9=v"}) {
    CHECK_FALSE(from_base64(wrong));
  }
}

TEST_CASE("listings are read as servers print them") {
  const auto entries = read_long_listing(
      "drwxr-xr-x    2 root     root         4096 Nov 22 04:06 .\n"
      "drwxr-xr-x    5 root     root         4096 Nov 22 04:06 ..\n"
      "-rw-r--r--    1 1000     1000            0 Jan  1  2025 DONE\n"
      "-rw-r--r--    ? long_user_name long_group 12345678901 Dec 31 23:59 two  blanks\r\n"
      "lrwxrwxrwx    1 root     root            1 Nov 22 04:06 link -> a\n"
      "drwxr-xr-x    2 root     root         4096 Nov 22 04:06 B20261123-01");
  REQUIRE(entries);
  REQUIRE(entries->size() == 4);
  CHECK((*entries)[0].name == "DONE");
  CHECK((*entries)[0].bytes == 0U);
  CHECK((*entries)[1].name == "two  blanks");
  CHECK((*entries)[1].bytes == 12'345'678'901U);
  CHECK((*entries)[2].name == "link");
  CHECK_FALSE((*entries)[2].regular);
  CHECK((*entries)[3].name == "B20261123-01");
  for (const char* odd :
       {"\n", "total 12\n", "-rw 1 a b c Nov 22 04:06 x\n", "-rw 1 a b 99999999999999999999 Nov 22 04:06 x\n",
        "-rw 1 a b 5 Nov 22 04:06\n", "-rw 1 a b 5 Nov 22 04:06 \n", "01-01-26  10:00PM  5 x\n"}) {
    INFO(odd);
    CHECK_FALSE(read_long_listing(odd));
  }
  const auto names = read_name_listing(".\n..\na b\r\n\nc");
  REQUIRE(names.size() == 2);
  CHECK(names[0].name == "a b");
  CHECK(names[1].name == "c");
}
