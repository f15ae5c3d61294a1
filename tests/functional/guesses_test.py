#!/usr/bin/env python3
"""Ten thousand guesses at once, through two services of which one is killed: never more comparisons than the caps."""

import http.client
import unittest
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from house import AFTER_CUTOFF, HouseTest

GUESSES = 10_000
CALLERS = 32
IN_WINDOW, IN_LIFE = 5, 10
UNREACHABLE = (http.client.HTTPException, OSError)


class GuessesTest(HouseTest):
    def setUp(self):
        super().setUp()
        self.services = [self.house.serve() for _ in range(2)]
        reply = self.services[0][1].order(1)
        self.assertEqual(reply.status, 201, str(reply))
        self.letter = reply.json
        self.house.must("clock", "set", AFTER_CUTOFF)
        self.house.must("nightly")
        self.house.take_acknowledgement()
        self.code = self.house.sheet(self.letter["track_number"])["code"]

    def wrong_codes(self, count):
        """Well-formed codes that are not the letter's: the sheet's with other digits and a check digit that fits."""
        made, number = [], 0
        while len(made) < count:
            number += 1
            digits = f"{number:011d}"
            code = digits + damm(digits)
            if code != self.code.replace(" ", ""):
                made.append(code)
        return made

    def guess(self, codes, kill_after=None):
        """All codes from many callers at once; what was answered, by code of the problem."""
        account = self.letter["account_id"]

        def ask(numbered):
            number, code = numbered
            if number == kill_after:
                self.services[1][0].process.kill()
            service, caller = self.services[number % 2]
            try:
                reply = caller.confirm(account, code)
            except UNREACHABLE:
                return "unreachable"
            return "confirmed" if reply.status == 200 else reply.json["code"]

        with ThreadPoolExecutor(CALLERS) as callers:
            return Counter(callers.map(ask, enumerate(codes)))

    def attempts(self):
        return self.house.select("SELECT count(*) FROM attempts")[0][0]

    def code_row(self):
        return self.house.select("SELECT status, wrong_attempts FROM codes")[0]

    def test_no_more_guesses_are_compared_than_the_caps_allow(self):
        answers = self.guess(self.wrong_codes(GUESSES), kill_after=GUESSES // 2)
        self.assertLessEqual(answers["code_not_accepted"], IN_WINDOW)
        self.assertEqual(set(answers), {"code_not_accepted", "too_many_attempts", "unreachable"})
        self.assertLessEqual(self.attempts(), IN_WINDOW)
        self.assertLessEqual(self.code_row()[1], IN_WINDOW)

        for _ in range(3):  # three more windows: the code's own cap ends it
            self.house.must("clock", "advance", "11m")
            answers = self.guess(self.wrong_codes(200))
            self.assertLessEqual(answers["code_not_accepted"], IN_WINDOW)
        self.assertEqual(self.code_row(), ("locked", IN_LIFE))
        self.house.must("clock", "advance", "11m")
        reply = self.services[0][1].confirm(self.letter["account_id"], self.code)
        self.assertEqual((reply.status, reply.json["code"]), (423, "code_locked"))

    def test_sixty_four_right_codes_at_once_confirm_once(self):
        answers = self.guess([self.code] * 64)
        self.assertEqual(answers["confirmed"], 1)
        self.assertLessEqual(set(answers), {"confirmed", "code_used", "too_many_attempts"})
        self.assertEqual(self.house.select("SELECT count(*) FROM confirmed_accounts")[0][0], 1)


DAMM = ("0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
        "3674209581", "5869720134", "8945362017", "9438617205", "2581436790")


def damm(digits):
    """The check digit of these digits (H. M. Damm's quasigroup of order 10)."""
    interim = 0
    for digit in digits:
        interim = int(DAMM[interim][int(digit)])
    return str(interim)


if __name__ == "__main__":
    unittest.main()
