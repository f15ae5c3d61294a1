#include "store/recipient_box.hpp"

#include <array>
#include <string>
#include <string_view>

namespace postproof::store {

namespace {

constexpr std::size_t part_count = 11;

std::string context_of(const LetterId& letter) { return "recipient/" + letter.str(); }

/// Parts are joined by a unit separator, which no accepted text can hold.
constexpr char separator = '\x1F';

Error broken(const LetterId& letter) {
  return error(ErrorKind::data_corrupt, "the stored recipient of letter " + letter.str() + " cannot be read");
}

}  // namespace

Bytes seal_recipient(Sealer& sealer, const LetterId& letter, const orders::Recipient& recipient,
                     const orders::Address& address) {
  const std::array<std::string_view, part_count> parts{
      recipient.last_name.reveal(), recipient.first_name.reveal(), recipient.middle_name.reveal(),
      address.index.str(),          address.region.reveal(),       address.district.reveal(),
      address.city.reveal(),        address.street.reveal(),       address.house.reveal(),
      address.building.reveal(),    address.apartment.reveal()};
  Bytes plain;
  for (const std::string_view part : parts) {
    plain.insert(plain.end(), part.begin(), part.end());
    plain.push_back(static_cast<std::uint8_t>(separator));
  }
  Bytes box = sealer.seal(plain, context_of(letter));
  wipe(plain);
  return box;
}

Result<RecipientBox> open_recipient(const Sealer& sealer, const LetterId& letter, ByteView box) {
  PP_TRY(const Secret plain, sealer.open(box, context_of(letter)));
  std::string_view rest = plain.expose_text();
  std::array<std::string, part_count> parts;
  for (std::string& part : parts) {
    const std::size_t end = rest.find(separator);
    if (end == std::string_view::npos) return broken(letter);
    part = rest.substr(0, end);
    rest.remove_prefix(end + 1);
  }
  if (!rest.empty()) return broken(letter);
  RecipientBox opened;
  opened.recipient = {Personal{std::move(parts[0])}, Personal{std::move(parts[1])}, Personal{std::move(parts[2])}};
  opened.address = {PostalIndex{std::move(parts[3])}, Personal{std::move(parts[4])}, Personal{std::move(parts[5])},
                    Personal{std::move(parts[6])},    Personal{std::move(parts[7])}, Personal{std::move(parts[8])},
                    Personal{std::move(parts[9])},    Personal{std::move(parts[10])}};
  return opened;
}

}  // namespace postproof::store
