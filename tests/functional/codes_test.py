"""What a typed code is answered in every state of the account's code, and that every "no" is the same."""

import unittest
from concurrent.futures import ThreadPoolExecutor

from house import AFTER_CUTOFF, DONE, FIRST_BATCH, PERSON, HouseTest

MAY_DIFFER = {"x-request-id", "date", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"}


def shape(reply):
    """Everything of an answer but what the contract lets differ."""
    body = {key: value for key, value in reply.json.items() if key != "attempts_left"}
    return reply.status, {k: v for k, v in reply.headers.items() if k not in MAY_DIFFER}, body


class CodesTest(HouseTest):
    def setUp(self):
        super().setUp()
        _, self.portal = self.house.serve()

    def code_of(self, letter):
        return self.house.sheet(letter["track_number"])["code"]

    def night(self, at):
        self.house.must("clock", "set", at)
        self.assertIn(self.house.run("nightly").status, (DONE, PERSON), "alarms may be open")
        self.house.take_acknowledgement()

    def ordered(self, *numbers):
        letters = {}
        for number in numbers:
            reply = self.portal.order(number)
            self.assertEqual(reply.status, 201, str(reply))
            letters[number] = reply.json
        return letters

    def confirm(self, number, code):
        return self.portal.confirm(f"acc-{number:06}", code)

    def assert_code(self, reply, status, code, **facts):
        self.assertEqual((reply.status, reply.json.get("code")), (status, code), str(reply))
        for name, value in facts.items():
            self.assertEqual(reply.json[name], value, str(reply))

    def spread(self):
        """An account for each state of a code; gives the codes that were printed for them."""
        letters = self.ordered(1, 2, 3, 4, 5, 6)
        self.night(AFTER_CUTOFF)
        codes = {number: self.code_of(letter) for number, letter in letters.items()}
        self.assertEqual(self.confirm(2, codes[2]).status, 200)                                       # used
        self.portal.call("POST", "/v1/accounts/acc-000003/void", {"reason": "citizen_request"})       # void
        for attempt in range(10):                                                                     # locked
            if attempt == 5:
                self.house.must("clock", "advance", "10m")
            self.assert_code(self.confirm(4, codes[1]), 422, "code_not_accepted")
        self.house.must("clock", "set", letters[5]["reorder_allowed_at"])
        self.ordered(5)                                                                               # replaced
        self.night("2026-12-24T18:05:00+03:00")
        return letters, codes

    def test_the_right_code_is_answered_by_its_state(self):
        letters, codes = self.spread()
        self.assert_code(self.confirm(2, codes[2]), 409, "code_used", letter_id=letters[2]["id"])
        self.assert_code(self.confirm(3, codes[3]), 422, "code_not_accepted")
        self.assert_code(self.confirm(4, codes[4]), 423, "code_locked")
        self.assert_code(self.confirm(5, codes[5]), 410, "code_replaced")
        self.assertEqual(self.confirm(1, codes[1]).status, 200)
        self.house.must("clock", "set", "2027-01-23T01:00:00+03:00")
        self.assert_code(self.confirm(6, codes[6]), 410, "code_expired")

    def test_every_no_has_the_same_bytes_whatever_the_state(self):
        letters, codes = self.spread()
        self.ordered(7)  # a letter that waits: its code is `none`
        foreign = codes[6]
        told = [shape(self.confirm(number, foreign)) for number in (1, 2, 3, 4, 5, 7)]
        told.append(shape(self.confirm(3, codes[3])))            # the right code, void
        told.append(shape(self.confirm(99, codes[1])))           # an account that nobody knows
        told.append(shape(self.confirm(99, "0000 0000 0000")))   # of which nothing is known at all
        self.house.must("clock", "set", "2027-01-23T01:00:00+03:00")
        told.append(shape(self.confirm(6, codes[1])))            # expired, another's code
        for one in told[1:]:
            self.assertEqual(one, told[0])

    def test_a_code_before_its_hand_over_is_a_wrong_one_and_raises_an_alarm(self):
        letters = self.ordered(1, 2)
        self.house.must("clock", "set", AFTER_CUTOFF)
        self.house.must("nightly", "--no-hand-over")
        sealed = self.portal.get(f"/v1/letters/{letters[1]['id']}").json
        self.assertEqual((sealed["status"], sealed["code"]["status"]), ("sealed", "issued"))
        wrong = shape(self.confirm(1, "0000 0000 0000"))
        self.assertEqual(self.house.select("SELECT count(*) FROM alarms WHERE kind LIKE 'code_typed%'"), [(0,)])
        code = self.printed_code(letters[1])
        self.assertEqual(shape(self.confirm(1, code)), wrong)
        self.assertEqual(self.house.select("SELECT count(*) FROM alarms WHERE kind LIKE 'code_typed%'"), [(1,)])

    def printed_code(self, letter):
        """Read off the rendered file, as an insider could."""
        import re
        import subprocess
        pages = sorted((self.house.dir / "outbox" / FIRST_BATCH).glob("letters-*.pdf"))
        rows = (self.house.dir / "outbox" / FIRST_BATCH / "index.csv").read_text().splitlines()[1:]
        page = next(row.split(",")[2] for row in rows if letter["track_number"] in row)
        text = subprocess.run(["pdftotext", "-f", page, "-l", page, "-raw", str(pages[0]), "-"], capture_output=True,
                              text=True, check=True).stdout
        return re.search(r"\b\d{4} \d{4} \d{4}\b", text).group(0)

    def test_guesses_in_parallel_are_compared_no_more_often_than_the_caps_allow(self):
        letters = self.ordered(1, 2)
        self.night(AFTER_CUTOFF)
        right, wrong = self.code_of(letters[1]), self.code_of(letters[2])
        _, twin = self.house.serve()
        with ThreadPoolExecutor(32) as pool:
            replies = list(pool.map(lambda n: (self.portal, twin)[n % 2].confirm("acc-000001", wrong), range(600)))
        compared = [reply for reply in replies if reply.status == 422]
        self.assertEqual(len(compared), 5)
        self.assertEqual(sorted(reply.json["attempts_left"] for reply in compared)[0], 0)
        self.assertEqual({reply.status for reply in replies}, {422, 429})
        self.assertEqual(self.house.select("SELECT wrong_attempts FROM codes ORDER BY letter_no LIMIT 1"), [(5,)])
        self.house.must("clock", "advance", "10m")
        self.assertEqual(self.confirm(1, right).status, 200)


if __name__ == "__main__":
    unittest.main()
