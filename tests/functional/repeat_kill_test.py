"""Orders under a key while the service is killed again and again: each is placed once, and told alike ever after."""

import http.client
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from house import HouseTest

ACCOUNTS = 120
ROUNDS = 4
UNREACHABLE = (http.client.HTTPException, OSError)


class RepeatKillTest(HouseTest):
    def test_each_order_is_placed_once_whatever_is_lost_on_the_way(self):
        answers = {number: set() for number in range(ACCOUNTS)}
        lock = threading.Lock()

        def order(caller, number):
            try:
                reply = caller.order(number, headers={"Idempotency-Key": f"order-{number}"})
            except UNREACHABLE:
                return
            self.assertIn(reply.status, (201, 409), str(reply))
            if reply.status == 409:
                self.assertEqual(reply.json["code"], "idempotency_in_progress", str(reply))
                return
            with lock:
                answers[number].add(reply.body)

        for attempt in range(ROUNDS):
            service, caller = self.house.serve()
            _, twin = self.house.serve()
            with ThreadPoolExecutor(16) as callers:
                for number in range(ACCOUNTS):
                    callers.submit(order, (caller, twin)[number % 2], number)
                time.sleep(0.05 * attempt)
                service.kill()
        _, caller = self.house.serve()
        for number in range(ACCOUNTS):
            order(caller, number)
        for number, told in answers.items():
            self.assertEqual(len(told), 1, f"order {number} was told in {len(told)} ways")
        self.assertEqual(self.house.select("SELECT count(*), count(DISTINCT account_id) FROM letters"),
                         [(ACCOUNTS, ACCOUNTS)])
        self.house.must("check")


if __name__ == "__main__":
    unittest.main()
