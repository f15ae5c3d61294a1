#include "postsim/command_line.hpp"

#include <filesystem>
#include <sstream>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/postsim/batch_maker.hpp"
#include "tests/postsim/temp_folder.hpp"

namespace postproof::postsim {

namespace {

struct Ran {
  int status = 0;
  std::string out;
  std::string err;
};

Ran run(std::vector<std::string> words) {
  std::vector<const char*> arguments{"postsim"};
  for (const std::string& word : words) arguments.push_back(word.c_str());
  std::ostringstream out;
  std::ostringstream err;
  Ran ran;
  ran.status = run_command_line(static_cast<int>(arguments.size()), arguments.data(), out, err);
  ran.out = out.str();
  ran.err = err.str();
  return ran;
}

}  // namespace

TEST_CASE("help is there for every command, with an example") {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"--help"},
                                                                                     {"printhouse", "--help"},
                                                                                     {"post", "--help"},
                                                                                     {"serve", "--help"},
                                                                                     {"print", "--help"},
                                                                                     {"faults", "--help"},
                                                                                     {"faults", "set", "--help"},
                                                                                     {"faults", "clear", "--help"}}) {
    const Ran ran = run(words);
    CHECK(ran.status == 0);
    CHECK_THAT(ran.out, Catch::Contains("Example:\n  postsim "));
  }
  CHECK_THAT(run({"--version"}).out, Catch::StartsWith("postsim "));
}

TEST_CASE("wrong usage exits 2") {
  const TempFolder folder;
  const std::string data = folder.path().string();
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{},
                                             {"burn"},
                                             {"printhouse"},
                                             {"printhouse", "--data", data + "/none"},
                                             {"printhouse", "--data", data, "--twice"},
                                             {"post", "--data", data},
                                             {"print", "--data", data},
                                             {"print", "--data", data, "--all"},
                                             {"print", "1", "--data", data, "--all", "--json"},
                                             {"faults", "--data", data},
                                             {"faults", "--data", data, "set"},
                                             {"faults", "--data", data, "set", "stall=2"},
                                             {"faults", "--data", data, "set", "fire=1"}}) {
    const Ran ran = run(words);
    CHECK(ran.status == 2);
    CHECK_FALSE(ran.err.empty());
  }
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a post without credentials, and one on a bad address, do not start") {
  const TempFolder folder;
  const std::string data = folder.path().string();
  const Ran without = run({"post", "--data", data, "--listen", "127.0.0.1:0"});
  CHECK(without.status == 1);
  CHECK_THAT(without.err, Catch::Contains("tracking.toml"));
  const std::string place = GENERATE("tracking.toml", "keys/tracking.toml");
  write_file(folder.path() / place, "login = \"A\"\npassword = \"B\"\n");
  CHECK(run({"post", "--data", data, "--listen", "nowhere"}).status == 2);
}

TEST_CASE("one look prints a batch, and print shows its sheets") {
  const TempFolder folder;
  const std::string data = folder.path().string();
  BatchMaker("B20261123-01", some_letters(2)).hand_over(folder.path() / "printhouse" / "in");
  const Ran look = run({"printhouse", "--data", data, "--once"});
  CHECK(look.status == 0);
  CHECK(look.err == "B20261123-01: printed 2 letters, spoilt 0\n");
  CHECK(std::filesystem::exists(folder.path() / "printhouse" / "acks" / "B20261123-01.ack.json"));

  const Ran json = run({"print", "10100026000010", "--data", data, "--json"});
  CHECK(json.status == 0);
  CHECK_THAT(json.out, Catch::StartsWith(R"({"track_number":"10100026000010","code":"0001 5678 9012",)"));
  const Ran text = run({"print", "10100026000010", "--data", data});
  CHECK_THAT(text.out, Catch::Contains("code           0001 5678 9012\n"));
  const Ran all = run({"print", "--all", "--json", "--data", data});
  CHECK(all.status == 0);
  CHECK(std::count(all.out.begin(), all.out.end(), '\n') == 2);

  const Ran unknown = run({"print", "10100026000990", "--data", data, "--json"});
  CHECK(unknown.status == 1);
  CHECK(unknown.out.empty());
  CHECK(unknown.err == "postsim: 10100026000990: no letter of this number was printed\n");
}

TEST_CASE("other folders may be named for batches and acknowledgements") {
  const TempFolder folder;
  const TempFolder elsewhere;
  BatchMaker("B20261123-01", some_letters(1)).hand_over(elsewhere.path() / "drop");
  const Ran look = run({"printhouse", "--once", "--data", folder.path().string(), "--in",
                        (elsewhere.path() / "drop").string(), "--acks", (elsewhere.path() / "acks").string()});
  CHECK(look.status == 0);
  CHECK(std::filesystem::exists(elsewhere.path() / "acks" / "B20261123-01.ack.json"));
}

TEST_CASE("the printed instant follows the movable clock of the data folder") {
  const TempFolder folder;
  write_file(folder.path() / "clock.offset", "3155760000\n");
  BatchMaker("B20261123-01", some_letters(1)).hand_over(folder.path() / "printhouse" / "in");
  CHECK(run({"printhouse", "--data", folder.path().string(), "--once"}).status == 0);
  const std::string ack = content_of(folder.path() / "printhouse" / "acks" / "B20261123-01.ack.json");
  CHECK_THAT(ack, Catch::Contains("\"received_at\":\"21"));
}

TEST_CASE("a look with trouble exits 1") {
  const TempFolder folder;
  write_file(folder.path() / "printhouse" / "in" / "B20261123-01" / "DONE", "");
  const Ran look = run({"printhouse", "--data", folder.path().string(), "--once"});
  CHECK(look.status == 1);
  CHECK_THAT(look.err, Catch::Contains("manifest.json"));
}

TEST_CASE("faults are set one by one and cleared together") {
  const TempFolder folder;
  const std::string data = folder.path().string();
  const std::filesystem::path file = folder.path() / "postsim" / "faults.json";
  CHECK(run({"faults", "--data", data, "set", "stall=0.5", "seed=3"}).status == 0);
  CHECK(run({"faults", "set", "quota=10", "--data", data}).status == 0);
  CHECK_THAT(content_of(file), Catch::Contains("stall") && Catch::Contains("seed") && Catch::Contains("quota"));
  CHECK(run({"faults", "--data", data, "clear"}).status == 0);
  CHECK_FALSE(std::filesystem::exists(file));
  CHECK(run({"faults", "--data", data, "clear"}).status == 0);
}

}  // namespace postproof::postsim
