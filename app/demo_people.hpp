#pragma once

#include <string>

namespace postproof::app {

/// What the simulated post will do with a letter; it goes by the addressee's surname.
enum class Fate { delivered, returned, lost, picked_up_late, spoilt, never_scanned };

/// The import file of `count` invented people at a few dozen real post offices; the same count gives the same file.
/// Of every 50 people one each is fated to each of the special fates.
std::string demo_orders_csv(int count);

/// The fate of the person of this number, 0 ... count - 1.
Fate fate_of(int number);

}  // namespace postproof::app
