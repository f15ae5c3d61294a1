#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/config.hpp"
#include "batches/posting_list.hpp"

namespace postproof::app {

/// What is wrong with the keys of the posting list (sender, sender.postal_address, batch.posting_list): the key, and
/// what it must be. Keys that are still empty are not wrong.
std::vector<std::pair<std::string, std::string>> posting_faults(const Config& config);

/// The keys without which no list can be made and that are still empty. None in the demo profile.
std::vector<std::string> missing_for_posting(const Config& config);

/// Fills what is empty of these keys with the invented sender of the demo profile.
void fill_demo_posting(Config& config);

/// The settings of a configuration without faults. In the demo profile what is empty is filled.
batches::PostingSettings posting_settings(const Config& config);

}  // namespace postproof::app
