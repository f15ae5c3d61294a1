"""A night of five hundred varied letters, looked at with independent tools, as a print house would.

letters_500.csv: synthetic people at real places, among them the longest names, settlements and streets there are, and
names that are short, double, foreign or written with the letters of other languages of the country. Where a picture has
to be made, ten pages at even distances are looked at; POSTPROOF_ALL_PAGES=1 takes all. POSTPROOF_LETTERS_CSV names
another file of orders."""

import csv
import os
import re
import tempfile
import unicodedata
import unittest
from pathlib import Path

from house import AFTER_CUTOFF, FIRST_BATCH, PERSON, House
from letter_tools import Box, Geometry, Raster, dictionary_keys, output, symbols, texts_within, words_by_page

ORDERS = Path(os.environ.get("POSTPROOF_LETTERS_CSV", Path(__file__).parent / "letters_500.csv"))
ALL_PAGES = bool(os.environ.get("POSTPROOF_ALL_PAGES"))
SAMPLE = 10
SCALED_PAGES = 1
FORBIDDEN = {"/JavaScript", "/JS", "/AcroForm", "/XFA", "/Annots", "/URI", "/Launch", "/OpenAction", "/AA", "/Type3",
             "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/Encrypt", "/GoToR", "/SubmitForm", "/Metadata"}
DAMM = ["0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017",
        "9438617205", "2581436790"]


def text_of(row, column):
    return " ".join(unicodedata.normalize("NFC", row[column]).split())


def numbered(kind, number):
    bare = number[:1].isdigit() or (len(number) == 1 and number.isalpha())
    return f"{kind} {number}" if bare else number


def printed_address(row):
    """The address in the post's order, as one text."""
    get = lambda column: text_of(row, column)
    house = ", ".join(numbered(kind, get(column)) for kind, column in (
        ("д.", "address_house"), ("корп.", "address_building"), ("кв.", "address_apartment")) if get(column))
    street, city, region = get("address_street"), get("address_city"), get("address_region")
    lines = [" ".join(get(f"recipient_{part}_name") for part in ("last", "first", "middle"))]
    lines += [f"{street}, {house}", city] if street else [f"{city}, {house}"]
    lines += [get("address_district"), region if region != city else "", row["address_index"]]
    return " ".join(lines).split()


def greeting(row):
    name = " ".join(f"{text_of(row, 'recipient_first_name')} {text_of(row, 'recipient_middle_name')}".split())
    return f"Dear {name}," if row["language"] == "en" else f"Здравствуйте, {name}!"


def damm(digits):
    check = "0"
    for digit in digits:
        check = DAMM[int(check)][int(digit)]
    return check == "0"


class PrintedNight:
    """Orders, the night, its PDF files; pages are known by track number."""

    def __init__(self, rows, geometry, form):
        self.house = House()
        try:
            self.house.set(geometry=f'"templates/geometry/{geometry}.json"', form=f'"{form}"')
            self.geometry = Geometry(self.house.dir / "templates" / "geometry" / f"{geometry}.json")
            self.refused = self.order(rows)
            self.house.must("clock", "set", AFTER_CUTOFF)
            self.house.json("nightly")
            self.folder = self.house.dir / "outbox" / FIRST_BATCH
            self.files = sorted(self.folder.glob("letters-*.pdf"))
            self.pages = self.match(rows)
        except BaseException:
            self.house.close()
            raise

    def order(self, rows):
        path = self.house.above / "orders.csv"
        with open(path, "w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        outcome = self.house.run("orders", "import", path, "--json")
        assert outcome.status in (0, PERSON), str(outcome)
        rejected = self.house.above / "orders.rejected.csv"
        if not rejected.exists():
            return []
        with open(rejected, encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    def match(self, rows):
        """(file, page in it, track number, order) of every page but the test letter's."""
        by_account = {row["account_id"]: row for row in rows}
        accounts = dict(self.house.select("SELECT track_number, account_id FROM letters WHERE is_test = 0"))
        with open(self.folder / "index.csv", encoding="utf-8") as stream:
            index = list(csv.DictReader(stream))
        return [(self.folder / line["file"], int(line["page"]), line["track_number"],
                 by_account[accounts[line["track_number"]]]) for line in index if line["track_number"] in accounts]

    def sample(self):
        return self.pages if ALL_PAGES else self.pages[::max(1, len(self.pages) // SAMPLE)]


class PrintChecks:
    """What must hold of every night; the classes below say which."""

    @classmethod
    def setUpClass(cls):
        with open(ORDERS, encoding="utf-8", newline="") as stream:
            cls.rows = list(csv.DictReader(stream))[:cls.most]
        cls.night = PrintedNight(cls.rows, cls.geometry, cls.form)
        cls.words = {file: words_by_page(file) for file in cls.night.files}

    @classmethod
    def tearDownClass(cls):
        cls.night.house.close()

    def each_page(self):
        for file, page, track_number, row in self.night.pages:
            with self.subTest(track_number=track_number, order=row["request_id"]):
                yield self.words[file][page - 1], track_number, row

    def test_everybody_has_a_page_or_was_refused_by_field(self):
        self.assertEqual(len(self.night.pages) + len({line["line"] for line in self.night.refused}), len(self.rows))
        for line in self.night.refused:
            self.assertIn(line["code"], {"does_not_fit"}, line)
            self.assertRegex(line["field"], "^(recipient|address)_", line)

    def test_the_address_is_whole_and_alone_in_its_area(self):
        area = self.night.geometry.address
        for words, _, row in self.each_page():
            self.assertEqual(texts_within(words, area), printed_address(row))
            self.assertTrue(all(area.holds(word.ink) for word in words if area.meets(word.ink)))

    def test_the_label_is_whole_and_nothing_else_is_in_the_window(self):
        geometry = self.night.geometry
        for words, number, _ in self.each_page():
            groups = [number[:6], number[6:8], number[8:13], number[13]]
            self.assertEqual(sorted(texts_within(words, geometry.label)),
                             sorted([*groups, "ПОЧТА", "РОССИИ", "ЗАКАЗНОЕ"]))
            shown = [word.ink for word in words if geometry.window.meets(word.ink)]
            self.assertTrue(all(geometry.label.holds(ink) or geometry.address.holds(ink) for ink in shown))

    def test_the_code_stands_once_and_whole_on_the_middle_panel(self):
        for words, _, _ in self.each_page():
            groups = [word for word in words if re.fullmatch("[0-9A-Z]{4}", word.text) and
                      self.night.geometry.code.holds(word.ink)]
            self.assertEqual(len(groups), 3)
            text = " ".join(word.text for word in words)
            self.assertEqual(text.count(" ".join(word.text for word in groups)), 1)
            code = "".join(word.text for word in groups)
            self.assertTrue(damm(code) if self.form == "digits" else re.fullmatch("[0-9A-HJKMNP-TV-Z]{12}", code), code)

    def test_the_letter_greets_its_addressee_and_names_the_last_day(self):
        for words, number, row in self.each_page():
            text = " ".join(word.text for word in words)
            self.assertIn(greeting(row), text)
            self.assertIn("22 January 2027" if row["language"] == "en" else "по 22 января 2027 г.", text)
            self.assertEqual(text.count(number), 1, "the small print names the number")

    def test_the_files_are_sound_upright_a4_with_embedded_subsets(self):
        for file in self.night.files:
            self.assertIn("No syntax or stream encoding errors", output("qpdf", "--check", file))
            pages = len(self.words[file])
            told = output("pdfinfo", "-f", 1, "-l", pages, file)
            self.assertEqual(len(re.findall(r"(?m)^Page +\d+ size: +595\.\d+ x 841\.\d+ pts \(A4\)$", told)), pages)
            self.assertEqual(len(re.findall(r"(?m)^Page +\d+ rot: +0$", told)), pages)
            fonts = output("pdffonts", file).splitlines()[2:]
            self.assertGreaterEqual(len(fonts), 3)
            for font in fonts:
                self.assertRegex(font, r"^[A-Z]{6}\+PT.*CID TrueType +Identity-H +yes +yes +yes ")

    def test_the_files_hold_nothing_active_and_tell_nobody_s_name(self):
        people = {text_of(row, "recipient_last_name") for row in self.rows}
        people = {name for name in people if len(name) > 3}
        for file in self.night.files:
            self.assertEqual(dictionary_keys(file) & FORBIDDEN, set())
            told = output("pdfinfo", file)
            self.assertNotRegex(told, r"(?m)^(CreationDate|ModDate|Author|Keywords):")
            self.assertNotRegex(told, r"\d{4} \d{4} \d{4}")
            raw = file.read_bytes()
            for name in people:
                self.assertNotIn(name, told)
                self.assertFalse(name.encode() in raw or name.encode("utf-16-be") in raw, name)

    def test_nothing_is_printed_outside_the_frame_or_beside_its_place_in_the_window(self):
        geometry = self.night.geometry
        window, label, address = geometry.window, geometry.label, geometry.address
        edges = [Box(0, 0, 210, 5), Box(0, 292, 210, 5), Box(0, 0, 5, 297), Box(205, 0, 5, 297)]
        # The foot of a Cyrillic el stands a hair to the left of where its line begins.
        left = min(area.x for area in (label, address) if window.holds(area)) - 0.3
        top = min(area.y for area in (label, address) if window.holds(area))
        edges += [Box(window.x, window.y, left - window.x, window.bottom - window.y),
                  Box(window.x, window.y, window.right - window.x, top - window.y),
                  Box(window.x, address.bottom, window.right - window.x, window.bottom - address.bottom)]
        if window.holds(label):
            edges.append(Box(window.x, label.bottom, window.right - window.x, address.y - label.bottom))
        for file, page, number, _ in self.night.sample():
            with self.subTest(track_number=number):
                raster = Raster.of(file, page, 200)
                self.assertEqual([edge for edge in edges if not raster.white(edge)], [])
                self.assertFalse(raster.white(address))

    def test_barcode_and_qr_code_are_read_at_200_dpi(self):
        for file, page, number, _ in self.night.sample():
            with self.subTest(track_number=number), tempfile.TemporaryDirectory() as folder:
                picture = Path(folder) / "page.pgm"
                Raster.of(file, page, 200).save(picture)
                self.assertEqual(symbols(picture), [f"I2/5:{number}", f"QR-Code:{self.portal()}"])

    def test_barcode_and_qr_code_are_read_after_300_200_300_dpi(self):
        geometry = self.night.geometry
        around = Box(geometry.qr.x - 5, geometry.qr.y - 5, geometry.qr.right - geometry.qr.x + 10,
                     geometry.qr.bottom - geometry.qr.y + 10)
        for file, page, number, _ in self.night.pages[:SCALED_PAGES]:
            for part, wanted in ((geometry.label, f"I2/5:{number}"), (around, f"QR-Code:{self.portal()}")):
                with self.subTest(wanted=wanted), tempfile.TemporaryDirectory() as folder:
                    picture = Path(folder) / "part.pgm"
                    Raster.of(file, page, 300, part).scaled(200).scaled(300).save(picture)
                    self.assertEqual(symbols(picture), [wanted])

    def test_the_batch_verifies_and_a_letter_set_again_is_the_same(self):
        self.night.house.must("batches", "verify", FIRST_BATCH)
        letters = self.night.house.json("letters", "list", "--limit", 3)["items"]
        for letter in letters:
            sheets = [self.night.house.above / name for name in ("first.pdf", "again.pdf")]
            for sheet in sheets:
                self.night.house.must("letters", "proof", letter["id"], "--out", sheet)
            self.assertEqual(sheets[0].read_bytes(), sheets[1].read_bytes())

    def portal(self):
        return re.search(r'(?m)^portal_url = "(.*?)"', self.night.house.config.read_text()).group(1)


class RightWindowTest(PrintChecks, unittest.TestCase):
    geometry, form, most = "dl-right", "digits", None

    def test_the_longest_real_places_fit(self):
        self.assertEqual(self.night.refused, [])


class LeftWindowTest(PrintChecks, unittest.TestCase):
    geometry, form, most = "dl-left", "crockford", 120


if __name__ == "__main__":
    unittest.main()
