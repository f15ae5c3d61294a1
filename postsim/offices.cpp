#include "postsim/offices.hpp"

#include <array>

#include <fmt/format.h>

namespace postproof::postsim {

namespace {

/// Prefixes first..last belong to a region whose capital and zone these are.
struct Region {
  int first;
  int last;
  int hours_east;
  std::string_view city;
  std::string_view city_en;
};

constexpr Region moscow{101, 139, 3, "Москва", "Moscow"};

constexpr auto regions = std::to_array<Region>({
    moscow,
    {140, 149, 3, "Подольск", "Podolsk"},
    {150, 152, 3, "Ярославль", "Yaroslavl"},
    {153, 155, 3, "Иваново", "Ivanovo"},
    {156, 157, 3, "Кострома", "Kostroma"},
    {160, 162, 3, "Вологда", "Vologda"},
    {163, 165, 3, "Архангельск", "Arkhangelsk"},
    {166, 166, 3, "Нарьян-Мар", "Naryan-Mar"},
    {167, 169, 3, "Сыктывкар", "Syktyvkar"},
    {170, 172, 3, "Тверь", "Tver"},
    {173, 175, 3, "Великий Новгород", "Veliky Novgorod"},
    {180, 182, 3, "Псков", "Pskov"},
    {183, 184, 3, "Мурманск", "Murmansk"},
    {185, 186, 3, "Петрозаводск", "Petrozavodsk"},
    {187, 188, 3, "Гатчина", "Gatchina"},
    {190, 200, 3, "Санкт-Петербург", "Saint Petersburg"},
    {214, 216, 3, "Смоленск", "Smolensk"},
    {236, 238, 2, "Калининград", "Kaliningrad"},
    {241, 243, 3, "Брянск", "Bryansk"},
    {248, 249, 3, "Калуга", "Kaluga"},
    {295, 298, 3, "Симферополь", "Simferopol"},
    {299, 299, 3, "Севастополь", "Sevastopol"},
    {300, 301, 3, "Тула", "Tula"},
    {302, 303, 3, "Орёл", "Oryol"},
    {305, 307, 3, "Курск", "Kursk"},
    {308, 309, 3, "Белгород", "Belgorod"},
    {344, 347, 3, "Ростов-на-Дону", "Rostov-on-Don"},
    {350, 354, 3, "Краснодар", "Krasnodar"},
    {355, 357, 3, "Ставрополь", "Stavropol"},
    {358, 359, 3, "Элиста", "Elista"},
    {360, 361, 3, "Нальчик", "Nalchik"},
    {362, 363, 3, "Владикавказ", "Vladikavkaz"},
    {364, 366, 3, "Грозный", "Grozny"},
    {367, 368, 3, "Махачкала", "Makhachkala"},
    {369, 369, 3, "Черкесск", "Cherkessk"},
    {385, 385, 3, "Майкоп", "Maykop"},
    {386, 386, 3, "Магас", "Magas"},
    {390, 391, 3, "Рязань", "Ryazan"},
    {392, 393, 3, "Тамбов", "Tambov"},
    {394, 397, 3, "Воронеж", "Voronezh"},
    {398, 399, 3, "Липецк", "Lipetsk"},
    {400, 404, 3, "Волгоград", "Volgograd"},
    {410, 413, 4, "Саратов", "Saratov"},
    {414, 416, 4, "Астрахань", "Astrakhan"},
    {420, 423, 3, "Казань", "Kazan"},
    {424, 425, 3, "Йошкар-Ола", "Yoshkar-Ola"},
    {426, 427, 4, "Ижевск", "Izhevsk"},
    {428, 429, 3, "Чебоксары", "Cheboksary"},
    {430, 431, 3, "Саранск", "Saransk"},
    {432, 433, 4, "Ульяновск", "Ulyanovsk"},
    {440, 442, 3, "Пенза", "Penza"},
    {443, 446, 4, "Самара", "Samara"},
    {450, 453, 5, "Уфа", "Ufa"},
    {454, 457, 5, "Челябинск", "Chelyabinsk"},
    {460, 462, 5, "Оренбург", "Orenburg"},
    {468, 468, 5, "Байконур", "Baikonur"},
    {600, 602, 3, "Владимир", "Vladimir"},
    {603, 607, 3, "Нижний Новгород", "Nizhny Novgorod"},
    {610, 613, 3, "Киров", "Kirov"},
    {614, 619, 5, "Пермь", "Perm"},
    {620, 624, 5, "Екатеринбург", "Yekaterinburg"},
    {625, 627, 5, "Тюмень", "Tyumen"},
    {628, 628, 5, "Ханты-Мансийск", "Khanty-Mansiysk"},
    {629, 629, 5, "Салехард", "Salekhard"},
    {630, 633, 7, "Новосибирск", "Novosibirsk"},
    {634, 636, 7, "Томск", "Tomsk"},
    {640, 641, 5, "Курган", "Kurgan"},
    {644, 646, 6, "Омск", "Omsk"},
    {647, 648, 7, "Красноярск", "Krasnoyarsk"},
    {649, 649, 7, "Горно-Алтайск", "Gorno-Altaysk"},
    {650, 654, 7, "Кемерово", "Kemerovo"},
    {655, 655, 7, "Абакан", "Abakan"},
    {656, 659, 7, "Барнаул", "Barnaul"},
    {660, 663, 7, "Красноярск", "Krasnoyarsk"},
    {664, 666, 8, "Иркутск", "Irkutsk"},
    {667, 668, 7, "Кызыл", "Kyzyl"},
    {669, 669, 8, "Иркутск", "Irkutsk"},
    {670, 671, 8, "Улан-Удэ", "Ulan-Ude"},
    {672, 674, 9, "Чита", "Chita"},
    {675, 676, 9, "Благовещенск", "Blagoveshchensk"},
    {677, 678, 9, "Якутск", "Yakutsk"},
    {679, 679, 10, "Биробиджан", "Birobidzhan"},
    {680, 682, 10, "Хабаровск", "Khabarovsk"},
    {683, 684, 12, "Петропавловск-Камчатский", "Petropavlovsk-Kamchatsky"},
    {685, 686, 11, "Магадан", "Magadan"},
    {687, 687, 9, "Чита", "Chita"},
    {688, 688, 12, "Петропавловск-Камчатский", "Petropavlovsk-Kamchatsky"},
    {689, 689, 12, "Анадырь", "Anadyr"},
    {690, 692, 10, "Владивосток", "Vladivostok"},
    {693, 694, 11, "Южно-Сахалинск", "Yuzhno-Sakhalinsk"},
});

int number_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return 0;
    value = value * 10 + (c - '0');
  }
  return value;
}

const Region& region_of(std::string_view index) {
  const int prefix = number_of(index.substr(0, 3));
  for (const Region& region : regions) {
    if (region.first <= prefix && prefix <= region.last) return region;
  }
  return moscow;
}

}  // namespace

ZoneOffset office_zone(std::string_view index) { return {std::chrono::hours{region_of(index).hours_east}}; }

std::string office_name(std::string_view index, Language language) {
  const Region& region = region_of(index);
  const std::string_view city = language == Language::rus ? region.city : region.city_en;
  const int office = index.size() == 6 ? number_of(index.substr(3)) : 0;
  return office == 0 ? std::string(city) : fmt::format("{} {}", city, office);
}

std::string sorting_centre(std::string_view index) {
  const Region& region = region_of(index);
  return region.first == moscow.first ? "140980" : fmt::format("{}960", region.first);
}

}  // namespace postproof::postsim
