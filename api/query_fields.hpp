#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/exchange.hpp"

namespace postproof::api {

/// Reads the query of a request, which admission has checked for unknown, repeated and undecodable parameters, and
/// collects what is wrong with the values. Borrows the exchange.
class QueryFields {
 public:
  explicit QueryFields(Exchange& exchange) : exchange_(exchange) {}

  /// The value, or nothing if the parameter is absent.
  std::optional<std::string> text(std::string_view name) const;
  /// `cursor` and `limit` (1 to 200, 50 where absent; bad_format otherwise). An empty cursor is the first page.
  PageAsk page(int usual_limit = 50);
  void report(std::string_view name, std::string_view code, std::string message);
  /// validation_failed with everything that was found, here and at admission, if anything was.
  Result<void> verdict() const;

 private:
  Exchange& exchange_;
};

/// The filters and the page of a list of letters; validation_failed.
Result<LetterQuery> read_letter_query(Exchange& exchange);

}  // namespace postproof::api
