"""The HTTP service from outside: one letter's way, refusals, two services at once, restarts and kill -9."""

import socket
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from house import AFTER_CUTOFF, DONE, FIRST_BATCH, Caller, HouseTest, until
from people import order_body, person

MONTH = 30 * 86_400


def instant(text):
    return datetime.fromisoformat(text)


class OneServiceTest(HouseTest):
    def setUp(self):
        super().setUp()
        self.service, self.portal = self.house.serve()

    def placed(self, number):
        reply = self.portal.order(number)
        self.assertEqual(reply.status, 201, str(reply))
        return reply.json

    def hand_over(self):
        """The night while the service runs, and the print house's answer; whoever of the two takes it."""
        self.house.must("clock", "set", AFTER_CUTOFF)
        self.house.must("nightly")
        self.house.take_acknowledgement()

    def code_of(self, letter):
        return self.house.sheet(letter["track_number"])["code"]

    def assert_problem(self, reply, status, code, **facts):
        self.assertEqual(reply.status, status, str(reply))
        self.assertEqual(reply.headers["content-type"], "application/problem+json")
        self.assertEqual(reply.headers["cache-control"], "no-store")
        self.assertIn("x-request-id", reply.headers)
        problem = reply.json
        self.assertLessEqual({"type", "title", "status", "detail", "code"}, set(problem))
        self.assertEqual((problem["status"], problem["code"]), (status, code))
        for name, value in facts.items():
            self.assertEqual(problem[name], value, name)
        return problem

    def test_an_order_is_answered_with_the_letter(self):
        reply = self.portal.order(1)
        self.assertEqual(reply.status, 201, str(reply))
        letter = reply.json
        self.assertEqual(reply.headers["location"], f"/v1/letters/{letter['id']}")
        self.assertEqual(reply.headers["content-type"], "application/json")
        self.assertEqual(reply.headers["cache-control"], "no-store")
        self.assertIn("x-request-id", reply.headers)
        ordered = instant(letter["ordered_at"])
        self.assertTrue(letter["id"].startswith("ltr_"))
        self.assertRegex(letter["track_number"], r"^\d{14}$")
        self.assertRegex(letter["ordered_at"], r"^2026-11-23T09:\d\d:\d\d\+03:00$")
        self.assertEqual(letter, {
            "id": letter["id"], "account_id": "acc-000001", "status": "ordered", "language": person(1)["language"],
            "track_number": letter["track_number"], "ordered_at": letter["ordered_at"],
            "seals_at": "2026-11-23T18:00:00+03:00", "cancellable_until": "2026-11-23T18:00:00+03:00",
            "reorder_allowed_at": (ordered + timedelta(seconds=MONTH)).isoformat(),
            "expected_delivery": {"from": "2026-11-30", "to": "2026-12-14"}, "batch_id": None,
            "code": {"status": "none", "expires_at": None, "valid_through": None}})
        again = self.portal.get(reply.headers["location"])
        self.assertEqual((again.status, again.json), (200, letter))
        self.assertEqual(self.house.json("letters", "show", letter["id"]), letter, "the same on the command line")
        way = self.portal.get(f"/v1/tracking/{letter['track_number']}")
        self.assertEqual(way.status, 200, str(way))
        self.assertEqual((way.json["status"], way.json["events"], way.json["checked_at"]), ("ordered", [], None))

    def test_a_second_order_waits_thirty_days_to_the_second(self):
        letter = self.placed(1)
        refused = self.portal.order(1)
        problem = self.assert_problem(refused, 409, "letter_already_pending", letter_id=letter["id"],
                                      reorder_allowed_at=letter["reorder_allowed_at"])
        wait = int(refused.headers["retry-after"])
        self.assertLessEqual(wait, MONTH)
        allowed = instant(problem["reorder_allowed_at"])
        self.assertGreater(wait, (allowed - instant(self.house.json("clock", "show")["now"])).total_seconds() - 1)
        self.house.must("clock", "set", (allowed - timedelta(seconds=60)).isoformat())
        self.assert_problem(self.portal.order(1), 409, "letter_already_pending")
        self.house.must("clock", "set", allowed.isoformat())
        second = self.placed(1)
        self.assertNotEqual(second["id"], letter["id"])
        self.assertEqual(self.portal.get(f"/v1/letters/{letter['id']}").json["status"], "ordered")

    def test_refusals_by_level_shape_token_and_path(self):
        self.assert_problem(self.portal.order(1, account_level="simplified"), 422, "account_not_standard")
        self.assert_problem(self.portal.order(1, account_level="confirmed"), 409, "account_already_confirmed")
        body = order_body(1, colour="red", language="tt")
        body["address"]["index"] = "12"
        body["recipient"]["last_name"] = ""
        problem = self.assert_problem(self.portal.call("POST", "/v1/letters", body), 422, "validation_failed")
        told = {(error["field"], error["code"]) for error in problem["errors"]}
        self.assertEqual(told, {("colour", "unknown_field"), ("language", "not_allowed"),
                                ("address.index", "bad_format"), ("recipient.last_name", "required")})
        self.assertNotIn(body["recipient"]["first_name"], str(problem))
        self.assert_problem(self.portal.call("POST", "/v1/letters", [1]), 422, "validation_failed")
        self.assert_problem(self.portal.get("/v1/letters/ltr_none"), 404, "letter_not_found")
        self.assert_problem(self.portal.get("/v1/tracking/12"), 422, "track_number_malformed")
        self.assert_problem(self.portal.get("/nowhere"), 404, "not_found")
        self.assert_problem(self.portal.call("DELETE", "/v1/letters"), 405, "method_not_allowed")
        self.assert_problem(self.portal.get("/v1/letters/ltr_none", token="pp_nobody"), 401, "unauthenticated")
        post = self.house.tokens["post"]
        self.assert_problem(self.portal.get("/v1/letters/ltr_none", token=post), 403, "forbidden")
        self.assertEqual(self.house.select("SELECT count(*) FROM letters"), [(0,)])

    def test_the_code_of_the_sheet_confirms_once_and_only_its_account(self):
        letters = [self.placed(n) for n in (1, 2, 3)]
        self.hand_over()
        mine, other = self.code_of(letters[0]), self.code_of(letters[1])
        shown = self.portal.get(f"/v1/letters/{letters[0]['id']}").json
        self.assertEqual((shown["status"], shown["batch_id"]), ("printed", FIRST_BATCH))
        self.assertEqual(shown["code"], {"status": "live", "expires_at": "2027-01-23T01:00:00+03:00",
                                         "valid_through": "2027-01-22"})
        account = letters[0]["account_id"]
        self.assert_problem(self.portal.confirm(account, other), 422, "code_not_accepted", attempts_left=4)
        self.assert_problem(self.portal.confirm("acc-unknown", other), 422, "code_not_accepted", attempts_left=4)
        self.assert_problem(self.portal.confirm(account, mine[:-1]), 422, "code_malformed")
        right = self.portal.confirm(account, mine.replace(" ", "-"))
        self.assertEqual(right.status, 200, str(right))
        self.assertEqual(right.json, {"confirmed": True, "account_id": account, "letter_id": letters[0]["id"],
                                      "confirmed_at": right.json["confirmed_at"], "method": "postal_code"})
        self.assert_problem(self.portal.confirm(account, mine), 409, "code_used", letter_id=letters[0]["id"],
                            confirmed_at=right.json["confirmed_at"])
        self.assert_problem(self.portal.order(1), 409, "account_already_confirmed")
        self.assertEqual(self.portal.get(f"/v1/letters/{letters[0]['id']}").json["code"]["status"], "used")

    def test_five_wrong_codes_close_the_account_for_ten_minutes(self):
        first, second = self.placed(1), self.placed(2)
        self.hand_over()
        right, wrong = self.code_of(first), self.code_of(second)
        for left in (4, 3, 2, 1, 0):
            self.assert_problem(self.portal.confirm("acc-000001", wrong), 422, "code_not_accepted", attempts_left=left)
        closed = self.portal.confirm("acc-000001", right)
        self.assert_problem(closed, 429, "too_many_attempts")
        self.assertIn(int(closed.headers["retry-after"]), range(1, 601))
        self.assert_problem(self.portal.confirm("acc-000001", "12"), 422, "code_malformed")
        self.assertEqual(self.portal.confirm("acc-000002", wrong).status, 200, "another account is not concerned")
        self.house.must("clock", "advance", "10m")
        self.assertEqual(self.portal.confirm("acc-000001", right).status, 200)

    def test_ten_wrong_codes_lock_the_code(self):
        first, second = self.placed(1), self.placed(2)
        self.hand_over()
        right, wrong = self.code_of(first), self.code_of(second)
        for attempt in range(10):
            if attempt == 5:
                self.house.must("clock", "advance", "10m")
            self.assert_problem(self.portal.confirm("acc-000001", wrong), 422, "code_not_accepted")
        self.house.must("clock", "advance", "10m")
        self.assert_problem(self.portal.confirm("acc-000001", right), 423, "code_locked")
        self.assertEqual(self.portal.get(f"/v1/letters/{first['id']}").json["code"]["status"], "locked")

    def test_an_expired_code_says_so(self):
        letter = self.placed(1)
        self.hand_over()
        code = self.code_of(letter)
        self.house.must("clock", "set", "2027-01-23T01:00:00+03:00")
        self.assert_problem(self.portal.confirm("acc-000001", code), 410, "code_expired")

    def test_parallel_confirmations_through_two_services_succeed_once(self):
        letter = self.placed(1)
        self.hand_over()
        code = self.code_of(letter)
        _, twin = self.house.serve()
        self.assertEqual(twin.get(f"/v1/letters/{letter['id']}").json["status"], "printed")
        with ThreadPoolExecutor(16) as pool:
            replies = list(pool.map(lambda n: (self.portal, twin)[n % 2].confirm("acc-000001", code), range(32)))
        confirmed = [reply for reply in replies if reply.status == 200]
        self.assertEqual(len(confirmed), 1, [reply.status for reply in replies])
        for reply in replies:
            if reply.status == 409:
                self.assert_problem(reply, 409, "code_used", letter_id=letter["id"],
                                    confirmed_at=confirmed[0].json["confirmed_at"])
            elif reply.status != 200:
                self.assert_problem(reply, 429, "too_many_attempts")
        self.assertEqual(self.house.select("SELECT status, count(*) FROM codes GROUP BY status"), [("used", 1)])

    def test_parallel_orders_through_two_services_make_one_letter(self):
        _, twin = self.house.serve()
        with ThreadPoolExecutor(16) as pool:
            replies = list(pool.map(lambda n: (self.portal, twin)[n % 2].order(1), range(32)))
        self.assertEqual(sorted(reply.status for reply in replies), [201] + 31 * [409])
        self.assertEqual(self.house.select("SELECT count(*) FROM letters"), [(1,)])

    def test_a_revoked_token_is_refused_within_a_second(self):
        token = self.house.json("tokens", "create", "--name", "portal-2", "--role", "portal")["token"]
        letter = self.placed(1)
        path = f"/v1/letters/{letter['id']}"
        self.assertEqual(self.portal.get(path, token=token).status, 200)
        self.house.must("tokens", "revoke", "portal-2")
        revoked = time.monotonic()

        def asked():
            begun = time.monotonic()
            reply = self.portal.get(path, token=token)
            self.assertTrue(reply.status == 401 or begun < revoked + 1, "still served a second after it was revoked")
            return reply.status == 401

        until(asked, "the revoked token is refused")
        self.assertEqual(self.portal.get(path).status, 200)


class EndTest(HouseTest):
    def test_a_service_that_is_told_to_end_finishes_what_it_began(self):
        service, portal = self.house.serve()
        body = b'{"account_id":"acc-1","code":"1"}'
        host, port = portal.address.rsplit(":", 1)
        with socket.create_connection((host, int(port))) as begun:
            begun.sendall(b"POST /v1/confirmations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                          b"Authorization: Bearer " + portal.token.encode() + b"\r\nContent-Length: "
                          + str(len(body)).encode() + b"\r\n\r\n" + body[:10])
            portal.get("/healthz")  # another call is through: this one has surely been begun
            ending = threading.Thread(target=lambda: setattr(self, "ended", service.terminate()))
            ending.start()
            until(lambda: not self.accepts(host, port), "no new connections are taken")
            begun.sendall(body[10:])
            answer = begun.makefile("rb").read()
        ending.join()
        self.assertTrue(answer.startswith(b"HTTP/1.1 422 "), f"{answer} {self.ended}")
        self.assertIn(b"code_malformed", answer)
        self.assertEqual(self.ended.status, DONE, str(self.ended))

    def test_a_service_that_is_told_to_end_at_its_very_start_ends_in_order(self):
        for _ in range(5):  # whatever it is at just then
            service, _ = self.house.serve()
            ended = service.terminate()
            self.assertEqual(ended.status, DONE, str(ended))

    @staticmethod
    def accepts(host, port):
        try:
            socket.create_connection((host, int(port)), timeout=5).close()
            return True
        except OSError:
            return False

    def post_until_it_ends(self, portal, enough, end):
        """Orders from four threads until the service is gone; what it said it had placed."""
        placed, reached = [], threading.Event()

        def post(first):
            connection = portal.connection()
            try:
                for number in range(first, 100_000, 4):
                    reply = portal.order(number, keep=connection)
                    self.assertEqual(reply.status, 201, str(reply))
                    placed.append(reply.json)
                    if len(placed) >= enough:
                        reached.set()
            except OSError:
                pass
            except Exception as gone:  # an answer cut off in its middle is none
                if type(gone).__module__ != "http.client":
                    raise
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            work = [pool.submit(post, first) for first in range(4)]
            until(lambda: reached.is_set() or any(w.done() for w in work), "orders are placed")
            outcome = end()
            for one in work:
                one.result()
        self.assertGreaterEqual(len(placed), enough)
        return placed, outcome

    def assert_all_there(self, placed):
        _, portal = self.house.serve()
        connection = portal.connection()
        for letter in placed:
            reply = portal.get(f"/v1/letters/{letter['id']}", keep=connection)
            self.assertEqual((reply.status, reply.json), (200, letter))
        connection.close()
        stored = self.house.json("stats")["letters"]["ordered"]
        self.assertGreaterEqual(stored, len(placed))
        self.assertLessEqual(stored, len(placed) + 4, "at most one answer lost per connection")
        self.house.must("check")

    def test_what_was_answered_before_kill_9_is_there_afterwards(self):
        service, portal = self.house.serve()
        placed, _ = self.post_until_it_ends(portal, 300, service.kill)
        self.assert_all_there(placed)

    def test_a_service_ended_under_load_answers_what_it_placed(self):
        service, portal = self.house.serve()
        placed, outcome = self.post_until_it_ends(portal, 300, service.terminate)
        self.assertEqual(outcome.status, DONE, str(outcome))
        self.assert_all_there(placed)

    def test_health_is_told_on_both_addresses_and_metrics_stay_inside(self):
        service, portal = self.house.serve()
        admin = service.wait_for_line(r"^health on (\S+)").group(1)
        self.assertEqual(portal.get("/healthz").status, 200)
        self.assertEqual(Caller(admin, "").get("/healthz").status, 200)
        self.assertEqual(portal.get("/metrics").status, 404)


if __name__ == "__main__":
    unittest.main()
