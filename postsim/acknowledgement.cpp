#include "postsim/acknowledgement.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace postproof::postsim {

namespace json = boost::json;

std::string acknowledgement_text(const Acknowledgement& acknowledgement) {
  json::array rejected;
  for (const RejectedLetter& letter : acknowledgement.rejected) {
    rejected.push_back(json::object{{"track_number", letter.track_number}, {"reason", letter.reason}});
  }
  const json::object object{
      {"batch_id", acknowledgement.batch_id},
      {"manifest_sha256", acknowledgement.manifest_sha256},
      {"state", acknowledgement.state},
      {"received_at", format_instant(acknowledgement.received_at, ZoneOffset{std::chrono::hours{3}})},
      {"letters", acknowledgement.letters},
      {"rejected", std::move(rejected)},
  };
  return json::serialize(object) + "\n";
}

std::string acknowledgement_name(std::string_view batch_id) { return std::string(batch_id) + ".ack.json"; }

}  // namespace postproof::postsim
