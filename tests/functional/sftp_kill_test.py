"""kill -9 at random moments of a night whose print house is a real OpenSSH server: it arrives whole, and once."""

import os
import random
import time
import unittest

from house import DONE, FIRST_BATCH, PERSON
from sftp_hand_over_test import SftpHouseTest

LETTERS = 3_000
KILLS = int(os.environ.get("POSTPROOF_KILLS", 20))
SEED = int(os.environ.get("POSTPROOF_TEST_SEED", random.SystemRandom().randrange(1 << 32)))


class KilledHandOverTest(SftpHouseTest):
    letters = LETTERS

    def setUp(self):
        super().setUp()
        self.house.set(letters_per_file="100")

    def check_that_nothing_false_is_seen(self):
        """DONE stands beside whole files only."""
        if (self.batch / "DONE").exists():
            numbers = {number for (number,) in self.house.select("SELECT track_number FROM letters")}
            self.assert_batch_whole(self.batch, numbers)

    def test_a_night_killed_again_and_again_hands_over_once(self):
        print(f"POSTPROOF_TEST_SEED={SEED}", flush=True)
        chance = random.Random(SEED)
        killed = 0
        for _ in range(KILLS):
            running = self.house.start("nightly")
            killed += running.kill_after(chance.uniform(0.02, 0.9))
            self.check_that_nothing_false_is_seen()
        self.assertGreater(killed, 0)
        for _ in range(3):
            last = self.house.run("nightly")
            if self.state() == "dispatched":
                break
            time.sleep(1)
        self.assertIn(last.status, (DONE, PERSON), str(last))
        self.assertEqual(self.house.select("SELECT batch_id, state FROM batches"), [(FIRST_BATCH, "dispatched")])
        self.assertEqual([path.name for path in (self.there / "in").iterdir()], [FIRST_BATCH])
        self.check_that_nothing_false_is_seen()
        self.assertEqual(self.house.select("SELECT status, count(*) FROM letters GROUP BY status"),
                         [("dispatched", self.letters + 1)])
        self.house.must("check")


if __name__ == "__main__":
    unittest.main()
