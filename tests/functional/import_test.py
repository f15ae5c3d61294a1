"""Order files and track-number ranges: what is bad is told by file, line and field, and nothing is half done."""

import sqlite3
import unittest

from house import AFTER_CUTOFF, FAILED, PERSON, USAGE, HouseTest
from people import COLUMNS, orders_csv, person


class RangeTest(HouseTest):
    def test_bad_ranges_are_refused(self):
        table = [
            ("10100026000019", "1", FAILED, "shares numbers"),  # the demo's own range begins here
            ("10100026500007", "10", FAILED, "shares numbers"),
            ("1010002600001", "10", FAILED, "14"),
            ("101000260000195", "10", FAILED, "14"),
            ("10100026O00015", "10", FAILED, None),
            ("10200026000017", "10", FAILED, "last digit"),  # wrong check digit
            ("10200026000016", "0", FAILED, None),
            ("10200026000016", "-1", FAILED, None),
            ("10200026000016", "100000", FAILED, None),
        ]
        before = self.house.json("ranges", "list")
        for first, count, status, word in table:
            with self.subTest(first=first, count=count):
                outcome = self.house.run("ranges", "add", first, "--", count)
                self.assert_refused(outcome, status, *([word] if word else []))
                self.assertEqual(self.house.json("ranges", "list"), before)
        self.house.must("ranges", "add", "10200026000016", "10")
        self.assertEqual(len(self.house.json("ranges", "list")["items"]), len(before["items"]) + 1)
        self.assert_refused(self.house.run("ranges", "add", "10200026000016", "1"), FAILED, "shares numbers")

    def test_orders_past_the_last_number_are_told_line_by_line(self):
        self.house.must("ranges", "list")
        path = self.house.above / "orders.csv"
        self.exhaust_but(2)
        path.write_text(orders_csv(5))
        answer = self.house.json("orders", "import", path, status=PERSON)
        self.assertEqual(answer, {"placed": 2, "already": 0, "rejected": 3})
        rejected = (self.house.above / "orders.rejected.csv").read_text().splitlines()
        self.assertEqual(rejected[0], "line,request_id,field,code,message")
        self.assertEqual([line.split(",")[:4] for line in rejected[1:]],
                         [[str(n + 2), f"req-{n:06}", "", "track_numbers_exhausted"] for n in (2, 3, 4)])
        self.house.must("ranges", "add", "10200026000016", "10")
        self.assertEqual(self.house.json("orders", "import", path), {"placed": 3, "already": 2, "rejected": 0})
        self.assertFalse((self.house.above / "orders.rejected.csv").exists())

    def exhaust_but(self, left):
        """As after very many orders; the numbers themselves are of no interest here."""
        database = sqlite3.connect(self.house.dir / "postproof.db")
        database.execute("UPDATE track_ranges SET used = count - ?", (left,))
        database.commit()
        database.close()


class ProductionTest(HouseTest):
    profile = "production"

    def test_production_names_what_is_to_be_filled_in_before_anything_is_touched(self):
        path = self.house.orders_file(2)
        without_range = self.house.run("orders", "import", path)
        self.assert_refused(without_range, USAGE, "ranges add")
        self.house.must("ranges", "add", "10100026000019", "100")
        table = [(["orders", "import", path], ["sender.name", "letters.portal_url"]), (["serve"], ["sender.name"]),
                 (["nightly"], ["sender.name", "batch.recipient_certificate", "batch.test_recipient.last_name"])]
        for command, keys in table:
            with self.subTest(command=command):
                self.assert_refused(self.house.run(*command), USAGE, *keys)
        self.assertEqual(self.house.select("SELECT count(*) FROM letters"), [(0,)])

    def test_the_clock_of_production_cannot_be_moved(self):
        self.assert_refused(self.house.run("clock", "set", AFTER_CUTOFF), USAGE, "demo")
        self.assert_refused(self.house.run("clock", "advance", "1h"), USAGE, "demo")
        self.assertFalse((self.house.dir / "clock.offset").exists())


class ImportTest(HouseTest):
    def write(self, content):
        path = self.house.above / "orders.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def test_a_file_that_is_no_order_file_is_refused_as_a_whole(self):
        good = orders_csv(3)
        header, *lines = good.splitlines()
        table = {
            "empty": "",
            "another encoding": good.encode("utf-16"),
            "one byte that is no UTF-8": good.encode() + b"\xff\n",
            "NUL": good + "\0",
            "column missing": good.replace(",address_house", "", 1),
            "column unknown": good.replace("address_house", "address_castle", 1),
            "column twice": good.replace("address_house", "address_city", 1),
            "quote open": good + '"open',
            "semicolons": good.replace(",", ";"),
            "no header": "\n".join(lines),
        }
        before = self.house.counts()
        for name, content in table.items():
            with self.subTest(name):
                path = self.write(content)
                self.assert_refused(self.house.run("orders", "import", path), FAILED, path)
                self.assertFalse((self.house.above / "orders.rejected.csv").exists())
                self.assertEqual(self.house.counts(), before)

    def test_a_bad_line_is_told_with_line_and_field_and_the_others_are_placed(self):
        table = [("recipient_last_name", "", "required"), ("recipient_last_name", "Smithов", "bad_characters"),
                 ("recipient_first_name", "=cmd|calc", "bad_characters"),
                 ("recipient_last_name", "Б" * 129, "too_long"),
                 ("account_id", "not an id", "bad_characters"), ("account_level", "golden", "not_allowed"),
                 ("language", "tt", "not_allowed"), ("address_index", "1010", "bad_format"),
                 ("address_index", "000000", "bad_format"), ("address_country", "BY", "not_supported"),
                 ("address_city", "", "required"), ("address_house", "", "required"), ("request_id", "", "required"),
                 ("request_id", "два", "bad_characters")]
        rows = [",".join(COLUMNS)]
        for number, (column, value, _) in enumerate(table):
            rows.append(",".join({**person(number), column: value}[name] for name in COLUMNS))
        rows.append(",".join(person(900)[name] for name in COLUMNS))
        rows.append("only,three,fields")
        path = self.write("\n".join(rows) + "\n")
        refused = self.house.run("orders", "import", path, "--json")
        self.assertEqual(refused.status, PERSON, str(refused))
        self.assertEqual(refused.json, {"placed": 1, "already": 0, "rejected": len(table) + 1})
        lines = (self.house.above / "orders.rejected.csv").read_text().splitlines()[1:]
        told = [(int(line.split(",")[0]), line.split(",")[2], line.split(",")[3]) for line in lines]
        wanted = [(n + 2, column, code) for n, (column, _, code) in enumerate(table)]
        self.assertEqual(told, wanted + [(len(table) + 3, "", "bad_format")])

    def test_the_rejected_file_holds_no_personal_data(self):
        path = self.write(orders_csv(20, recipient_first_name="Анна1"))
        self.house.must("orders", "import", path, status=PERSON)
        rejected = (self.house.above / "orders.rejected.csv").read_text()
        self.assertNotIn("Анна", rejected)
        for number in range(20):
            self.assertNotIn(person(number)["recipient_last_name"], rejected)

    def test_a_request_id_with_other_content_is_refused(self):
        self.house.import_orders(2)
        path = self.write(orders_csv(2, address_house="99"))
        answer = self.house.json("orders", "import", path, status=PERSON)
        self.assertEqual(answer, {"placed": 0, "already": 0, "rejected": 2})
        self.assertIn("request_id_reused", (self.house.above / "orders.rejected.csv").read_text())

    def test_a_bom_windows_line_ends_and_quotes_are_read(self):
        lines = orders_csv(3).splitlines()
        quoted = "\r\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in lines)
        answer = self.house.json("orders", "import", self.write(b"\xef\xbb\xbf" + quoted.encode()))
        self.assertEqual(answer, {"placed": 3, "already": 0, "rejected": 0})

if __name__ == "__main__":
    unittest.main()
