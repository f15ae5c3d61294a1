#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/result.hpp"
#include "letters/font.hpp"
#include "letters/sheet.hpp"
#include "orders/address.hpp"

namespace postproof::letters {

/// Envelopes of GOST R 51506-99: DL (E65) 110 x 220 mm, C5 162 x 229, C4 229 x 324.
enum class EnvelopeSize : std::uint8_t { dl, c5, c4 };
std::string_view name_of(EnvelopeSize size);
std::optional<EnvelopeSize> envelope_size_of(std::string_view name);

struct EnvelopeContent {
  orders::Recipient recipient;
  orders::Address address;
  TrackNumber track_number;  ///< may be empty: no label
};

/// Who sends, as printed.
struct SenderLines {
  std::string name;
  std::vector<std::string> lines;
};

/// The face of an envelope without window: sender upper left, label upper middle, place for the stamp upper right,
/// addressee lower right, index in the post's nine-segment digits lower left. Errors: validation_failed (with fields)
/// for an address that does not fit, track_number_malformed.
Result<Page> compose_envelope(EnvelopeSize size, const EnvelopeContent& content, const SenderLines& sender,
                              const Fonts& fonts);

}  // namespace postproof::letters
