"""The demo: a hundred letters from order to confirmation on a fresh machine, without any network."""

import tempfile
import unittest
from pathlib import Path

from house import DONE, FIRST_BATCH, POSTPROOF, USAGE, run

LETTERS = 100


class WayTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="postproof-functional-")
        self.addCleanup(folder.cleanup)
        self.dir = Path(folder.name) / "demo"

    def test_the_demo_brings_every_letter_to_its_end_and_its_sums_hold(self):
        outcome = run(POSTPROOF, "demo", "--letters", LETTERS, "--dir", self.dir, "--json")
        self.assertEqual(outcome.status, DONE, str(outcome))
        sums = outcome.json
        self.assertEqual(set(sums), {"ordered", "sealed", "rejected", "cancelled", "delivered", "returned", "lost",
                                     "confirmed", "not_scanned", "dir"})
        self.assertEqual(sums["dir"], str(self.dir))
        self.assertEqual(sums["ordered"], LETTERS)
        self.assertEqual(sums["ordered"], sums["sealed"] + sums["rejected"] + sums["cancelled"])
        self.assertEqual(sums["sealed"], sums["delivered"] + sums["returned"] + sums["lost"] + sums["not_scanned"])
        self.assertEqual(sums["confirmed"], sums["delivered"])
        for fate in ("rejected", "delivered", "returned", "lost", "not_scanned"):
            self.assertGreater(sums[fate], 0, fate)
        self.check_what_is_left()

    def check_what_is_left(self):
        self.assertTrue((self.dir / "outbox" / FIRST_BATCH / "DONE").exists())
        config = ["--config", self.dir / "postproof.toml"]
        letters = run(POSTPROOF, *config, "letters", "list", "--limit", 200, "--json").json["items"]
        final = {"delivered", "returned", "lost", "cancelled", "rejected"}
        self.assertEqual({letter["status"] for letter in letters}, final)
        for letter in letters:
            wanted = {"delivered": {"used"}, "returned": {"void"}, "lost": {"void", "expired"}, "cancelled": {"none"},
                      "rejected": {"void"}}[letter["status"]]
            self.assertIn(letter["code"]["status"], wanted, letter)
        self.assertNotEqual(run(POSTPROOF, *config, "check").status, 1)
        self.assertEqual(run(POSTPROOF, *config, "audit", "verify").status, DONE)

    def test_the_demo_refuses_a_folder_that_is_not_empty(self):
        self.dir.mkdir()
        (self.dir / "mine.txt").write_text("mine")
        outcome = run(POSTPROOF, "demo", "--letters", 5, "--dir", self.dir)
        self.assertEqual(outcome.status, 1, str(outcome))
        self.assertEqual([path.name for path in self.dir.iterdir()], ["mine.txt"])

    def test_the_demo_refuses_absurd_numbers(self):
        for wrong in (["--letters", "0"], ["--letters", "-1"], ["--letters", "many"], ["--days", "-1"]):
            with self.subTest(wrong=wrong):
                self.assertEqual(run(POSTPROOF, "demo", *wrong, "--dir", self.dir).status, USAGE)
                self.assertFalse(self.dir.exists())


if __name__ == "__main__":
    unittest.main()
