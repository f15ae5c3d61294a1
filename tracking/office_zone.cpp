#include "tracking/office_zone.hpp"

#include <algorithm>
#include <array>

namespace postproof::tracking {

namespace {

struct Prefixes {
  int first;
  int last;
  int hours_east;
};

constexpr int moscow_hours = 3;

// What is not here is +03:00.
constexpr std::array zones{
    Prefixes{236, 238, 2},   // Kaliningrad
    Prefixes{410, 413, 4},   // Saratov
    Prefixes{414, 416, 4},   // Astrakhan
    Prefixes{426, 427, 4},   // Udmurtia
    Prefixes{432, 433, 4},   // Ulyanovsk
    Prefixes{443, 446, 4},   // Samara
    Prefixes{450, 453, 5},   // Bashkortostan
    Prefixes{454, 457, 5},   // Chelyabinsk
    Prefixes{460, 462, 5},   // Orenburg
    Prefixes{468, 468, 5},   // Baikonur
    Prefixes{614, 619, 5},   // Perm
    Prefixes{620, 624, 5},   // Sverdlovsk
    Prefixes{625, 629, 5},   // Tyumen, Khanty-Mansi, Yamalo-Nenets
    Prefixes{630, 633, 7},   // Novosibirsk
    Prefixes{634, 636, 7},   // Tomsk
    Prefixes{640, 641, 5},   // Kurgan
    Prefixes{644, 646, 6},   // Omsk
    Prefixes{647, 648, 7},   // Krasnoyarsk, north
    Prefixes{649, 649, 7},   // Altai Republic
    Prefixes{650, 654, 7},   // Kemerovo
    Prefixes{655, 655, 7},   // Khakassia
    Prefixes{656, 659, 7},   // Altai Territory
    Prefixes{660, 663, 7},   // Krasnoyarsk
    Prefixes{664, 666, 8},   // Irkutsk
    Prefixes{667, 668, 7},   // Tuva
    Prefixes{669, 669, 8},   // Irkutsk, Ust-Orda
    Prefixes{670, 671, 8},   // Buryatia
    Prefixes{672, 674, 9},   // Transbaikal
    Prefixes{675, 676, 9},   // Amur
    Prefixes{677, 678, 9},   // Yakutia
    Prefixes{679, 679, 10},  // Jewish Autonomous Region
    Prefixes{680, 682, 10},  // Khabarovsk
    Prefixes{683, 684, 12},  // Kamchatka
    Prefixes{685, 686, 11},  // Magadan
    Prefixes{687, 687, 9},   // Transbaikal, Aginskoye
    Prefixes{688, 688, 12},  // Kamchatka, north
    Prefixes{689, 689, 12},  // Chukotka
    Prefixes{690, 692, 10},  // Primorye
    Prefixes{693, 694, 11},  // Sakhalin
};

static_assert(std::ranges::adjacent_find(zones,
                                         [](const Prefixes& a, const Prefixes& b) {
                                           return a.last < a.first || b.first <= a.last;
                                         }) == zones.end(),
              "rows are sorted and do not overlap");

}  // namespace

ZoneOffset office_zone(const PostalIndex& index) {
  const std::string& text = index.str();
  const bool six_digits = text.size() == 6 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  int hours = moscow_hours;
  if (six_digits) {
    const int prefix = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
    const auto* row = std::ranges::lower_bound(zones, prefix, {}, &Prefixes::last);
    if (row != zones.end() && row->first <= prefix) hours = row->hours_east;
  }
  return ZoneOffset{std::chrono::hours{hours}};
}

}  // namespace postproof::tracking
