#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/personal.hpp"
#include "core/result.hpp"

namespace postproof::orders {

/// The languages a letter can be written in.
enum class Language : std::uint8_t { ru, en };
std::string_view name_of(Language language);
std::optional<Language> language_of(std::string_view name);

/// Whom a letter is for. Texts are NFC, trimmed and of the allowed characters; middle_name may be empty.
struct Recipient {
  Personal last_name;
  Personal first_name;
  Personal middle_name;
  friend bool operator==(const Recipient&, const Recipient&) = default;
};

/// Where it goes, inside the country. Texts are NFC, trimmed and of the allowed characters; region, district, street,
/// building and apartment may be empty.
struct Address {
  PostalIndex index;
  Personal region;
  Personal district;
  Personal city;
  Personal street;
  Personal house;
  Personal building;
  Personal apartment;
  friend bool operator==(const Address&, const Address&) = default;
};

/// The one account level that may order; the others are refused, each with its own word.
enum class AccountLevel : std::uint8_t { simplified, standard, confirmed };
std::string_view name_of(AccountLevel level);
std::optional<AccountLevel> account_level_of(std::string_view name);

/// An order as received: texts as typed, absent and null alike. Nothing is checked yet.
struct OrderForm {
  std::optional<std::string> account_id, account_level, language;
  std::optional<std::string> last_name, first_name, middle_name;
  std::optional<std::string> country, index, region, district, city, street, house, building, apartment;
};

/// An order that may be placed as far as its own content goes.
struct Order {
  AccountId account_id;
  AccountLevel account_level = AccountLevel::standard;
  Language language = Language::ru;
  Recipient recipient;
  Address address;
};

/// What order checking asks of the rest of the house.
class AddressChecks {
 public:
  virtual ~AddressChecks() = default;
  /// Whether the index names an existing office; true where no reference data is loaded.
  virtual bool index_is_known(const PostalIndex& index) const = 0;
  /// What the letter could not print of this order: field errors of code does_not_fit or glyph_missing. `field` is
  /// named as in the body, e.g. "address.street". Texts that were found bad before, and a bad index, are empty here.
  virtual std::vector<FieldError> unprintable(const Recipient& recipient, const Address& address) const = 0;
};

/// How fields are named in errors: as paths of the JSON body ("recipient.last_name"), or as columns of the import file
/// ("recipient_last_name").
enum class FieldNaming : std::uint8_t { json_path, csv_column };

/// Checks and normalises (NFC, trimmed) a whole order. All bad fields are told at once, in the order of the contract's
/// body, as validation_failed. `earlier` are field errors the reader found already (wrong types, unknown fields);
/// they are reported first, and a field named there is not checked again.
Result<Order> check_order(const OrderForm& form, const AddressChecks& checks, FieldNaming naming,
                          std::vector<FieldError> earlier = {});

}  // namespace postproof::orders
