"""A night of twenty thousand letters: the orders of one file become one batch that the print house can work with."""

import json
import re
import subprocess
import unittest

from house import AFTER_CUTOFF, FIRST_BATCH, House, HouseTest
from people import person

LETTERS = 20_000


def text_of(pdf, page):
    done = subprocess.run(["pdftotext", "-layout", "-f", str(page), "-l", str(page), str(pdf), "-"],
                          capture_output=True, text=True, check=True)
    return done.stdout


def words(text):
    return re.sub(r"\s+", " ", text)


class NightTest(HouseTest):
    @classmethod
    def setUpClass(cls):
        cls.whole = House()
        cls.addClassCleanup(cls.whole.close)
        cls.file = cls.whole.orders_file(LETTERS)
        cls.imported = cls.whole.json("orders", "import", cls.file)
        cls.imported_again = cls.whole.json("orders", "import", cls.file)
        cls.whole.must("clock", "set", AFTER_CUTOFF)
        cls.night = cls.whole.json("nightly")
        cls.outbox = cls.whole.dir / "outbox" / FIRST_BATCH

    def setUp(self):
        self.house = self.whole

    def accounts(self):
        return dict(self.house.select("SELECT track_number, account_id FROM letters"))

    def test_1_every_order_is_placed_once(self):
        self.assertEqual(self.imported, {"placed": LETTERS, "already": 0, "rejected": 0})
        self.assertEqual(self.imported_again, {"placed": 0, "already": LETTERS, "rejected": 0})
        self.assertFalse((self.file.parent / "orders.rejected.csv").exists())
        self.assertEqual(len(self.accounts()), LETTERS + 1)

    def test_2_the_night_says_what_it_did(self):
        self.assertEqual({k: v for k, v in self.night.items() if k != "seconds"},
                         {"batch_id": FIRST_BATCH, "letters": LETTERS + 1, "rejected": 0, "state": "dispatched"})
        self.assertGreater(self.night["seconds"], 0)

    def test_3_the_batch_is_whole_here_and_at_the_print_house(self):
        self.assert_batch_whole(self.outbox, set(self.accounts()))
        self.assert_batch_whole(self.house.dir / "printhouse" / "in" / FIRST_BATCH, set(self.accounts()))
        manifest = json.loads((self.outbox / "manifest.json").read_text())
        self.assertEqual(manifest["sequence"], 1)
        self.assertIsNone(manifest["previous_manifest_sha256"])
        self.assertEqual(manifest["cutoff"], "2026-11-23T18:00:00+03:00")
        self.assertTrue(manifest["sealed_at"].startswith("2026-11-23T18:05"))
        self.assertEqual(sum(file["letters"] for file in manifest["files"]), LETTERS + 1)
        self.assertTrue(all(file["letters"] <= 2000 for file in manifest["files"]))
        self.house.must("batches", "verify", FIRST_BATCH)

    def test_4_a_second_run_of_the_same_day_has_nothing_to_do(self):
        again = self.house.json("nightly")
        self.assertIsNone(again["batch_id"])
        self.assertEqual(again["letters"], 0)
        self.assertEqual([p.name for p in self.outbox.parent.iterdir()], [FIRST_BATCH])

    def test_5_each_sheet_shows_addressee_number_code_and_date(self):
        rows = self.assert_batch_whole(self.outbox)
        accounts = self.accounts()
        number_of = {person(n)["account_id"]: n for n in range(LETTERS)}
        chosen = [row for row in rows if accounts[row["track_number"]] in number_of][::1500]
        codes = set()
        for row in chosen:
            who = person(number_of[accounts[row["track_number"]]])
            with self.subTest(account=who["account_id"]):
                shown = words(text_of(self.outbox / row["file"], int(row["page"])))
                for part in ("last_name", "first_name"):
                    self.assertIn(who[f"recipient_{part}"], shown)
                for part in ("city", "street", "house", "apartment", "region", "index"):
                    # the address may be broken into lines between any two words
                    for word in who[f"address_{part}"].split():
                        self.assertIn(word, shown)
                self.assertIn(row["track_number"], shown.replace(" ", ""))
                code = re.search(r"(?<!\d)\d{4} \d{4} \d{4}(?!\d)", shown)
                self.assertIsNotNone(code, shown)
                codes.add(code.group())
                self.assertIn("22 января 2027" if who["language"] == "ru" else "22 January 2027", shown)
        self.assertEqual(len(codes), len(chosen), "no two letters share a code")

    def test_6_the_barcode_reads_as_the_track_number(self):
        rows = self.assert_batch_whole(self.outbox)
        for row in rows[::4999]:
            with self.subTest(track_number=row["track_number"]):
                picture = self.house.above / "page"
                subprocess.run(["pdftoppm", "-r", "300", "-gray", "-png", "-singlefile", "-f", row["page"], "-l",
                                row["page"], self.outbox / row["file"], picture], check=True)
                read = subprocess.run(["zbarimg", "-q", "--raw", f"{picture}.png"], capture_output=True, text=True)
                self.assertIn(row["track_number"], read.stdout.split())

    def test_7_fonts_are_embedded_as_subsets_and_metadata_is_silent(self):
        pdf = self.outbox / "letters-0001.pdf"
        fonts = subprocess.run(["pdffonts", "-l", "3", pdf], capture_output=True, text=True, check=True).stdout
        lines = fonts.splitlines()[2:]
        self.assertTrue(lines)
        for line in lines:
            name = line.split()[0]
            embedded, subset, to_unicode = line.split()[-5:-2]
            self.assertEqual((embedded, subset, to_unicode), ("yes", "yes", "yes"), line)
            self.assertRegex(name, r"^[A-Z]{6}\+")
        about = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
        self.assertNotRegex(about, r"\d{4} \d{4} \d{4}")
        self.assertRegex(about, r"Page size:\s+595\.\d+ x 84[12]")

    def test_8_everything_that_must_hold_holds(self):
        self.house.must("check")
        self.house.must("audit", "verify")


if __name__ == "__main__":
    unittest.main()
