#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <catch2/catch.hpp>

#include "postsim/print_house.hpp"
#include "system/posix_files.hpp"
#include "tests/postsim/batch_maker.hpp"
#include "tests/postsim/temp_folder.hpp"

namespace postproof::postsim {

inline constexpr const char* monday_batch = "B20261123-01";

/// A print house with its folders, on a Monday evening.
struct Shop {
  TempFolder folder;
  Path in = folder.path() / "in";
  Path acks = folder.path() / "acks";
  Path own = folder.path() / "postsim";
  system::PosixFiles files;
  ManualClock clock{*parse_instant("2026-11-23T19:30:00+03:00")};

  PrintHouse open() {
    const Path& at = folder.path();
    return {files, clock, {in, acks, own, at / "key", at / "crt", at / "sender.crt"}, "test"};
  }

  PrintHouse::Looked look(bool asked = false) {
    PrintHouse house = open();
    auto looked = house.look(asked);
    REQUIRE(looked);
    return looked.value();
  }
  bool has_ack(const std::string& batch_id) const { return std::filesystem::exists(acks / (batch_id + ".ack.json")); }
  std::string ack_text(const std::string& batch_id) const { return content_of(acks / (batch_id + ".ack.json")); }
  boost::json::object ack(const std::string& batch_id) const {
    REQUIRE(has_ack(batch_id));
    return boost::json::parse(ack_text(batch_id)).as_object();
  }
  void take_ack(const std::string& batch_id, bool keep = false) {
    std::filesystem::create_directories(acks / "done");
    const std::string name = batch_id + ".ack.json";
    if (keep) {
      std::filesystem::rename(acks / name, acks / "done" / name);
    } else {
      std::filesystem::remove(acks / name);
    }
  }
  void set(const std::vector<std::string>& settings) {
    Faults faults;
    REQUIRE(faults.set(settings));
    REQUIRE(save_faults(files, own / "faults.json", faults));
  }
  Ledger ledger() {
    Ledger read(files, own);
    REQUIRE(read.refresh());
    return read;
  }
};

inline std::string text_in(const boost::json::object& object, const char* field) {
  return std::string(object.at(field).as_string());
}

/// As if the sender had put the same folder there once more.
inline void hand_over_again(const Path& in, const std::string& batch_id) {
  const Path done = in / batch_id / "DONE";
  std::filesystem::last_write_time(done, std::filesystem::last_write_time(done) + std::chrono::seconds{5});
}

}  // namespace postproof::postsim
