#include "postsim/invented_letters.hpp"

#include <array>

#include "postsim/chance.hpp"

namespace postproof::postsim {

namespace {

/// Offices of many regions and clocks.
constexpr std::array<std::string_view, 16> offices{"101000", "115211", "190000", "236022", "308015", "344002",
                                                   "350063", "394018", "420111", "443001", "450077", "620014",
                                                   "630099", "660017", "664025", "690091"};

std::string_view surname_of(std::uint64_t percent) {
  if (percent < 3) return "Возвратов";
  if (percent < 7) return "Неявкин";
  if (percent < 8) return "Потеряев";
  if (percent < 9) return "Молчанов";
  return "Смирнова";
}

}  // namespace

std::optional<PostedLetter> InventedLetters::letter(std::string_view track_number) const {
  constexpr std::size_t domestic = 14;
  if (track_number.size() != domestic || track_number.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  const std::uint64_t lot = chance(track_number, "invented", seed);
  const auto window = static_cast<std::uint64_t>(days_in_seconds(posted_days).count());
  PostedLetter letter;
  letter.track_number = track_number;
  letter.surname = surname_of(lot % 100);
  letter.index = offices[(lot / 100) % offices.size()];
  letter.acknowledged_at = posted_from + seconds{static_cast<std::int64_t>((lot / 1600) % window)};
  return letter;
}

}  // namespace postproof::postsim
