#include "batches/rtm0003.hpp"
#include "batches/zip_archive.hpp"

namespace postproof::batches {

Result<Bytes> zip_rtm(const RtmHead& head, const RtmPieces& pieces) {
  const std::string name = rtm_list_name(head);
  bool asked = false;
  const auto ini_once = [&]() -> Result<std::string> {
    if (asked) return std::string();
    asked = true;
    return pieces.ini();
  };
  return write_zip({{name + ".txt", pieces.next}, {name + "h.ini", ini_once}}, head.send_date);
}

}  // namespace postproof::batches
