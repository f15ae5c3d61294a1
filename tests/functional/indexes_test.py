"""The post's list of offices: taken, asked, and what it means for orders. The list here is invented."""

import gzip
import io
import struct
import unittest
import zipfile

from house import FAILED, HouseTest, PERSON, USAGE
from people import PLACES, orders_csv

COLUMNS = ["INDEX", "OPSNAME", "OPSTYPE", "OPSSUBM", "REGION", "AUTONOM", "AREA", "CITY", "CITY_1", "ACTDATE",
           "INDEXOLD"]
OFFICES = [["101000", "Москва", "О", "127950", "Москва", "", "", "", "", "20110121", ""],
           ["630000", "Новосибирск Почтамт", "П", "", "Новосибирская область", "", "", "Новосибирск", "", "", ""],
           ["630099", "Новосибирск 99", "О", "630000", "Новосибирская область", "", "", "Новосибирск", "", "", ""],
           ["630533", "Красный Яр", "О", "630000", "Новосибирская область", "", "Новосибирский район", "Красный Яр",
            "", "", ""],
           ["393606", "Ивановка", "О", "", "Тамбовская область", "", "Мордовский район", "Ивановка", "", "", ""],
           ["166000", "Нарьян-Мар", "О", "", "", "Ненецкий автономный округ", "", "Нарьян-Мар", "", "", ""],
           ["142113", "Молодежный", "О", "", "Московская область", "", "", "Подольск", "Молодёжный", "", ""]]
WIDTHS = [6, 60, 20, 6, 60, 60, 60, 60, 60, 8, 6]


def as_csv(offices=OFFICES):
    lines = [COLUMNS, *offices]
    return "".join(",".join(line) + "\n" for line in lines).encode()


def as_dbf(offices=OFFICES):
    """dBASE III in code page 866, as the post gives it."""
    head = struct.pack("<BBBBIHH20x", 3, 122, 1, 1, len(offices), 32 + 32 * len(COLUMNS) + 1, 1 + sum(WIDTHS))
    fields = b"".join(struct.pack("<11sc4xB15x", name.encode(), b"C", width) for name, width in zip(COLUMNS, WIDTHS))
    records = b"".join(b" " + b"".join(text.encode("cp866").ljust(width) for text, width in zip(office, WIDTHS))
                       for office in offices)
    return head + fields + b"\r" + records + b"\x1a"


def as_zip(name="PIndx01.dbf", content=None):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, as_dbf() if content is None else content)
    return packed.getvalue()


class IndexesTest(HouseTest):
    def file(self, content, name="list"):
        path = self.house.above / name
        path.write_bytes(content)
        return path

    def load(self, content=None, **more):
        return self.house.json("indexes", "import", self.file(as_csv() if content is None else content), **more)

    def test_every_form_of_the_list_gives_the_same_offices(self):
        before = 0
        for name, content in (("PIndx01.zip", as_zip()), ("PIndx01.dbf", as_dbf()), ("list.csv", as_csv()),
                              ("list.csv.gz", gzip.compress(as_csv()))):
            with self.subTest(name=name):
                answer = self.house.json("indexes", "import", self.file(content, name))
                self.assertEqual(answer, {"imported": 7, "before": before})
                before = 7
                self.assertEqual(self.house.json("indexes", "show", "630533"),
                                 {"index": "630533", "name": "Красный Яр", "region": "Новосибирская область",
                                  "district": "Новосибирский район", "city": "Красный Яр", "type": "О"})
                self.assertEqual(self.house.json("indexes", "show", "166000")["region"], "Ненецкий автономный округ")
                town = self.house.json("indexes", "show", "142113")
                self.assertEqual((town["city"], town["district"]), ("Молодёжный", "Подольск"))
        self.assertEqual(len([entry for entry in self.house.json("audit", "list", "--limit", 200)["items"]
                              if entry["action"] == "offices.imported"]), 4)

    def test_offices_are_found_by_what_people_type(self):
        self.load()
        for query, first in (("новосибирск красный", "630533"), ("село ивановка мордовский", "393606"),
                             ("г. Новосибирск 99", "630099"), ("новосибирск почтамт", "630000"),
                             ("новосибриск 99", "630099"), ("молодежный", "142113"), ("МОЛОДЁЖНЫЙ", "142113"),
                             ("6300", "630000"), ("нарьян мар", "166000"), ("\"крас* яр' OR --", "630533")):
            with self.subTest(query=query):
                found = self.house.json("indexes", "search", query)["items"]
                self.assertEqual(found[0]["index"], first)
        for query in ("жираф", "", "%", "x" * 10_000, "\u202e"):
            with self.subTest(query=query):
                self.assertEqual(self.house.json("indexes", "search", query), {"items": []})
        self.assertEqual(len(self.house.json("indexes", "search", "новосибирск", "--limit", 2)["items"]), 2)

    def test_an_index_that_is_not_in_the_list_is_not_found(self):
        self.house.must("indexes", "show", "101000", status=FAILED)
        self.load()
        self.house.must("indexes", "show", "101000")
        for index in ("101001", "1010000", "abc", ""):
            refused = self.house.run("indexes", "show", index, "--json")
            self.assertEqual((refused.status, refused.json["code"]), (FAILED, "index_not_found"))

    def test_orders_to_unknown_indexes_are_refused_once_a_list_is_loaded(self):
        service, portal = self.house.serve()
        moscow, elsewhere = 0, 1  # people.PLACES by number
        self.assertEqual(portal.order(elsewhere).status, 201, "without a list any index is taken")
        self.load()
        self.house.must("clock", "advance", "2s")
        refused = portal.order(elsewhere + len(PLACES))
        self.assertEqual(refused.status, 422, str(refused))
        self.assertEqual([(error["field"], error["code"]) for error in refused.json["errors"]],
                         [("address.index", "unknown_index")])
        self.assertEqual(portal.order(moscow).status, 201)
        orders = self.house.above / "orders.csv"
        orders.write_text(orders_csv(3, first=2 * len(PLACES)), encoding="utf-8")
        outcome = self.house.json("orders", "import", orders, status=PERSON)
        self.assertEqual(outcome, {"placed": 1, "already": 0, "rejected": 2})
        rejected = (self.house.above / "orders.rejected.csv").read_text().splitlines()
        self.assertEqual([line.split(",")[2:4] for line in rejected[1:]], [["address_index", "unknown_index"]] * 2)
        # The night goes on, the test letter's office known or not.
        self.house.must("clock", "set", "2026-11-23T18:05:00+03:00")
        self.assertEqual(self.house.json("nightly")["letters"], 4)
        service.terminate()

    def test_a_bad_list_is_refused_whole_and_the_old_one_stays(self):
        self.load()
        dbf = as_dbf()
        bad = {"twice": as_csv(OFFICES + [OFFICES[0]]), "no index": as_csv([["10100", *OFFICES[0][1:]]]),
               "no office": as_csv([]), "nothing": b"", "no column": b"INDEX,OPSNAME\n101000,X\n",
               "cp1251": as_csv().decode().encode("cp1251"), "cut": dbf[:-20], "longer": dbf + b"x",
               "wrong count": dbf[:4] + b"\xff\xff\xff\x7f" + dbf[8:], "two lists": self.two_lists(),
               "no list": as_zip("readme.txt"), "bomb": as_zip(content=b"\0" * (300 << 20)),
               "cut archive": as_zip()[:-30], "cut gzip": gzip.compress(as_csv())[:-9]}
        for name, content in bad.items():
            with self.subTest(name=name):
                refused = self.house.run("indexes", "import", self.file(content, "bad"), "--json")
                self.assertEqual((refused.status, refused.json["code"]), (FAILED, "file_invalid"), str(refused))
                self.assertEqual(self.house.select("SELECT count(*) FROM offices"), [(7,)])
        self.house.must("indexes", "import", self.house.above / "none", status=FAILED)
        self.house.must("indexes", "import", status=USAGE)

    def two_lists(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.dbf", as_dbf())
            archive.writestr("b.dbf", as_dbf())
        return packed.getvalue()

    def test_the_service_tells_what_the_command_line_tells(self):
        self.load()
        service, portal = self.house.serve()
        shown = portal.get("/v1/indexes/630533")
        self.assertEqual(shown.status, 200, str(shown))
        self.assertEqual(shown.json, self.house.json("indexes", "show", "630533"))
        found = portal.get("/v1/indexes?query=%D0%BA%D1%80%D0%B0%D1%81%D0%BD%D1%8B%D0%B9")
        self.assertEqual(found.json["items"], self.house.json("indexes", "search", "красный")["items"])
        self.assertEqual(portal.get("/v1/indexes/999999").json["code"], "index_not_found")
        service.terminate()


if __name__ == "__main__":
    unittest.main()
