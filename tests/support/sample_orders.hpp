#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "orders/address.hpp"

namespace postproof::test {

/// An invented person of Moscow. `number` makes account, index and flat differ; orders may be made without end.
inline orders::Order order_of(int number) {
  static constexpr std::array indexes{"101000", "190000", "620014", "344002", "630099"};
  orders::Order order;
  order.account_id = AccountId{"acc-" + std::to_string(number)};
  order.language = number % 3 == 2 ? orders::Language::en : orders::Language::ru;
  order.recipient = {Personal{"Смирнова"}, Personal{"Анна"}, Personal{"Сергеевна"}};
  order.address.index = PostalIndex{indexes.at(static_cast<std::size_t>(number) % indexes.size())};
  order.address.region = Personal{"Московская область"};
  order.address.city = Personal{"Звенигород"};
  order.address.street = Personal{"Почтовая улица"};
  order.address.house = Personal{"26"};
  order.address.apartment = Personal{std::to_string(number % 900 + 1)};
  return order;
}

/// An order that no letter can print: one word longer than the address area is wide.
inline orders::Order unprintable_order(int number) {
  orders::Order order = order_of(number);
  std::string word;
  for (int i = 0; i < 128; ++i) word += "Щ";
  order.address.city = Personal{word};
  return order;
}

}  // namespace postproof::test
