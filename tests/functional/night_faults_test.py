"""What may be wrong before a night: one clear line, nothing half done, and the next run goes on when it is set right."""

import os
import re
import shutil
import unittest

from house import AFTER_CUTOFF, DONE, FAILED, FIRST_BATCH, PERSON, USAGE, HouseTest

LETTERS = 3
PAGE = 4096


class NightFaultsTest(HouseTest):
    def setUp(self):
        super().setUp()
        self.house.import_orders(LETTERS)
        self.house.must("clock", "set", AFTER_CUTOFF)

    def refused(self, *statuses, naming):
        """The night does not begin: one line tells why, and nothing was sealed, made or handed over."""
        before = self.house.counts()
        outcome = self.house.run("nightly")
        self.assertIn(outcome.status, statuses, str(outcome))
        lines = [line for line in outcome.stderr.splitlines() if line.strip()]
        self.assertEqual(len(lines), 1, str(outcome))
        self.assertIn(naming, lines[0])
        self.assertEqual(self.house.counts(), before)
        self.assert_nothing_made()
        return lines[0]

    def assert_nothing_made(self):
        for folder in (self.house.dir / "outbox", self.house.dir / "printhouse" / "in"):
            self.assertEqual(list(folder.iterdir()), [], folder)

    def assert_night_is_well(self):
        answer = self.house.json("nightly")
        self.assertEqual((answer["batch_id"], answer["state"], answer["letters"]),
                         (FIRST_BATCH, "dispatched", LETTERS + 1))
        self.house.must("check")

    def test_without_templates_nothing_is_sealed(self):
        aside = self.house.above / "templates"
        shutil.move(self.house.dir / "templates", aside)
        self.refused(FAILED, USAGE, naming="templates")
        shutil.move(aside, self.house.dir / "templates")
        self.assert_night_is_well()

    def test_a_template_that_cannot_be_used_is_named_with_its_line(self):
        template = self.house.dir / "templates" / "ru" / "1" / "letter.txt"
        text = template.read_text(encoding="utf-8")
        self.assertIn("{{valid_through}}", text)
        template.write_text(text.replace("{{valid_through}}", "{{valid_thruogh}}"), encoding="utf-8")
        line = self.refused(FAILED, USAGE, naming=str(template.relative_to(self.house.dir)))
        self.assertRegex(line, r"\d")
        template.write_text(text, encoding="utf-8")
        self.assert_night_is_well()

    def test_without_its_keys_nothing_is_sealed(self):
        keys = self.house.dir / "keys" / "keys.json"
        aside = self.house.above / "keys.json"
        shutil.move(keys, aside)
        self.refused(FAILED, USAGE, naming="keys.json")
        shutil.move(aside, keys)
        self.assert_night_is_well()

    def test_without_its_signing_key_nothing_is_sealed(self):
        key = self.house.dir / "keys" / "signing.key"
        aside = self.house.above / "signing.key"
        shutil.move(key, aside)
        self.refused(FAILED, USAGE, naming="signing.key")
        shutil.move(aside, key)
        self.assert_night_is_well()

    def test_a_damaged_database_is_refused_and_left_alone(self):
        self.house.must("backup", self.house.above / "backup.db")
        database = self.house.dir / "postproof.db"
        for tail in ("-wal", "-shm"):
            (self.house.dir / f"postproof.db{tail}").unlink(missing_ok=True)
        shutil.copy(self.house.above / "backup.db", database)
        sound = database.read_bytes()
        for page in (1, len(sound) // PAGE // 2, len(sound) // PAGE - 1):
            damaged = bytearray(sound)
            damaged[page * PAGE:(page + 1) * PAGE] = os.urandom(PAGE)
            database.write_bytes(damaged)
            for tail in ("-wal", "-shm"):
                (self.house.dir / f"postproof.db{tail}").unlink(missing_ok=True)
            outcome = self.house.run("nightly")
            self.assertEqual(outcome.status, FAILED, str(outcome))
            lines = [line for line in outcome.stderr.splitlines() if line.strip()]
            self.assertEqual(len(lines), 1, str(outcome))
            self.assertRegex(lines[0], re.compile("database", re.IGNORECASE))
            # The first page tells the mode of the log, which a backup does not have.
            self.assertEqual(database.read_bytes()[PAGE:], bytes(damaged[PAGE:]))
            self.assert_nothing_made()
        database.write_bytes(sound)
        for tail in ("-wal", "-shm"):
            (self.house.dir / f"postproof.db{tail}").unlink(missing_ok=True)
        self.assert_night_is_well()

    def test_a_print_house_that_cannot_be_reached_leaves_the_batch_for_the_next_run(self):
        place = self.house.dir / "printhouse" / "in"
        place.rmdir()
        place.write_text("no folder")
        outcome = self.house.run("nightly")
        self.assertIn(outcome.status, (FAILED, PERSON), str(outcome))
        self.assertEqual(self.house.select("SELECT count(*) FROM batches"), [(1,)])
        self.assertEqual(self.house.select("SELECT DISTINCT status FROM letters"), [("sealed",)])
        place.unlink()
        place.mkdir()
        if self.house.select("SELECT state FROM batches") == [("held",)]:
            self.house.must("batches", "release", FIRST_BATCH)
        last = self.house.json("nightly")
        self.assertEqual((last["batch_id"], last["state"]), (FIRST_BATCH, "dispatched"))
        self.house.must("check")


if __name__ == "__main__":
    unittest.main()
