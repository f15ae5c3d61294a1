#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "core/entropy.hpp"
#include "core/instant.hpp"

namespace postproof {

/// A name of one kind of thing; ids of different kinds do not mix. Holds any text: whoever reads one from outside
/// validates it first.
template <class Kind>
class Id {
 public:
  Id() = default;
  explicit Id(std::string text) : text_(std::move(text)) {}

  const std::string& str() const { return text_; }
  bool empty() const { return text_.empty(); }
  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  std::string text_;
};

using LetterId = Id<struct LetterIdKind>;        // "ltr_" + 26 symbols
using AccountId = Id<struct AccountIdKind>;      // the portal's name of an account
using BatchId = Id<struct BatchIdKind>;          // B<YYYYMMDD>-<NN>
using TrackNumber = Id<struct TrackNumberKind>;  // 14 digits, or 13 characters of UPU S10
using PostalIndex = Id<struct PostalIndexKind>;  // 6 digits
using RequestId = Id<struct RequestIdKind>;      // the importer's name of an order
using KeyId = Id<struct KeyIdKind>;              // "k" + number

/// A fresh letter id: "ltr_" and 26 lower-case Crockford base-32 symbols of 48 bits of milliseconds since 1970 and 80
/// random bits, so that later ids sort later. Not a secret, and not guessable in practice.
LetterId make_letter_id(Instant now, Entropy& entropy);

/// True for the shape that make_letter_id gives.
bool is_letter_id(std::string_view text);

/// 1-64 of [A-Za-z0-9._:-], the first one alphanumeric.
bool is_account_id(std::string_view text);

}  // namespace postproof

template <class Kind>
struct std::hash<postproof::Id<Kind>> {
  std::size_t operator()(const postproof::Id<Kind>& id) const { return std::hash<std::string>{}(id.str()); }
};
