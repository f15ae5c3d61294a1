"""The post's list of a night, form 103, in both its forms, read by programs that share no code with the product."""

import csv
import re
import subprocess
import unittest

from house import AFTER_CUTOFF, FIRST_BATCH, HouseTest
from people import person
from rtm0003_reader import PostingList

LETTERS = 200


def output_of(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=True)
    assert not done.stderr, done.stderr
    return done.stdout


class PostingListTest(HouseTest):
    def setUp(self):
        super().setUp()
        self.house.import_orders(LETTERS)
        self.house.must("clock", "set", AFTER_CUTOFF)
        self.house.json("nightly")
        self.batch = self.house.dir / "printhouse" / "in" / FIRST_BATCH
        with open(self.batch / "index.csv", encoding="utf-8", newline="") as stream:
            self.index = list(csv.DictReader(stream))

    def test_both_forms_list_the_letters_of_the_index_in_their_order(self):
        posted = PostingList((self.batch / "form103.zip").read_bytes())
        self.assertEqual(posted.version, "RTM0003-13-17")
        self.assertEqual(posted.name, "0077000000006327" + "00001")  # 23 November is day 327
        self.assertEqual(len(posted.rows), LETTERS + 1)
        self.assertEqual([(row["Barcode"], row["IndexTo"], row["Mass"]) for row in posted.rows],
                         [(row["track_number"], row["index"], row["weight_grams"]) for row in self.index])
        self.assertEqual({(row["MailType"], row["MailDirect"], row["MassRate"]) for row in posted.rows},
                         {("2", "643", "10440")})
        self.assertEqual(posted.ini["Summary"]["TotalRate"], str(10_440 * (LETTERS + 1)))
        self.assertEqual((posted.ini["Main"]["MailCtg"], posted.ini["Main"]["ListNum"]), ("1", "1"))

        printed = output_of("pdftotext", "-layout", self.batch / "form103.pdf", "-")
        self.assertEqual(re.findall(r"\b\d{14}\b", printed), [row["track_number"] for row in self.index])
        self.assertIn("20984,40 руб.", printed)

    def test_every_addressee_stands_in_both_forms(self):
        accounts = dict(self.house.select("SELECT track_number, account_id FROM letters"))
        posted = {row["Barcode"]: row for row in PostingList((self.batch / "form103.zip").read_bytes()).rows}
        printed = re.sub(r"\s+", " ", output_of("pdftotext", self.batch / "form103.pdf", "-"))
        people = {person(number)["account_id"]: person(number) for number in range(LETTERS)}
        met = 0
        for track_number, account in accounts.items():
            if account not in people:
                continue  # the test letter
            met += 1
            order = people[account]
            names = [order[f"recipient_{part}"] for part in ("last_name", "first_name", "middle_name")]
            name = " ".join(part for part in names if part)
            self.assertIn(name, printed)
            row = posted[track_number]
            self.assertEqual(len(row["Rcpn"].split(" ")), len(name.split(" ")))
            self.assertEqual(row["IndexTo"], order["address_index"])
            if name.encode("cp866", "ignore").decode("cp866") == name:
                self.assertEqual(row["Rcpn"], name)
        self.assertEqual(met, LETTERS)

    def test_the_print_is_sound(self):
        self.assertIn("No syntax or stream encoding errors", output_of("qpdf", "--check", self.batch / "form103.pdf"))
        fonts = output_of("pdffonts", self.batch / "form103.pdf").splitlines()[2:]
        self.assertTrue(fonts and all("yes yes yes" in line for line in fonts), fonts)


if __name__ == "__main__":
    unittest.main()
