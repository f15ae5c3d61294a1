"""How long a "no" takes, by its reason: what an attacker beside the service could measure.

Interleaved requests over one kept-alive connection; prints each class's median and quartiles, and Welch's t between the
classes. Fails where the medians are further apart than a tenth.
"""

import http.client
import math
import random
import statistics
import time
import unittest

from house import AFTER_CUTOFF, HouseTest
from people import orders_csv

LETTERS = 600
ATTEMPTS = 4  # of an account, one less than its window allows


class TimingTest(HouseTest):
    def test_a_no_takes_as_long_whatever_its_reason(self):
        orders = self.house.above / "orders.csv"
        orders.write_text(orders_csv(LETTERS))
        self.house.must("orders", "import", orders)
        self.house.must("clock", "set", AFTER_CUTOFF)
        self.house.must("nightly")
        self.house.take_acknowledgement()
        codes = {sheet["track_number"]: sheet["code"] for sheet in self.house.sheets()}
        rows = self.house.select("SELECT account_id, track_number FROM letters WHERE is_test = 0 ORDER BY letter_no")
        _, portal = self.house.serve()
        half = LETTERS // 2
        voided = [(account, codes[number]) for account, number in rows[half:]]
        for account, _ in voided:
            portal.call("POST", f"/v1/accounts/{account}/void", {"reason": "citizen_request"})
        foreign = codes[rows[half][1]]
        asked = [("wrong code", account, foreign) for account, _ in rows[:half] for _ in range(ATTEMPTS)]
        asked += [("void code", account, code) for account, code in voided for _ in range(ATTEMPTS)]
        asked += [("unknown account", f"nobody-{n}", foreign) for n in range(half * ATTEMPTS)]
        random.Random(1).shuffle(asked)
        took = {}
        connection = portal.connection()
        for reason, account, code in asked:
            began = time.perf_counter()
            connection.request("POST", "/v1/confirmations", f'{{"account_id":"{account}","code":"{code}"}}',
                               {"Authorization": f"Bearer {portal.token}", "Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            took.setdefault(reason, []).append(1e6 * (time.perf_counter() - began))
            self.assertEqual(answer.status, 422)
        self.report(took)

    def report(self, took):
        for reason, samples in took.items():
            low, middle, high = statistics.quantiles(samples, n=4)
            print(f"{reason:<16} {len(samples)} requests, median {middle:.0f} us, quartiles {low:.0f} and {high:.0f}")
        medians = {reason: statistics.median(samples) for reason, samples in took.items()}
        reasons = list(took)
        for i, one in enumerate(reasons):
            for other in reasons[i + 1:]:
                a, b = took[one], took[other]
                spread = math.sqrt(statistics.variance(a) / len(a) + statistics.variance(b) / len(b))
                t = (statistics.fmean(a) - statistics.fmean(b)) / spread
                print(f"Welch's t of '{one}' against '{other}': {t:.2f}")
        self.assertLess(max(medians.values()) - min(medians.values()), min(medians.values()) / 10)


if __name__ == "__main__":
    unittest.main()
