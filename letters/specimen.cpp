#include "letters/specimen.hpp"

#include <chrono>
#include <string>

#include "letters/date_words.hpp"

namespace postproof::letters {

LetterContent specimen(orders::Language language) {
  using namespace std::chrono;
  LetterContent letter;
  letter.recipient = {Personal("Образцов"), Personal("Образец"), Personal("Образцович")};
  letter.address.index = PostalIndex("101000");
  letter.address.region = Personal("Образцовая область");
  letter.address.district = Personal("Примерный район");
  letter.address.city = Personal("Образцово");
  letter.address.street = Personal("Примерная улица");
  letter.address.house = Personal("1");
  letter.address.building = Personal("2");
  letter.address.apartment = Personal("3");
  letter.language = language;
  letter.track_number = TrackNumber("10100024004170");
  letter.valid_through = Date{year{2027} / January / 22};
  return letter;
}

FieldValues widest_values(orders::Language language, std::string_view portal_url, std::string_view sender_name) {
  using namespace std::chrono;
  const std::string name = "Образцовичобразцовичобразцович";
  return {name + " " + name, date_in_words(Date{year{2028} / September / 28}, language), std::string(portal_url),
          std::string(sender_name), "10100024004170"};
}

}  // namespace postproof::letters
