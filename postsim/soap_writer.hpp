#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "postsim/letter_life.hpp"
#include "postsim/offices.hpp"

namespace postproof::postsim {

/// Error codes of the batch protocol.
enum class FcError {
  bad_request = 2,
  not_authorized = 3,
  not_ready = 6,
  nothing_known = 12,
  internal = 16,
  gone = 17,
  too_many_items = 18,
  bad_language = 20,
  item_too_long = 21,
  file_name_too_long = 22,
};

/// The Russian text that goes with a code.
std::string_view text_of_error(FcError code);

/// The text that goes with code 3 and an authorization fault when the day's calls are used up.
inline constexpr std::string_view quota_text = "Ошибка авторизации: Превышен лимит количества запросов";

/// What is said about one number: scans, or an error.
struct FcItem {
  std::string barcode;
  std::variant<std::vector<Operation>, FcError> known;
};

/// Answers of the batch protocol, byte for byte in the form of the post: prefixes S, ns2, ns3.
std::string fc_ticket_answer(std::string_view ticket);
enum class FcWrapper { ticket, answer };
std::string fc_error_answer(FcWrapper wrapper, FcError code, std::string_view text);
/// Times of scans are the office's own, without offset; `prepared_at` is shown in Moscow time.
std::string fc_answer(std::span<const FcItem> items, Instant prepared_at, Language language);
/// A SOAP 1.1 fault for what is no request of the protocol at all. Goes with HTTP 500.
std::string fc_fault(std::string_view reason);

/// Answers of the single protocol: prefixes S, ns3, ns7. `scans` may be empty.
std::string history_answer(std::string_view barcode, std::string_view destination_index,
                           std::span<const Operation> scans, Language language);
/// A fault with a detail element (AuthorizationFaultReason, OperationHistoryFaultReason, LanguageFaultReason) in the
/// data namespace. Goes with HTTP 500.
std::string history_fault(std::string_view element, std::string_view text);
/// A fault without detail, for what is no request of the protocol at all. Goes with HTTP 500.
std::string history_sender_fault(std::string_view reason);

/// The text of a data fault.
std::string_view data_fault_text(Language language);

}  // namespace postproof::postsim
