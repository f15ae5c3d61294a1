#include "codegen/issuer.hpp"

#include "core/ensure.hpp"

namespace postproof::codegen {

Secret make_code(Mac& issuing, const LetterId& letter, ByteView nonce, const CodeForm& form) {
  ensure(nonce.size() == nonce_bytes, "a nonce has 16 bytes");
  return form.from_mac([&](std::uint32_t number) {
    issuing.add_field(bytes_of(letter.str())).add_field(nonce);
    if (number > 0) {
      const std::array<std::uint8_t, 4> counter{
          static_cast<std::uint8_t>(number >> 24U), static_cast<std::uint8_t>(number >> 16U),
          static_cast<std::uint8_t>(number >> 8U), static_cast<std::uint8_t>(number)};
      issuing.add_field(counter);
    }
    return issuing.finish();
  });
}

Digest code_digest(Mac& checking, const LetterId& letter, const AccountId& account, const Secret& canonical) {
  return checking.add_field(bytes_of(letter.str()))
      .add_field(bytes_of(account.str()))
      .add_field(canonical.expose())
      .finish();
}

bool matches(Mac& checking, const LetterId& letter, const AccountId& account, const Secret& canonical,
             ByteView stored) {
  return equal_in_constant_time(code_digest(checking, letter, account, canonical), stored);
}

}  // namespace postproof::codegen
