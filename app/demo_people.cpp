#include "app/demo_people.hpp"

#include <array>
#include <iterator>
#include <string_view>

#include <fmt/format.h>

namespace postproof::app {

namespace {

struct Place {
  std::string_view index, region, district, city, street;
};
constexpr std::array places{
    Place{"101000", "", "", "Москва", "Мясницкая улица"},
    Place{"190000", "", "", "Санкт-Петербург", "Большая Морская улица"},
    Place{"630099", "Новосибирская область", "", "Новосибирск", "Красный проспект"},
    Place{"620014", "Свердловская область", "", "Екатеринбург", "улица Малышева"},
    Place{"420111", "Республика Татарстан", "", "Казань", "улица Баумана"},
    Place{"450077", "Республика Башкортостан", "", "Уфа", "улица Ленина"},
    Place{"603000", "Нижегородская область", "", "Нижний Новгород", "Большая Покровская улица"},
    Place{"443010", "Самарская область", "", "Самара", "Куйбышева улица"},
    Place{"644024", "Омская область", "", "Омск", "улица Ленина"},
    Place{"454091", "Челябинская область", "", "Челябинск", "улица Кирова"},
    Place{"344002", "Ростовская область", "", "Ростов-на-Дону", "Большая Садовая улица"},
    Place{"660049", "Красноярский край", "", "Красноярск", "проспект Мира"},
    Place{"690091", "Приморский край", "", "Владивосток", "Светланская улица"},
    Place{"394036", "Воронежская область", "", "Воронеж", "проспект Революции"},
    Place{"614000", "Пермский край", "", "Пермь", "улица Ленина"},
    Place{"236000", "Калининградская область", "", "Калининград", "Советский проспект"},
    Place{"677000", "Республика Саха (Якутия)", "", "Якутск", "проспект Ленина"},
    Place{"163000", "Архангельская область", "", "Архангельск", "Троицкий проспект"},
    Place{"173001", "Новгородская область", "", "Великий Новгород", "Большая Санкт-Петербургская улица"},
    Place{"431440", "Республика Мордовия", "Рузаевский район", "Рузаевка", "улица Ленина"},
    Place{"666326", "Иркутская область", "Заларинский район", "Тагна", "Школьная улица"},
    Place{"143422", "Московская область", "Красногорский район", "Мечниково", ""},
};

constexpr std::array<std::string_view, 12> surnames{"Смирнов", "Кузнецов", "Попов",    "Васильев",
                                                    "Петров",  "Соколов",  "Михайлов", "Новиков",
                                                    "Фёдоров", "Морозов",  "Волков",   "Алексеев"};
constexpr std::array<std::string_view, 8> men{"Александр", "Дмитрий", "Максим", "Сергей",
                                              "Андрей",    "Алексей", "Пётр",   "Ильдар"};
constexpr std::array<std::string_view, 8> women{"Анна", "Мария", "Елена", "Ольга", "Наталья", "Татьяна", "Ирина", "Ия"};
constexpr std::array<std::string_view, 6> fathers{"Сергее", "Александро", "Андрее", "Петро", "Николае", "Олего"};

std::string_view surname_of(int number, Fate fate) {
  switch (fate) {
    case Fate::returned: return "Возвратов";
    case Fate::lost: return "Потеряев";
    case Fate::picked_up_late: return "Неявкин";
    case Fate::spoilt: return "Браков";
    case Fate::never_scanned: return "Молчанов";
    case Fate::delivered: break;
  }
  return surnames[static_cast<std::size_t>(number) % surnames.size()];
}

}  // namespace

Fate fate_of(int number) {
  switch (number % 50) {
    case 7: return Fate::returned;
    case 17: return Fate::lost;
    case 27: return Fate::picked_up_late;
    case 37: return Fate::spoilt;
    case 47: return Fate::never_scanned;
    default: return Fate::delivered;
  }
}

std::string demo_orders_csv(int count) {
  std::string csv =
      "request_id,account_id,account_level,language,recipient_last_name,recipient_first_name,recipient_middle_name,"
      "address_country,address_index,address_region,address_district,address_city,address_street,address_house,"
      "address_building,address_apartment\n";
  for (int i = 0; i < count; ++i) {
    const auto n = static_cast<std::size_t>(i);
    const bool woman = i % 2 == 1;
    const Place& place = places[n % places.size()];
    fmt::format_to(std::back_inserter(csv), "demo-{:06},acc-{:06},standard,{},{}{},{},{},RU,{},{},{},{},{},{},{},{}\n",
                   i, i, i % 10 == 3 ? "en" : "ru", surname_of(i, fate_of(i)), woman ? "а" : "",
                   (woman ? women : men)[n / 2 % men.size()],
                   std::string(fathers[n % fathers.size()]) + (woman ? "вна" : "вич"), place.index, place.region,
                   place.district, place.city, place.street, 1 + i % 120, i % 9 == 0 ? "2" : "",
                   place.street.empty() ? std::string{} : std::to_string(1 + i % 250));
  }
  return csv;
}

}  // namespace postproof::app
