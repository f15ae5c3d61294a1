"""Invented people and their orders, as the portal exports and as it posts them."""

import csv
import io
import random

COLUMNS = ("request_id,account_id,account_level,language,recipient_last_name,recipient_first_name,"
           "recipient_middle_name,address_country,address_index,address_region,address_district,address_city,"
           "address_street,address_house,address_building,address_apartment").split(",")

# Invented people: hyphens, ё, apostrophes of both kinds, Tatar and Bashkir letters, Latin names, very long ones.
LAST_NAMES = ["Алёшкин", "Берёзкина", "Лесов-Полянский", "О'Реллин", "д’Арвиньи", "Галәветдинов", "Җиһаншина",
              "Мөхәммәтҗанова", "Ғәлимов", "Ёлочкин", "Цветухина", "Щукарёв", "Подъяблонский", "Smith-Jones", "O'Hara",
              "Константиногорский-Преображенцев", "Ли", "Ый"]
FIRST_NAMES = ["Пётр", "Семён", "Алёна", "Анна-Мария", "Гөлнар", "Әминә", "Ия", "Наталья", "Ибн Сина", "Вячеслав"]
LATIN_FIRST_NAMES = ["John", "Mary-Ann", "Anne"]
MIDDLE_NAMES = ["", "Семёнович", "Артёмовна", "Мухаммад оглы", "Ильинична"]
# index, region, district, city, street; two villages have none.
PLACES = [("101000", "", "", "Москва", "Мясницкая улица"),
          ("190000", "", "", "Санкт-Петербург", "Вознесенский проспект"),
          ("420111", "Республика Татарстан", "", "Казань", "улица Баумана"),
          ("344002", "Ростовская область", "", "Ростов-на-Дону", "Большая Садовая улица"),
          ("666326", "Иркутская область", "Заларинский район", "село Тагна", "Школьная улица"),
          ("143422", "Московская область", "Красногорский район", "деревня Ёлкино", ""),
          ("452100", "Республика Башкортостан", "Куюргазинский район", "хутор Вязовка", ""),
          ("628400", "Ханты-Мансийский автономный округ - Югра", "", "Сургут", "улица 30 лет Победы"),
          ("173001", "Новгородская область", "", "Великий Новгород", "Большая Санкт-Петербургская улица"),
          ("236000", "Калининградская область", "", "Калининград", "1-я линия «Заря»"),
          ("690091", "Приморский край", "", "Владивосток", "Светланская улица")]


def person(number):
    """The order of the given number: always the same."""
    pick = random.Random(number)
    last = pick.choice(LAST_NAMES)
    latin = last.isascii()
    index, region, district, city, street = PLACES[number % len(PLACES)]
    return {"request_id": f"req-{number:06}", "account_id": f"acc-{number:06}", "account_level": "standard",
            "language": "en" if latin else "ru", "recipient_last_name": last,
            "recipient_first_name": pick.choice(LATIN_FIRST_NAMES if latin else FIRST_NAMES),
            "recipient_middle_name": "" if latin else pick.choice(MIDDLE_NAMES), "address_country": "RU",
            "address_index": index, "address_region": region, "address_district": district, "address_city": city,
            "address_street": street, "address_house": pick.choice(["1", "26", "12А", "4/2", "117"]),
            "address_building": pick.choice(["", "", "1", "2А"]),
            "address_apartment": "" if not street else str(pick.randint(1, 400))}


def orders_csv(count, first=0, **changes):
    """A file as the portal exports it; `changes` replace a column in every line."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for number in range(first, first + count):
        writer.writerow({**person(number), **changes})
    return text.getvalue()


def order_body(number, **changes):
    """The same order as the portal posts it."""
    row = person(number)
    body = {"account_id": row["account_id"], "account_level": "standard", "language": row["language"],
            "recipient": {k: row[f"recipient_{k}"] or None for k in ("last_name", "first_name", "middle_name")},
            "address": {k: row[f"address_{k}"] or None for k in ("country", "index", "region", "district", "city",
                                                                "street", "house", "building", "apartment")}}
    return {**body, **changes}
