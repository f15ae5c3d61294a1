#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/secret.hpp"

namespace postproof::postsim {

/// Names of both protocols.
namespace soap_names {
inline constexpr std::string_view soap_11 = "http://schemas.xmlsoap.org/soap/envelope/";
inline constexpr std::string_view soap_12 = "http://www.w3.org/2003/05/soap-envelope";
inline constexpr std::string_view fc_wrappers = "http://fclient.russianpost.org/postserver";
inline constexpr std::string_view fc_items = "http://fclient.russianpost.org";
inline constexpr std::string_view rtm34_operations = "http://russianpost.org/operationhistory";
inline constexpr std::string_view rtm34_data = "http://russianpost.org/operationhistory/data";
inline constexpr std::string_view sms_data = "http://russianpost.org/sms-info/data";
inline constexpr std::string_view customs_data = "http://www.russianpost.org/custom-duty-info/data";
inline constexpr std::string_view orders_data = "http://www.russianpost.org/RTM/DataExchangeESPP/Data";
}  // namespace soap_names

/// A request of the batch protocol (SOAP 1.1).
struct FcRequest {
  enum class Method { get_ticket, get_answer };
  Method method = Method::get_ticket;
  bool well_formed = false;  ///< false: the method is known, but a required part is missing, repeated or misplaced
  std::string login;
  Secret password;
  std::string language;              ///< as given; "" if not
  std::vector<std::string> items;    ///< barcodes as given
  std::size_t longest_item = 0;      ///< bytes
  std::size_t file_name_length = 0;  ///< bytes of the optional attribute FileName
  std::string ticket;
};

/// A request getOperationHistory of the single protocol (SOAP 1.2).
struct HistoryRequest {
  bool well_formed = false;
  std::string login;
  Secret password;
  std::string barcode;
  std::string message_type;
  std::string language;
};

/// Reads a request by namespace URIs, whatever the prefixes. malformed_request if it is no well-formed XML in UTF-8,
/// has a DOCTYPE, no envelope and body of the protocol's SOAP version, or no known method.
Result<FcRequest> read_fc_request(std::string_view body);
Result<HistoryRequest> read_history_request(std::string_view body);

}  // namespace postproof::postsim
