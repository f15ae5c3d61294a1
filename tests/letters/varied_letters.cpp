#include "tests/letters/varied_letters.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <string>

namespace postproof::letters::test {

namespace {

constexpr std::array<orders::Language, 2> languages = {orders::Language::ru, orders::Language::en};

struct Name {
  const char* last;
  const char* first;
  const char* middle;
};
constexpr std::array<Name, 13> names = {
    {{"Смирнова", "Анна", "Сергеевна"},
     {"Ёлкин", "Пётр", "Семёнович"},
     {"Щукарёва-Подъездная", "Мария-Магдалена", ""},
     {"Гөлнәзирә", "Җәмилә", "Фәһимәтдин кызы"},        // Tatar
     {"Ҡунаҡбаева", "Ғәлиә", "Һаҙыя ҡыҙы"},             // Bashkir
     {"Өксөкүлээх", "Айыыһыт", "Уйбаан уола Ҕаҥылас"},  // Yakut
     {"O’Brien", "Seán", "d'Arcy"},
     {"Öçalan", "Şükrü", ""},
     {"Ли", "А", "Б"},
     {"Образцовичобразцовичобразцович", "Александра Анастасия Екатерина", "Константиновна оглы Саламат"},
     {"Римский-Корсаков", "Иннокентий Апполинарий Никанор", "Вениаминович Ибрагимович Святославович"},
     {"Шевченко", "Їжакевич Ґалаґан", "Єремійович"},
     {"Кузнецова", "Александра Анастасия Екатерина Наталья", "Константиновна Александровна Вениаминовна"}}};

struct Place {
  const char* street;
  const char* house;
  const char* building;
  const char* apartment;
  const char* city;
  const char* district;
  const char* region;
};
constexpr std::array<Place, 7> places = {
    {{"Мясницкая улица", "26", "1", "7", "Екатеринбург", "Городской округ Екатеринбург", "Свердловская область"},
     {"", "5", "", "", "село Щёлкино", "Вилегодский район", "Архангельская область"},
     {"ул. 40-летия Победы (бывшая Ленина)", "12/3", "А", "101", "Москва", "", "Москва"},
     {"«Ёлочка» \\ (СНТ) № 5", "влад. 7", "", "", "деревня Большие Дворы", "", "Ярославская область"},
     {"Проспект имени газеты «Красноярский рабочий»", "150", "стр. 17", "пом. 4", "Красноярск",
      "Городской округ город Красноярск", "Красноярский край"},
     {"улица Героев Советского Союза – защитников Заполярья и Северного морского пути", "8", "", "64",
      "Петропавловск-Камчатский", "Петропавловск-Камчатский городской округ", "Камчатский край"},
     {"Һөйкемле урамы", "1", "", "2", "Өфө", "", "Башҡортостан Республикаһы"}}};

LetterContent letter_of(std::size_t n) {
  using namespace std::chrono;
  const Name& name = names.at(n % names.size());
  const Place& place = places.at(n % places.size());
  LetterContent letter;
  letter.recipient = {Personal(name.last), Personal(name.first), Personal(name.middle)};
  letter.address.index = PostalIndex(std::to_string(101000 + n * 911));
  letter.address.region = Personal(place.region);
  letter.address.district = Personal(place.district);
  letter.address.city = Personal(place.city);
  letter.address.street = Personal(place.street);
  letter.address.house = Personal(place.house);
  letter.address.building = Personal(place.building);
  letter.address.apartment = Personal(place.apartment);
  letter.language = languages.at(n / 3 % 2);
  std::array<char, 24> number{};
  std::snprintf(number.data(), number.size(), "%09zu%05zu", 101000240 + n, (n * 48611 + 7) % 100000);
  letter.track_number = TrackNumber(number.data());
  if (n % 11 != 0) letter.valid_through = Date{year{2027} / January / 22} + days{n % 4 * 9};
  return letter;
}

std::string code_of(std::size_t n) {
  std::array<char, 24> code{};
  const std::size_t scattered = n * 7919 + 1;
  if (n % 2 == 0) {
    std::snprintf(code.data(), code.size(), "%04zu %04zu %04zu", scattered % 9973, scattered % 9967, scattered % 9949);
  } else {
    constexpr const char* symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    for (std::size_t i = 0; i < 14; ++i) code.at(i) = i % 5 == 4 ? ' ' : symbols[(scattered * (i + 3)) % 32];
  }
  return code.data();
}

}  // namespace

VariedLetters::VariedLetters(std::size_t count) {
  for (std::size_t n = 0; n < count; ++n) {
    codes_.emplace_back(code_of(n));
    letters_.push_back(letter_of(n));
  }
  for (std::size_t n = 0; n < count; ++n) letters_[n].code_shown = n % 7 == 3 ? nullptr : &codes_[n];
}

}  // namespace postproof::letters::test
