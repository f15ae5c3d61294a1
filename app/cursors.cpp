#include "app/cursors.hpp"

namespace postproof::app {

namespace {

constexpr std::size_t number_bytes = 8;
constexpr std::size_t mac_bytes = 8;

Bytes big_endian(std::int64_t number) {
  Bytes bytes(number_bytes);
  auto rest = static_cast<std::uint64_t>(number);
  for (std::size_t i = number_bytes; i-- > 0; rest >>= 8U) bytes[i] = static_cast<std::uint8_t>(rest & 0xFFU);
  return bytes;
}

std::int64_t number_in(ByteView bytes) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes) number = number << 8U | byte;
  return static_cast<std::int64_t>(number);
}

}  // namespace

Result<std::string> make_cursor(const House& house, std::string_view list, std::int64_t before) {
  Bytes bytes = big_endian(before);
  PP_TRY(const Digest mac, house.cursor_mac(list, bytes));
  bytes.insert(bytes.end(), mac.begin(), mac.begin() + mac_bytes);
  return to_hex(bytes);
}

Result<std::int64_t> read_cursor(const House& house, std::string_view list, std::string_view cursor) {
  if (cursor.empty()) return INT64_MAX;
  Bytes bytes;
  if (cursor.size() == 2 * (number_bytes + mac_bytes) && from_hex(cursor, bytes)) {
    const std::int64_t before = number_in(ByteView(bytes).first(number_bytes));
    PP_TRY(const std::string made, make_cursor(house, list, before));
    if (made == cursor) return before;  // guessing one gives nothing that a list does not give
  }
  return fail(ErrorKind::cursor_invalid, "the cursor is none that this list gave");
}

}  // namespace postproof::app
