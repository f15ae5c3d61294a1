#pragma once

#include <string>
#include <vector>

#include "batches/posting_list.hpp"
#include "tests/support/sample_orders.hpp"

namespace postproof::test {

/// The posting of an invented sender: 87 roubles and 20 % VAT a letter.
inline batches::PostingSettings sample_posting() {
  batches::PostingSettings settings;
  settings.head.inn = "7700000000";
  settings.head.kpp = "770001001";
  settings.head.contract = "12/2026-П";
  settings.head.index_from = "101000";
  settings.head.sender_name = "Министерство «Цифра» – портал";
  settings.head.sender = {"101000", "Москва", "", "Москва", "Мясницкая улица", "26", "", ""};
  settings.rate = {8700, 20};
  settings.font_dir = "/usr/share/fonts/truetype/paratype";
  return settings;
}

/// The 17th batch, sealed on Monday, 23 November 2026, in the evening.
inline batches::Batch sample_batch() {
  batches::Batch batch;
  batch.sequence = 17;
  batch.sealed_at = *parse_instant("2026-11-23T18:30:00+03:00");
  return batch;
}

/// Invented members with numbers from 1 on.
inline std::vector<batches::Member> sample_members(int count) {
  std::vector<batches::Member> members;
  for (int i = 1; i <= count; ++i) {
    const orders::Order order = order_of(i);
    batches::Member member;
    member.posting_no = i;
    const std::string serial = std::to_string(100'000 + i);
    member.track_number = TrackNumber{"10100026" + serial.substr(1) + "7"};
    member.recipient = order.recipient;
    member.address = order.address;
    members.push_back(std::move(member));
  }
  return members;
}

/// Gives members in portions.
inline batches::MemberSource source_of(std::vector<batches::Member> members, std::size_t portion = 3) {
  return
      [members = std::move(members), portion, at = std::size_t{0}]() mutable -> Result<std::vector<batches::Member>> {
        const std::size_t end = std::min(at + portion, members.size());
        std::vector<batches::Member> some(members.begin() + static_cast<std::ptrdiff_t>(at),
                                          members.begin() + static_cast<std::ptrdiff_t>(end));
        at = end;
        return some;
      };
}

}  // namespace postproof::test
