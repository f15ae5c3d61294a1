#pragma once

#include <boost/json/object.hpp>

#include "api/backend.hpp"
#include "app/house.hpp"

// What operators and auditors read, in the shapes of the contract: the command line and the HTTP service show the same.

namespace postproof::app {

/// `{"items":[batch...],"next_cursor"}`, newest first. cursor_invalid.
Result<boost::json::object> batches_page(House& house, const api::PageAsk& page);

/// One batch. batch_not_found.
Result<boost::json::object> batch_document(House& house, const BatchId& id);

/// Letters of a list, newest first. cursor_invalid; batch_not_found where one is named.
Result<api::LetterPage> letters_page(House& house, const api::LetterQuery& query);
Result<api::LetterPage> batch_letters_page(House& house, const BatchId& id, const api::PageAsk& page);

/// `{"letters":{status: count},"codes","batches","confirmations","delivery_days":{days: count},"alarms":[...]}`.
Result<boost::json::object> statistics_document(House& house);

/// `{"items":[{"sequence","at","actor","action","object","data","hash"}],"next_cursor"}`, newest first. cursor_invalid.
Result<boost::json::object> audit_page(House& house, const api::PageAsk& page);

/// The letter as a PDF, its code masked, set with the template it was or will be printed with; `actor` is noted in the
/// audit log. letter_not_found, personal_data_erased. Not before the typesetter was loaded, where several threads ask.
Result<Bytes> proof_of(House& house, const LetterId& id, const std::string& actor);

}  // namespace postproof::app
