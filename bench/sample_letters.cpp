#include "bench/sample_letters.hpp"

#include <array>

#include <fmt/format.h>

namespace postproof::bench {

namespace {

constexpr std::array<const char*, 7> surnames = {"Смирнова",  "Кузнецова", "Щербакова", "Ёлкина",
                                                 "Соловьёва", "Петрова",   "Голубева"};
constexpr std::array<const char*, 5> names = {"Анна", "Мария", "Екатерина", "Наталья", "Ольга"};
constexpr std::array<const char*, 3> patronymics = {"Сергеевна", "Александровна", "Ивановна"};
constexpr std::array<const char*, 5> streets = {"Мясницкая улица", "улица Академика Королёва", "проспект Ленина",
                                                "Большая Садовая улица", "Троицкий проспект"};

struct Place {
  const char* city;
  const char* district;
  const char* region;
};
constexpr std::array<Place, 4> places = {{{"Екатеринбург", "Городской округ Екатеринбург", "Свердловская область"},
                                          {"Москва", "", "Москва"},
                                          {"Ростов-на-Дону", "", "Ростовская область"},
                                          {"Каргополь", "Каргопольский район", "Архангельская область"}}};

/// The n-th of a list, going round.
template <class List>
const auto& nth(const List& list, int n) {
  return list[static_cast<std::size_t>(n) % list.size()];
}

letters::LetterContent letter_of(int n) {
  const Place& place = nth(places, n / 2);
  letters::LetterContent letter;
  letter.recipient = {Personal(nth(surnames, n)), Personal(nth(names, n)), Personal(nth(patronymics, n / 5))};
  letter.address.index = PostalIndex(fmt::format("{}", 101000 + n % 90000));
  letter.address.region = Personal(place.region);
  letter.address.district = Personal(place.district);
  letter.address.city = Personal(place.city);
  letter.address.street = Personal(nth(streets, n));
  letter.address.house = Personal(fmt::format("{}", 1 + n % 120));
  letter.address.building = Personal(n % 3 == 0 ? fmt::format("{}", 1 + n % 7) : std::string());
  letter.address.apartment = Personal(fmt::format("{}", 1 + n % 250));
  letter.track_number = TrackNumber(fmt::format("{}{:05}", 101000261 + n / 100000, n % 100000));
  letter.valid_through = parse_date("2027-01-22");
  return letter;
}

}  // namespace

SampleLetters::SampleLetters(int count) {
  for (int n = 0; n < count; ++n) {
    const int scattered = n * 7919;
    codes_.emplace_back(fmt::format("{:04} {:04} {:04}", scattered % 9973, scattered / 3 % 9967, scattered / 7 % 9949));
    letters_.push_back(letter_of(n));
  }
  for (std::size_t i = 0; i < letters_.size(); ++i) letters_[i].code_shown = &codes_[i];
}

}  // namespace postproof::bench
