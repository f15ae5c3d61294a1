"""kill -9 at any moment: no letter is lost, none is printed twice, and the same bytes are handed over."""

import os
import random
import time
import unittest

from house import AFTER_CUTOFF, DONE, FIRST_BATCH, House, HouseTest

LETTERS = 4_000  # of the night that is killed ten times on its way
FEW_LETTERS = 800  # of the nights that are killed once each
IMPORTED = 20_000
KILLS = 10
SEED = int(os.environ.get("POSTPROOF_TEST_SEED", random.SystemRandom().randrange(1 << 32)))


class KilledNight(HouseTest):
    """Each test works on twins of one data folder whose orders are due."""

    @classmethod
    def prepare(cls, letters, letters_per_file):
        print(f"POSTPROOF_TEST_SEED={SEED}", flush=True)
        cls.letters = letters
        cls.chance = random.Random(SEED)
        cls.ready = House()
        cls.addClassCleanup(cls.ready.close)
        cls.ready.set(letters_per_file=str(letters_per_file))
        cls.ready.import_orders(letters)
        cls.ready.must("clock", "set", AFTER_CUTOFF)
        twin = cls.ready.twin()
        begin = time.monotonic()
        twin.must("nightly")
        cls.run_time = time.monotonic() - begin
        twin.close()

    def setUp(self):
        self.house = self.ready.twin()
        self.addCleanup(self.house.close)

    def recorded(self):
        return set(self.house.select("SELECT file_no, hex(sha256) FROM batch_files"))

    def finish_and_check(self, recorded):
        """One more run to the end; then everything is there, once, with the bytes that were recorded before."""
        last = self.house.json("nightly")
        self.assertIn(last["batch_id"], (FIRST_BATCH, None))
        self.assertEqual(self.house.select("SELECT batch_id, state FROM batches"), [(FIRST_BATCH, "dispatched")])
        members = self.house.select("SELECT track_number FROM letters")
        self.assertEqual(len(members), self.letters + 1, "one test letter, however often the run began")
        by_status = "SELECT status, count(*) FROM {} GROUP BY status"
        self.assertEqual(self.house.select(by_status.format("letters")), [("dispatched", self.letters + 1)])
        self.assertEqual(self.house.select(by_status.format("codes")), [("live", self.letters)])
        self.assertLessEqual(recorded, self.recorded())
        for folder in (self.house.dir / "outbox", self.house.dir / "printhouse" / "in"):
            self.assertEqual([path.name for path in folder.iterdir()], [FIRST_BATCH], folder)
            self.assert_batch_whole(folder / FIRST_BATCH, {number for (number,) in members})
        self.house.must("check")


class LongNightTest(KilledNight):
    @classmethod
    def setUpClass(cls):
        cls.prepare(LETTERS, 250)

    def test_a_night_killed_ten_times_on_its_way_ends_well(self):
        recorded, killed = set(), 0
        for _ in range(KILLS):
            moment = self.chance.uniform(0, 2 * self.run_time / KILLS)
            killed += self.house.start("nightly").kill_after(moment)
            recorded |= self.recorded()
        self.assertGreater(killed, 0)
        self.finish_and_check(recorded)
        self.house.must("batches", "verify", FIRST_BATCH)


class ShortNightTest(KilledNight):
    @classmethod
    def setUpClass(cls):
        cls.prepare(FEW_LETTERS, 50)

    def test_a_night_killed_once_ends_well_wherever_it_was(self):
        for n in range(KILLS):
            moment = self.chance.uniform(n, n + 1) / KILLS * self.run_time
            with self.subTest(seconds=round(moment, 3)):
                self.house = self.ready.twin()
                self.addCleanup(self.house.close)
                self.house.start("nightly").kill_after(moment)
                self.finish_and_check(self.recorded())
                self.house.close()

    def test_a_night_killed_when_a_file_appears_ends_well(self):
        partial, whole = f"outbox/.{FIRST_BATCH}.partial", f"outbox/{FIRST_BATCH}"
        there = f"printhouse/in/{FIRST_BATCH}"
        for name in (partial, f"{partial}/letters-0001.pdf", f"{partial}/manifest.json", f"{partial}/DONE", whole,
                     there, f"{there}/letters-0002.pdf", f"{there}/manifest.json", f"{there}/DONE"):
            with self.subTest(file=name):
                self.house = self.ready.twin()
                self.addCleanup(self.house.close)
                running = self.house.start("nightly")
                while running.process.poll() is None and not (self.house.dir / name).exists():
                    pass  # the moments between two steps are short: no pause here
                running.kill()
                self.finish_and_check(self.recorded())
                self.house.close()

    def test_of_two_nights_at_once_one_works_and_the_other_says_so(self):
        self.house.set(letters_per_file="4")  # many small files take long enough for two to meet
        first = self.house.start("nightly")
        first.wait_for_line("rendered")
        second = self.house.must("nightly")
        self.assertIn("another run is at work", second.said)
        self.assertEqual(first.wait().status, DONE)
        self.finish_and_check(set())


class KilledImportTest(HouseTest):
    def test_an_import_killed_on_its_way_places_the_rest_when_it_is_repeated(self):
        chance = random.Random(SEED + 1)
        file = self.house.orders_file(IMPORTED)
        for at in sorted(chance.sample(range(2, 10), 2)):
            running = self.house.start("orders", "import", file)
            running.wait_for_line(rf"^{at * IMPORTED // 10} of")
            running.kill_after(chance.uniform(0, 0.1))
        before = self.house.select("SELECT count(*) FROM imports")[0][0]
        self.assertGreater(before, 0)
        answer = self.house.json("orders", "import", file)
        self.assertEqual(answer, {"placed": IMPORTED - before, "already": before, "rejected": 0})
        self.assertEqual(self.house.select("SELECT count(*), count(DISTINCT account_id), count(DISTINCT track_number) "
                                           "FROM letters"), [(IMPORTED, IMPORTED, IMPORTED)])
        self.house.must("check")


if __name__ == "__main__":
    unittest.main()
