"""Notices to the portal, received, checked and refused by a real server."""

import threading
import unittest
from collections import Counter

from house import AFTER_CUTOFF, FAILED, HANGS_AFTER, HouseTest, USAGE, until
from notice_receiver import SECRET, Receiver
from people import order_body


class NoticesTest(HouseTest):
    def setUp(self):
        super().setUp()
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        (self.house.dir / "keys" / "notices.secret").write_text(SECRET + "\n")
        self.house.set(url=f'"{self.receiver.url}"', secret_file='"keys/notices.secret"')

    def order(self, portal, number, **changes):
        reply = portal.order(number, **changes)
        self.assertEqual(reply.status, 201, str(reply))
        return reply.json

    def wait_for(self, told):
        """Waits until every letter was told its types, and nothing else."""
        wanted = {letter: list(types) for letter, types in told.items()}
        self.receiver.wait_until(lambda: sum(map(len, self.receiver.summary().values())) >=
                                 sum(map(len, wanted.values())), "all notices")
        self.assertEqual(self.receiver.summary(), wanted)

    def assert_all_sound(self):
        self.assertEqual([arrival.fault() for arrival in self.receiver.arrivals if arrival.fault()], [])
        bodies = {}
        for arrival in self.receiver.arrivals:
            self.assertEqual(bodies.setdefault(arrival.id, arrival.raw), arrival.raw, "repeats have the same bytes")
        self.assertEqual(len(set(bodies.values())), len(bodies), "no two notices say the same")

    def assert_no_personal_data(self, numbers):
        everything = b"".join(arrival.raw for arrival in self.receiver.arrivals).decode()
        for number in numbers:
            body = order_body(number)
            for text in [*body["recipient"].values(), body["address"]["city"], body["address"]["street"]]:
                if text and len(text) > 3:
                    self.assertNotIn(text, everything)

    def test_every_cause_is_told_once_in_the_order_of_the_letter(self):
        service, portal = self.house.serve()
        people = {}
        for number in range(6):
            people[number] = self.order(portal, number)
        spoilt = order_body(6)
        spoilt["recipient"]["last_name"] = "Браков"
        spoilt["language"] = "ru"
        reply = portal.call("POST", "/v1/letters", spoilt)
        self.assertEqual(reply.status, 201, str(reply))
        people[6] = reply.json
        people[7] = self.order(portal, 7)
        self.house.must("letters", "cancel", people[7]["id"])

        self.house.must("clock", "set", AFTER_CUTOFF)
        self.house.must("nightly", "--no-hand-over")
        self.house.must("nightly")
        self.house.take_acknowledgement()
        told = {people[n]["id"]: ["letter.ordered", "letter.sealed", "letter.dispatched"] for n in range(7)}
        told[people[6]["id"]] += ["letter.rejected", "code.void"]
        told[people[7]["id"]] = ["letter.ordered", "letter.cancelled"]
        self.wait_for(told)

        self.confirm_and_lock(portal, people, told)
        self.house.must("letters", "mark-lost", people[2]["id"], "--reason", "burnt")
        told[people[2]["id"]] += ["letter.lost", "code.void"]
        self.wait_for(told)

        # A second batch, given up before it is handed over.
        people[8] = self.order(portal, 8)
        self.house.must("clock", "set", "2026-11-24T18:05:00+03:00")
        batch = self.house.json("nightly", "--no-hand-over")["batch_id"]
        self.house.must("batches", "reject", batch, "--reason", "wrong paper")
        told[people[8]["id"]] = ["letter.ordered", "letter.sealed", "letter.rejected", "code.void"]
        self.wait_for(told)

        # Nobody typed the code of a delivered letter: told once. What the post reports is written by hand here.
        service.terminate()
        self.house.change("UPDATE letters SET status = 'delivered', delivered_at = 1795500000, next_poll_at = NULL "
                          "WHERE letter_id = ?", (people[3]["id"],))
        self.house.must("clock", "set", "2026-12-10T12:00:00+03:00")
        service, portal = self.house.serve()
        for _ in range(2):
            self.house.run("sweep")
        told[people[3]["id"]] += ["code.reminder"]
        self.wait_for(told)
        self.house.must("clock", "set", "2027-01-25T12:00:00+03:00")
        for _ in range(2):
            self.house.run("sweep")
        for number in (3, 4, 5):
            told[people[number]["id"]] += ["code.expired"]
        self.wait_for(told)
        self.assertEqual(self.house.json("notices", "list", "--undelivered")["items"], [])
        counts = Counter(arrival.id for arrival in self.receiver.arrivals)
        self.assertEqual(set(counts.values()), {1}, "a portal that takes them is told once")
        self.assert_all_sound()
        self.assert_no_personal_data(range(9))

    def confirm_and_lock(self, portal, people, told):
        """One account confirms; of another the code is typed wrong until it is locked."""
        right = self.house.sheet(people[0]["track_number"])["code"]
        for _ in range(3):
            portal.confirm(people[0]["account_id"], right)
        told[people[0]["id"]] += ["account.confirmed"]
        for attempt in range(10):
            if attempt == 5:
                self.house.must("clock", "advance", "11m")
            self.assertNotEqual(portal.confirm(people[1]["account_id"], right).status, 200)
        told[people[1]["id"]] += ["code.attempts_warning", "code.locked"]

    def test_a_portal_that_fails_is_told_again_in_order_and_with_the_same_bytes(self):
        fails = Counter()
        answered = threading.Event()
        letters = {}

        def answer(arrival):
            fails[arrival.id] += 1
            if arrival.letter == letters.get("slow"):
                answered.wait(HANGS_AFTER)  # until all others have come
                return 204
            if arrival.letter == letters.get("redirect") and fails[arrival.id] == 1:
                return 302
            return 500 if arrival.letter == letters.get("failing") and fails[arrival.id] <= 2 else 204

        self.house.import_orders(12)
        items = self.house.json("letters", "list", "--limit", 200)["items"]
        letters.update(zip(("slow", "redirect", "failing"), (item["id"] for item in items)))
        self.house.must("letters", "cancel", letters["failing"])
        self.receiver.answer = answer
        service, _ = self.house.serve()
        told = {item["id"]: ["letter.ordered"] for item in items}
        told[letters["failing"]].append("letter.cancelled")
        others = sum(len(types) for letter, types in told.items() if letter != letters["slow"])
        self.receiver.wait_until(lambda: sum(len(types) for types in self.receiver.summary().values()) >= others,
                                 "all notices but the slow one")
        self.assertNotIn(letters["slow"], self.receiver.summary(), "one slow notice holds up no other")
        answered.set()
        self.wait_for(told)
        failing = [arrival for arrival in self.receiver.arrivals if arrival.letter == letters["failing"]]
        self.assertEqual([arrival.type for arrival in failing], ["letter.ordered"] * 3 + ["letter.cancelled"] * 3)
        self.assertEqual(len({arrival.timestamp for arrival in failing[:3]}), 3, "each attempt has its own time")
        self.assertEqual(self.receiver.other_paths, [], "redirects are not followed")
        self.assert_all_sound()
        service.terminate()

    def test_a_portal_that_is_away_is_told_when_it_is_back(self):
        self.receiver.answer = lambda arrival: 503
        self.house.import_orders(5)
        service, _ = self.house.serve()
        self.receiver.wait_until(lambda: len(self.receiver.arrivals) >= 10, "two attempts of each")
        waiting = self.house.json("notices", "list", "--undelivered")["items"]
        self.assertEqual(len(waiting), 5)
        self.assertEqual({item["state"] for item in waiting} - {"retrying", "due"}, set())
        self.assertEqual({item["type"] for item in waiting}, {"letter.ordered"})
        self.assertIn("the portal answered 503", {item["failure"] for item in waiting})
        service.terminate()
        self.receiver.answer = lambda arrival: 204
        service, _ = self.house.serve()
        self.receiver.wait_until(lambda: len(self.receiver.summary()) == 5, "all after the restart")
        self.assert_all_sound()
        until(lambda: self.house.json("notices", "list", "--undelivered")["items"] == [], "all written down")

    def test_two_services_share_the_work(self):
        self.house.import_orders(60)
        first, _ = self.house.serve()
        second, _ = self.house.serve()
        self.receiver.wait_until(lambda: len(self.receiver.summary()) == 60, "all")
        first.terminate()
        second.terminate()
        self.assertEqual(len(self.receiver.arrivals), 60)
        self.assert_all_sound()

    def test_notices_are_listed_in_pages_and_sent_again_by_hand(self):
        self.house.import_orders(5)
        service, _ = self.house.serve()
        self.receiver.wait_until(lambda: len(self.receiver.summary()) == 5, "all")
        until(lambda: self.house.json("notices", "list", "--undelivered")["items"] == [], "all written down")
        first = self.house.json("notices", "list", "--limit", 3)
        rest = self.house.json("notices", "list", "--limit", 3, "--cursor", first["next_cursor"])
        self.assertEqual(len(first["items"]) + len(rest["items"]), 5)
        self.assertIsNone(rest["next_cursor"])
        self.assertEqual({item["state"] for item in first["items"]}, {"delivered"})
        again = rest["items"][0]
        self.assertEqual(self.house.json("notices", "resend", again["id"]), {"id": again["id"], "due": True})
        self.receiver.wait_until(lambda: len(self.receiver.arrivals) == 6, "the one that was sent again")
        self.assertEqual(self.receiver.arrivals[-1].id, again["id"])
        self.assert_all_sound()
        self.house.must("notices", "resend", "ntc_1_0000000000000000", status=FAILED)
        self.house.must("notices", "list", "--limit", "0", status=USAGE)
        self.house.must("notices", "list", "--cursor", "made-up", status=USAGE)
        service.terminate()

    def test_without_a_secret_nothing_is_started(self):
        for secret in ("", "whsec_", "no secret at all", SECRET.removeprefix("whsec_"), "whsec_AAAA"):
            with self.subTest(secret=secret):
                (self.house.dir / "keys" / "notices.secret").write_text(secret)
                refused = self.house.must("serve", status=USAGE)
                self.assertIn("notices.secret_file", refused.said)
                self.assertNotIn("listening", refused.said)
        (self.house.dir / "keys" / "notices.secret").unlink()
        self.house.must("serve", status=USAGE)
        self.house.set(secret_file='""')
        self.assertIn("notices.secret_file", self.house.must("letters", "list", status=USAGE).said)


if __name__ == "__main__":
    unittest.main()
