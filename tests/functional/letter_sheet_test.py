"""Single sheets from the command line: specimen, masked proof, envelope, as PDF and as picture; and what is refused."""

import csv
import re
import struct
import unittest

from house import AFTER_CUTOFF, FAILED, FIRST_BATCH, PERSON, USAGE, HouseTest
from letter_tools import output, symbols
from people import COLUMNS, person

CODE = re.compile(r"\b\d{4} \d{4} \d{4}\b")
MASKED = "•••• •••• ••••"
WORD90 = "Щ" * 90


def text_of(pdf):
    return " ".join(output("pdftotext", "-layout", pdf, "-").split())


def page_size(pdf):
    found = re.search(r"Page size: +([\d.]+) x ([\d.]+) pts", output("pdfinfo", pdf))
    return tuple(round(float(number) * 25.4 / 72) for number in found.groups())


class SheetTest(HouseTest):
    def file(self, name):
        return self.house.above / name

    def sheet(self, *arguments, name="sheet.pdf"):
        self.house.must("letters", *arguments, "--out", self.file(name))
        return self.file(name)

    def order(self, count=1):
        self.house.import_orders(count)
        return sorted(self.house.json("letters", "list")["items"], key=lambda letter: letter["account_id"])


class SpecimenTest(SheetTest):
    def test_a_specimen_of_each_template_names_nobody_and_is_the_same_every_time(self):
        for language, words in (("ru", "Код для подтверждения личности"), ("en", "Your code to confirm your identity")):
            first = self.sheet("preview", "--template", f"{language}/1", name="first.pdf")
            again = self.sheet("preview", "--template", f"{language}/1", name="again.pdf")
            self.assertEqual(first.read_bytes(), again.read_bytes())
            text = text_of(first)
            self.assertIn(words, text)
            self.assertIn("Образцов Образец Образцович", text)
            self.assertEqual(CODE.findall(text), ["1234 5678 9012"])
            self.assertEqual(page_size(first), (210, 297))

    def test_a_specimen_of_the_other_window_and_of_a_template_added_by_hand(self):
        self.house.set(geometry='"templates/geometry/dl-left.json"')
        templates = self.house.dir / "templates" / "ru"
        (templates / "2").mkdir()
        text = (templates / "1" / "letter.txt").read_text()
        (templates / "2" / "letter.txt").write_text(text.replace("Ваш код подтверждения", "Вторая версия"))
        self.assertIn("Вторая версия", text_of(self.sheet("preview", "--template", "ru/2")))
        self.assertNotIn("Вторая версия", text_of(self.sheet("preview", "--template", "ru/1")))

    def test_a_picture_is_a_png_of_the_whole_sheet(self):
        for arguments, across, down in ((["preview", "--template", "ru/1"], 210, 297),
                                        (["envelope", "--specimen"], 220, 110)):
            data = self.sheet(*arguments, "--png", name="sheet.png").read_bytes()
            self.assertEqual(data[:8], b"\x89PNG\r\n\x1a\n")
            width, height = struct.unpack(">II", data[16:24])
            self.assertAlmostEqual(width / height, across / down, delta=0.01)

    def test_a_template_or_geometry_that_is_not_right_is_told_by_line_or_key(self):
        letter = self.house.dir / "templates" / "en" / "1" / "letter.txt"
        good = letter.read_text()
        letter.write_text(good.replace("{{addressee}}", "{{adressee}}"))
        line = good[:good.index("{{addressee}}")].count("\n") + 1
        outcome = self.house.run("letters", "preview", "--out", self.file("no.pdf"))
        self.assert_refused(outcome, FAILED, f"letter.txt:{line}: unknown field {{{{adressee}}}}")
        letter.write_text(good)
        geometry = self.house.dir / "templates" / "geometry" / "dl-right.json"
        geometry.write_text(geometry.read_text().replace('"code": {"x": 20, "y": 104', '"code": {"x": 20, "y": 95'))
        outcome = self.house.run("letters", "preview", "--out", self.file("no.pdf"))
        self.assert_refused(outcome, FAILED, "dl-right.json: ", "code")
        self.assertFalse(self.file("no.pdf").exists())


class ProofTest(SheetTest):
    def test_a_proof_shows_the_letter_with_code_masked_before_and_after_sealing(self):
        letter = self.order()[0]
        name = f"{person(0)['recipient_last_name']} {person(0)['recipient_first_name']}"
        waiting = text_of(self.sheet("proof", letter["id"]))
        self.assertIn(name, waiting)
        self.assertIn(MASKED, waiting)
        self.assertIn("•• •••••••• ••••", waiting, "the last day is not fixed yet")
        self.house.must("clock", "set", AFTER_CUTOFF)
        self.house.must("nightly")
        pdf = self.sheet("proof", letter["id"])
        sealed = text_of(pdf)
        self.assertIn(name, sealed)
        self.assertIn(MASKED, sealed)
        self.assertIn("22 января 2027 г." if person(0)["language"] == "ru" else "22 January 2027", sealed)
        self.assertEqual(CODE.findall(sealed), [])
        streams = output("qpdf", "--qdf", "--object-streams=disable", pdf, "-", binary=True)
        printed = text_of(self.house.dir / "outbox" / FIRST_BATCH / "letters-0001.pdf")
        for code in CODE.findall(printed):
            self.assertNotIn(code.encode("utf-16-be"), streams, "masked by drawing over it")
            self.assertNotIn(code.encode("utf-16-be").hex().encode(), streams.lower())
        actions = [entry["action"] for entry in self.house.json("audit", "list")["items"]]
        self.assertEqual(actions.count("proof.read"), 2)

    def test_a_proof_keeps_the_template_that_the_letter_was_sealed_with(self):
        self.house.import_orders(1)
        letter = self.house.json("letters", "list")["items"][0]
        self.house.must("clock", "set", AFTER_CUTOFF)
        self.house.must("nightly")
        folder = self.house.dir / "templates" / letter["language"]
        (folder / "2").mkdir()
        text = (folder / "1" / "letter.txt").read_text()
        caption = "Ваш код подтверждения" if letter["language"] == "ru" else "Your confirmation code"
        (folder / "2" / "letter.txt").write_text(text.replace(caption, "Second"))
        self.assertIn(caption, text_of(self.sheet("proof", letter["id"])))

    def test_no_proof_of_a_stranger_or_of_an_erased_letter(self):
        self.assert_refused(self.house.run("letters", "proof", "ltr_none"), FAILED, "no letter")
        letter = self.order()[0]
        self.house.must("letters", "cancel", letter["id"])
        self.house.must("letters", "erase", letter["id"])
        for command in ("proof", "envelope"):
            outcome = self.house.run("letters", command, letter["id"], "--out", self.file("no.pdf"))
            self.assert_refused(outcome, FAILED, "erased")
        self.assertFalse(self.file("no.pdf").exists())


class EnvelopeTest(SheetTest):
    def test_an_envelope_of_each_size_has_addressee_sender_label_and_no_code(self):
        letter = self.order()[0]
        for size, across, down in (("DL", 220, 110), ("C5", 229, 162), ("C4", 324, 229)):
            pdf = self.sheet("envelope", letter["id"], "--size", size)
            self.assertEqual(page_size(pdf), (across, down))
            text = text_of(pdf)
            for part in (person(0)["recipient_last_name"], person(0)["address_index"], "ЗАКАЗНОЕ", "ПОЧТА РОССИИ"):
                self.assertIn(part, text)
            self.assertEqual(CODE.findall(text), [])
            picture = self.sheet("envelope", letter["id"], "--size", size, "--png", name="envelope.png")
            self.assertEqual(symbols(picture), [f"I2/5:{letter['track_number']}"])

    def test_wrong_use_is_told_and_writes_nothing(self):
        letter = self.order()[0]
        out = ["--out", self.file("no.pdf")]
        self.assert_refused(self.house.run("letters", "envelope", letter["id"], "--size", "A4", *out), USAGE, "--size")
        self.assert_refused(self.house.run("letters", "envelope", *out), USAGE, "--specimen")
        self.assert_refused(self.house.run("letters", "envelope", letter["id"], "--specimen", *out), USAGE, "--specimen")
        self.assert_refused(self.house.run("letters", "envelope", "ltr_none", *out), FAILED, "no letter")
        self.assert_refused(self.house.run("letters", "preview", "--template", "ru/9", *out), FAILED, "template")
        self.assert_refused(self.house.run("letters", "preview", "--template", "../ru", *out), FAILED, "template")
        self.assertFalse(self.file("no.pdf").exists())
        far = self.house.above / "nowhere" / "p.pdf"
        self.assert_refused(self.house.run("letters", "preview", "--out", far), FAILED, "p.pdf")


class DoorTest(SheetTest):
    """What cannot be printed is refused when it is ordered, with the field named."""

    ROWS = [
        ("recipient_last_name", WORD90, "does_not_fit"),
        ("recipient_first_name", WORD90, "does_not_fit"),
        ("recipient_middle_name", WORD90, "does_not_fit"),
        ("address_region", WORD90, "does_not_fit"),
        ("address_district", WORD90, "does_not_fit"),
        ("address_city", WORD90, "does_not_fit"),
        ("address_street", WORD90, "does_not_fit"),
        ("address_house", "1" * 90, "does_not_fit"),
        ("address_apartment", "1" * 90, "does_not_fit"),
        ("address_street", "Щ" * 129, "too_long"),
        ("recipient_first_name", "Ана\ua640", "glyph_missing"),
        ("address_street", "улица Ꙋ", "glyph_missing"),
        ("recipient_last_name", "Смир\u202eнова", "bad_characters"),
        ("recipient_last_name", "Смир\u200bнова", "bad_characters"),
        ("recipient_last_name", "Смир\u2028нова", "bad_characters"),
        ("recipient_last_name", "А" + "\u0300" * 40, "bad_characters"),
        ("recipient_last_name", "Смирнова😀", "bad_characters"),
        ("recipient_last_name", "Смир\ue000", "bad_characters"),
        ("recipient_last_name", "Смирнoва", "bad_characters"),  # a Latin o
        ("address_street", "=СУММ(1;2)", "bad_characters"),
        ("address_street", "<b>Арбат</b>", "bad_characters"),
        ("address_street", "{{code}}", "bad_characters"),
        ("address_street", "%s%n", "bad_characters"),
        ("address_city", ") Tj ET", "bad_characters"),
    ]

    def test_what_cannot_be_printed_is_refused_by_field(self):
        path = self.file("orders.csv")
        with open(path, "w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
            writer.writeheader()
            for number, (column, text, _) in enumerate(self.ROWS):
                # A place of few words, so that the field in question is the one that is told.
                writer.writerow({**person(11 * number), "recipient_last_name": "Ли", "recipient_first_name": "Ия",
                                 "recipient_middle_name": "", "address_building": "", column: text})
        answer = self.house.json("orders", "import", path, status=PERSON)
        self.assertEqual(answer, {"placed": 0, "already": 0, "rejected": len(self.ROWS)})
        with open(self.file("orders.rejected.csv"), encoding="utf-8", newline="") as stream:
            told = [(line["field"], line["code"]) for line in csv.DictReader(stream)]
        self.assertEqual(told, [(column, code) for column, _, code in self.ROWS])


if __name__ == "__main__":
    unittest.main()
