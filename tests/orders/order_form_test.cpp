#include <set>

#include <catch2/catch.hpp>

#include "tests/orders/order_fixtures.hpp"

namespace postproof::orders {

namespace {

const std::set<std::string> required{"account_id",      "account_level", "recipient.last_name", "recipient.first_name",
                                     "address.country", "address.index", "address.city",        "address.house"};
const std::set<std::string> not_trimmed{"account_id", "account_level", "address.country", "address.index", "language"};

bool is_text(const std::string& field) { return !not_trimmed.contains(field); }

}  // namespace

TEST_CASE("A good order is taken over field by field") {
  const auto order = check_order(good_form(), FakeChecks{}, FieldNaming::json_path);
  REQUIRE(order);
  const Order& o = order.value();
  CHECK(o.account_id.str() == "acc-000123");
  CHECK(o.account_level == AccountLevel::standard);
  CHECK(o.language == Language::ru);
  CHECK(o.recipient.last_name.reveal() == "Смирнова");
  CHECK(o.recipient.first_name.reveal() == "Анна");
  CHECK(o.recipient.middle_name.reveal() == "Сергеевна");
  CHECK(o.address.index.str() == "101000");
  CHECK(o.address.region.reveal() == "Москва");
  CHECK(o.address.district.reveal() == "Тверской район");
  CHECK(o.address.city.reveal() == "Москва");
  CHECK(o.address.street.reveal() == "Мясницкая улица");
  CHECK(o.address.house.reveal() == "26");
  CHECK(o.address.building.reveal() == "1");
  CHECK(o.address.apartment.reveal() == "7");
}

TEST_CASE("Absent, empty and blank-only texts are required where a text must stand, and nothing elsewhere") {
  for (const auto& [field, member] : form_fields()) {
    CAPTURE(field);
    const std::string expected = required.contains(field) ? field + " required" : "";
    CHECK(faults_with(field, std::nullopt) == expected);
    CHECK(faults_with(field, "") == expected);
    if (!is_text(field) && !required.contains(field)) continue;
    for (const char* blank : {" ", "   ", "\t\n", "\u00A0", "\u2003\u2003", "\u3000"}) {
      CHECK(faults_with(field, blank) == expected);
    }
  }
}

TEST_CASE("A form without anything names every required field at once, in the order of the body") {
  CHECK(faults(OrderForm{}) ==
        "account_id required, account_level required, recipient.last_name required, recipient.first_name required, "
        "address.country required, address.index required, address.city required, address.house required");
}

TEST_CASE("All bad fields are told at once, in the order of the body") {
  OrderForm form;
  for (const auto& [field, member] : form_fields()) form.*member = "\x01";
  CHECK(faults(form) ==
        "account_id bad_characters, account_level not_allowed, recipient.last_name bad_characters, "
        "recipient.first_name bad_characters, recipient.middle_name bad_characters, address.country not_supported, "
        "address.index bad_format, address.region bad_characters, address.district bad_characters, "
        "address.city bad_characters, address.street bad_characters, address.house bad_characters, "
        "address.building bad_characters, address.apartment bad_characters, language not_allowed");
}

TEST_CASE("Imported columns are named as in the file") {
  CHECK(faults(OrderForm{}, FieldNaming::csv_column) ==
        "account_id required, account_level required, recipient_last_name required, recipient_first_name required, "
        "address_country required, address_index required, address_city required, address_house required");
  OrderForm form = good_form();
  form.street = repeated("Слишком ", 15);
  CHECK(faults(form, FieldNaming::csv_column) == "address_street does_not_fit");
}

TEST_CASE("What the reader found comes first, and its fields are not checked again") {
  OrderForm form = good_form();
  form.last_name.reset();
  form.index = "12";
  CHECK(faults(form, FieldNaming::json_path,
               {{"recipient.last_name", "wrong_type", "a text"}, {"surprise", "unknown_field", "unknown"}}) ==
        "recipient.last_name wrong_type, surprise unknown_field, address.index bad_format");
  OrderForm no_recipient = good_form();
  no_recipient.last_name.reset();
  no_recipient.first_name.reset();
  no_recipient.middle_name.reset();
  CHECK(faults(no_recipient, FieldNaming::json_path, {{"recipient", "wrong_type", "an object"}}) ==
        "recipient wrong_type");
  CHECK(faults(good_form(), FieldNaming::json_path, {{"status", "unknown_field", "unknown"}}) ==
        "status unknown_field");
  CHECK(faults(form, FieldNaming::csv_column, {{"recipient_last_name", "too_long", "long"}}) ==
        "recipient_last_name too_long, address_index bad_format");
}

TEST_CASE("Account ids are not trimmed and have the allowed form") {
  for (const char* good : {"a", "0", "acc-000123", "A.b_c:d-e"}) CHECK(faults_with("account_id", good).empty());
  CHECK(faults_with("account_id", repeated("x", 64)).empty());
  CHECK(faults_with("account_id", repeated("x", 65)) == "account_id too_long");
  for (const char* bad : {" a", "a ", "-a", ".a", "_a", ":a", "a b", "акк", "a/b", "a\n", "a\xff", "a,b"}) {
    CAPTURE(bad);
    CHECK(faults_with("account_id", bad) == "account_id bad_characters");
  }
}

TEST_CASE("Account levels, languages and countries are words of closed lists") {
  for (const char* level : {"simplified", "standard", "confirmed"}) CHECK(faults_with("account_level", level).empty());
  for (const char* bad : {"Standard", "standard ", "basic", "стандарт"}) {
    CHECK(faults_with("account_level", bad) == "account_level not_allowed");
  }
  for (const char* language : {"ru", "en"}) CHECK(faults_with("language", language).empty());
  for (const char* bad : {"RU", "de", "ru "}) CHECK(faults_with("language", bad) == "language not_allowed");
  for (const char* bad : {"ru", "BY", "RUS", "RU ", "Россия"}) {
    CHECK(faults_with("address.country", bad) == "address.country not_supported");
  }
  OrderForm form = good_form();
  form.language = "en";
  CHECK(check_order(form, FakeChecks{}, FieldNaming::json_path).value().language == Language::en);
  form.language.reset();
  CHECK(check_order(form, FakeChecks{}, FieldNaming::json_path).value().language == Language::ru);
}

TEST_CASE("An index has six ASCII digits, is not trimmed, and names an office where offices are known") {
  for (const char* good : {"101000", "000001", "012345", "690000"}) CHECK(faults_with("address.index", good).empty());
  for (const char* bad : {"10100", "1010000", "000000", " 101000", "101000 ", "10100O", "10 100", "101-00", "-10100",
                          "1e5000", "١٠١٠٠٠", "101000\n", "１０１０００"}) {
    CAPTURE(bad);
    CHECK(faults_with("address.index", bad) == "address.index bad_format");
  }
  CHECK(faults_with("address.index", "999999") == "address.index unknown_index");
}

TEST_CASE("Names are Cyrillic or Latin letters and a few signs, first a letter") {
  for (const char* field : {"recipient.last_name", "recipient.first_name", "recipient.middle_name"}) {
    CAPTURE(field);
    for (const char* good : {"О",
                             "Ё",
                             "I",
                             "Смирнова",
                             "Smith",
                             "Null",
                             "Мамин-Сибиряк",
                             "О'Нил",
                             "О’Нил",
                             "д’Артаньян",
                             "Гай Юлий",
                             "Ivan Иванов",
                             "Анна-Maria",
                             "А. С.",
                             "Салтыков - Щедрин",
                             "Müller",
                             "Łukasz",
                             "Ñoño",
                             "Ѓорѓи",
                             "Їжак",
                             "Ӑ",
                             "ъ",
                             "Кызы оглы",
                             "Петров-Водкин-Третий"}) {
      CAPTURE(good);
      CHECK(faults_with(field, good).empty());
    }
    for (const char* bad :
         {"1",        "-Иван",     "'Иван",      ".",        " - ",         "Иван1",        "Иван_",
          "Иван,",    "Иван/Пётр", "Иван(Ваня)", "\"Иван\"", "«Иван»",      "Ивaн",         "Smithов",
          "O’Нил",    "=1+1",      "@SUM",       "+7",       "<b>Иван</b>", "Иван\nИванов", "Иван\tИванов",
          "Иван\x01", "Иван\x7f",  "Иван;",      "%s",       "{{name}}",    "${x}",         "\\",
          "`Иван`",   "Иван–Пётр", "Иван№1",     "李",       "Γιώργος",     "محمد",         "אברהם",
          "გიორგი",   "ªИван",     "Ивaн"}) {
      CAPTURE(bad);
      CHECK(faults_with(field, bad) == std::string(field) + " bad_characters");
    }
  }
}

TEST_CASE("Address texts also hold digits and the signs of addresses, first a letter, a digit, « or №") {
  for (const char* field : {"address.region", "address.district", "address.city", "address.street", "address.house",
                            "address.building", "address.apartment"}) {
    CAPTURE(field);
    for (const char* good : {"1",
                             "26",
                             "д. 1/2 к. А стр. 3",
                             "26А",
                             "12 Б",
                             "ул. 1-я Тверская-Ямская",
                             "Колхоз «Заря»",
                             "«Заря»",
                             "№ 5",
                             "№5",
                             "пос. им. Ленина",
                             "ул. \"Победы\"",
                             "пр-т 60-летия Октября",
                             "ул. Зои и Александра (бывш. Мира)",
                             "Санкт–Петербург",
                             "Петербург — город",
                             "5, корп. 2",
                             "Main Street 5",
                             "ул. Hermann",
                             "ул. О’Генри",
                             "7.1",
                             "Ростов-на-Дону",
                             "1 А"}) {
      CAPTURE(good);
      CHECK(faults_with(field, good).empty());
    }
    for (const char* bad :
         {"-1",         "/2",          "(1)",         ",1",        "»1",       "\"А\"", "–1",  ".5",
          "улица_Мира", "ул. Мира; 5", "ул. Мира: 5", "=1+1",      "+7",       "@A1",   "5&6", "5*6",
          "5%",         "<script>",    "ул.\nМира",   "ул.\tМира", "ул. Mиpa", "５",    "٥",   "ул. Мира!",
          "ул. Мира?",  "[1]",         "{1}",         "1|2",       "1\\2",     "1~2",   "a^b", "5€",
          "1²",         "½",           "ул. ‘Мира‘",  "ул. “Мира”"}) {
      CAPTURE(bad);
      CHECK(faults_with(field, bad) == std::string(field) + " bad_characters");
    }
  }
}

TEST_CASE("Characters that nobody sees, emoji and floods of marks are bad in every text") {
  for (const auto& [field, member] : form_fields()) {
    if (!is_text(field)) continue;
    CAPTURE(field);
    for (const std::string& bad : std::vector<std::string>{"Ан\u200Bна",
                                                           "Ан\u200Cна",
                                                           "Ан\u200Dна",
                                                           "Ан\uFEFFна",
                                                           "\u202EаннА",
                                                           "Анна\u202C",
                                                           "\u2066Анна\u2069",
                                                           "Ан\u00ADна",
                                                           "Анна\u200E",
                                                           "Ан\u2028на",
                                                           "Ан\u2029на",
                                                           "Ан\u0085на",
                                                           "Ан\u00A0на",
                                                           "Ан\u2003на",
                                                           "Анна😀",
                                                           "😀",
                                                           "Анна\U0001F468\u200D\U0001F469",
                                                           "Анна\uFE0F",
                                                           "Анна\uE000",
                                                           "Анна\U000F0000",
                                                           "Анна\u0378",
                                                           "Анна\uFFFF",
                                                           "Анна\uFFFD",
                                                           "а\u0301нна",
                                                           "Анна" + repeated("\u0301", 50),
                                                           "\u0301Анна",
                                                           "A" + repeated("\u0302", 20),
                                                           "Анна\U000E0041",
                                                           "\xd0\x90\xd0",
                                                           "\xc0\xaf",
                                                           "\xed\xa0\x80",
                                                           "\xff\xfe",
                                                           std::string("Ан\0на", 9)}) {
      CAPTURE(bad);
      CHECK(faults_with(field, bad) == field + " bad_characters");
    }
  }
}

TEST_CASE("Decomposed texts are accepted and stored composed") {
  OrderForm form = good_form();
  form.last_name = "Зеле\u0301н\u0438\u0306";  // й is composed; the stress on е is not
  CHECK(faults(form) == "recipient.last_name bad_characters");
  form.last_name = "Бои\u0306цов-Алешин";
  form.first_name = "Але\u0308на";
  form.city = "Munchen u\u0308ber";
  const auto order = check_order(form, FakeChecks{}, FieldNaming::json_path);
  REQUIRE(order);
  CHECK(order.value().recipient.last_name.reveal() == "Бойцов-Алешин");
  CHECK(order.value().recipient.first_name.reveal() == "Алёна");
  CHECK(order.value().address.city.reveal() == "Munchen \u00FCber");
}

TEST_CASE("Blanks at the ends are cut, those inside stay") {
  OrderForm form = good_form();
  form.last_name = "  Гай  Юлий\t";
  form.street = "\u00A0\u3000ул. Мира \r\n";
  const auto order = check_order(form, FakeChecks{}, FieldNaming::json_path);
  REQUIRE(order);
  CHECK(order.value().recipient.last_name.reveal() == "Гай  Юлий");
  CHECK(order.value().address.street.reveal() == "ул. Мира");
}

TEST_CASE("A text has at most 128 code points after it was composed and trimmed") {
  for (const char* field : {"recipient.last_name", "address.city"}) {
    CAPTURE(field);
    CHECK(faults_with(field, repeated("я", 128)).empty());
    CHECK(faults_with(field, repeated("я", 129)) == std::string(field) + " too_long");
    CHECK(faults_with(field, " " + repeated("я", 128) + "  ").empty());
    CHECK(faults_with(field, repeated("и\u0306", 128)).empty());
    CHECK(faults_with(field, repeated("и\u0306", 129)) == std::string(field) + " too_long");
    CHECK(faults_with(field, repeated("😀", 129)) == std::string(field) + " too_long");
    CHECK_FALSE(faults_with(field, repeated("a", 1'000'000)).empty());
  }
}

TEST_CASE("Letters go to houses: boxes, poste restante and military units are not supported") {
  for (const char* field : {"address.region", "address.district", "address.city", "address.street", "address.house",
                            "address.building", "address.apartment"}) {
    CAPTURE(field);
    for (const char* bad : {"а/я 5",
                            "А/Я 5",
                            "а/я5",
                            "а/я №5",
                            "Москва, а/я 123",
                            "а / я 12",
                            "а.я. 12",
                            "а/я",
                            "п/я 7",
                            "П/Я7",
                            "абонентский ящик 5",
                            "Абонентский  ящик",
                            "почтовый ящик 12",
                            "аб. ящик 3",
                            "до востребования",
                            "До Востребования",
                            "в/ч 12345",
                            "В/Ч12345",
                            "в / ч 12345",
                            "войсковая часть 12345",
                            "воинская часть 1",
                            "полевая почта 12",
                            "п/п 12345",
                            "PO Box 12",
                            "P.O. Box 12",
                            "P. O. BOX 12",
                            "p/o box 1",
                            "PO Box12",
                            "poste restante",
                            "Poste-Restante",
                            "general delivery"}) {
      CAPTURE(bad);
      CHECK(faults_with(field, bad) == std::string(field) + " not_supported");
    }
    for (const char* good : {"ул. Ящиковая", "Абонентская улица", "Востребованная", "Часть 1", "Боксёрская",
                             "ул. Полевая", "Почтовая улица", "Войсковой переулок", "Box Street", "ул. Маяковского",
                             "Воинская улица", "Почтовый проезд 3", "кв. 5/7", "д. 1/2", "1-я часть"}) {
      CAPTURE(good);
      CHECK(faults_with(field, good).empty());
    }
  }
}

TEST_CASE("What cannot be printed is refused when it is ordered") {
  CHECK(faults_with("address.street", repeated("Длинная ", 10)) == "address.street does_not_fit");
  CHECK(faults_with("recipient.last_name", "Ђорђевић") == "recipient.last_name glyph_missing");
}

TEST_CASE("What cannot be printed is told with all the rest, in the order of the body, a field once") {
  OrderForm form = good_form();
  form.last_name = "Ђорђевић";
  form.index = "1";
  form.street = repeated("Длинная ", 10);
  form.language = "de";
  CHECK(
      faults(form) ==
      "recipient.last_name glyph_missing, address.index bad_format, address.street does_not_fit, language not_allowed");
  form.street = repeated("_", 110);
  form.last_name = "Ђ_";
  CHECK(faults(form) ==
        "recipient.last_name bad_characters, address.index bad_format, address.street bad_characters, "
        "language not_allowed");
}

TEST_CASE("Messages never repeat what was typed") {
  OrderForm form;
  for (const auto& [field, member] : form_fields()) form.*member = "hush=5";
  const auto order = check_order(form, FakeChecks{}, FieldNaming::json_path);
  REQUIRE_FALSE(order);
  CHECK(order.error().kind == ErrorKind::validation_failed);
  CHECK(order.error().detail.find("hush") == std::string::npos);
  for (const FieldError& error : order.error().fields) {
    CHECK_FALSE(error.message.empty());
    CHECK(error.message.find("hush") == std::string::npos);
  }
}

TEST_CASE("Names of languages and levels read back") {
  for (const Language language : {Language::ru, Language::en}) CHECK(language_of(name_of(language)) == language);
  for (const AccountLevel level : {AccountLevel::simplified, AccountLevel::standard, AccountLevel::confirmed}) {
    CHECK(account_level_of(name_of(level)) == level);
  }
  CHECK_FALSE(language_of(""));
  CHECK_FALSE(account_level_of(""));
}

}  // namespace postproof::orders
