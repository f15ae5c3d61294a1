#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/files.hpp"
#include "core/result.hpp"
#include "postsim/ledger.hpp"
#include "postsim/sheet.hpp"

namespace postproof::postsim {

/// The sheet of one printed letter, read from its page as the citizen reads it. track_number_not_found if no letter of
/// this number was printed.
Result<Sheet> read_printed_sheet(const Files& files, const Ledger& ledger, std::string_view track_number,
                                 const Path& key_file);

/// Reads every printed letter, batch by batch in the order of their ids and pages; each file is opened once.
Result<void> read_all_printed_sheets(const Files& files, const Ledger& ledger, const Path& key_file,
                                     const std::function<void(const Sheet&)>& each);

/// {"track_number","code","valid_through","recipient","address_lines","index"} on one line.
std::string sheet_json(const Sheet& sheet);

/// The same for people, several lines.
std::string sheet_text(const Sheet& sheet);

}  // namespace postproof::postsim
