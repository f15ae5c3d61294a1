"""Every call of the service from outside: shapes, roles, lists, repeats under a key, precedence of refusals."""

import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import openapi
from house import AFTER_CUTOFF, FIRST_BATCH, HouseTest
from people import order_body

ROLES = ["portal", "post", "operator", "auditor"]


class ServedTest(HouseTest):
    """A house that serves."""

    def setUp(self):
        super().setUp()
        self.service, self.portal = self.house.serve()

    def placed(self, number, **more):
        reply = self.portal.order(number, **more)
        self.assertEqual(reply.status, 201, str(reply))
        return reply.json

    def as_role(self, role, method, path, **more):
        return self.portal.call(method, path, token=self.house.tokens[role], **more)

    def seen(self, role, path):
        reply = self.as_role(role, "GET", path)
        self.assertEqual(reply.status, 200, str(reply))
        return reply.json

    def assert_code(self, reply, status, code):
        self.assertEqual((reply.status, reply.json.get("code")), (status, code), str(reply))

    def hand_over(self):
        self.house.must("clock", "set", AFTER_CUTOFF)
        self.house.must("nightly")
        self.house.take_acknowledgement()


class CallsTest(ServedTest):
    def test_every_call_is_for_the_roles_that_the_description_names(self):
        letter = self.placed(1)
        known = {"/v1/letters/{id}": letter["id"], "/v1/accounts/{account_id}": "acc-000009",
                 "/v1/tracking/{track_number}": letter["track_number"]}
        for path, item in openapi.DOCUMENT["paths"].items():
            for verb, operation in item.items():
                target = path
                for pattern, value in known.items():
                    if path.startswith(pattern):
                        target = value.join([pattern.split("{")[0], path[len(pattern):]])
                target = target.replace("{id}", "B20261123-01").replace("{index}", "101000")
                roles = operation.get("x-roles")
                for role in ROLES:
                    body = {} if "requestBody" in operation else None
                    reply = self.as_role(role, verb.upper(), target, body=body)
                    if roles is not None and role not in roles:
                        self.assert_code(reply, 403, "forbidden")
                    else:
                        self.assertNotIn(reply.status, (401, 403), f"{role} {verb} {target}: {reply}")
                reply = self.portal.call(verb.upper(), target, token="pp_nobody")
                self.assertEqual(reply.status == 401, roles is not None, f"{verb} {target}: {reply}")
        self.assertEqual(self.house.select("SELECT count(*) FROM letters WHERE is_test = 0"), [(1,)])

    def test_the_examples_of_the_description_are_taken_by_the_service(self):
        sent = 0
        for method, path, body in openapi.examples():
            reply = self.portal.call(method, path.replace("{account_id}", "acc-000777"), body)
            if path == "/v1/confirmations":
                self.assert_code(reply, 422, "code_malformed")  # the code of an example has a wrong check digit
            else:
                self.assertIn(reply.status, (200, 201), str(reply))
            sent += 1
        self.assertEqual(sent, 5)

    def test_the_description_is_served_as_it_was_built_and_a_page_shows_it(self):
        self.assertEqual(self.portal.get("/openapi.json").json, openapi.DOCUMENT)
        page = self.portal.get("/docs")
        self.assertEqual((page.status, page.headers["content-type"]), (200, "text/html; charset=utf-8"))
        self.assertIn("default-src 'none'", page.headers["content-security-policy"])
        self.assertNotRegex(page.body.decode(), r"(src|href)=\"(https?:)?//", "it loads nothing from elsewhere")

    def test_lists_of_letters_are_narrowed_and_read_page_by_page_while_letters_are_added(self):
        letters = [self.placed(n) for n in range(1, 8)]
        newest_first = [letter["id"] for letter in reversed(letters)]
        page = self.seen("portal", "/v1/letters?limit=3")
        seen = [letter["id"] for letter in page["items"]]
        self.placed(8)
        while page["next_cursor"]:
            page = self.seen("operator", f"/v1/letters?limit=3&cursor={page['next_cursor']}")
            seen += [letter["id"] for letter in page["items"]]
        self.assertEqual(seen, newest_first, "no letter twice, none missing, whatever was added meanwhile")
        one = letters[2]
        for query in (f"account_id={one['account_id']}", f"track_number={one['track_number']}"):
            self.assertEqual(self.seen("portal", f"/v1/letters?{query}"), {"items": [one], "next_cursor": None})
        self.assertEqual(self.seen("portal", "/v1/letters?status=delivered")["items"], [])
        self.assertEqual(len(self.seen("portal", "/v1/letters?status=ordered")["items"]), 8)
        self.hand_over()
        members = self.seen("operator", f"/v1/letters?batch_id={FIRST_BATCH}")
        self.assertEqual(len(members["items"]), 8)
        self.assertEqual(self.seen("operator", f"/v1/batches/{FIRST_BATCH}/letters"), members)
        self.assertEqual(self.house.json("batches", "letters", FIRST_BATCH), members, "the same on the command line")
        self.assertEqual(self.house.json("letters", "list", "--limit", "2"), self.seen("portal", "/v1/letters?limit=2"))

    def test_parameters_that_cannot_be_read_are_all_named(self):
        bad = "account_id=-x&status=gone&batch_id=7&track_number=12&limit=0&colour=red"
        reply = self.portal.get(f"/v1/letters?{bad}")
        self.assert_code(reply, 422, "validation_failed")
        self.assertEqual({(error["field"], error["code"]) for error in reply.json["errors"]},
                         {("colour", "unknown_field"), ("account_id", "bad_format"), ("status", "not_allowed"),
                          ("batch_id", "bad_format"), ("track_number", "bad_format"), ("limit", "bad_format")})
        for limit in ("0", "201", "-1", "+5", "1.0", "", "ten", "99999999999999999999"):
            reply = self.portal.get(f"/v1/letters?limit={limit}")
            self.assert_code(reply, 422, "validation_failed")
            self.assertEqual([error["field"] for error in reply.json["errors"]], ["limit"])
        self.assert_code(self.portal.get("/v1/letters?limit=5&limit=5"), 422, "validation_failed")

    def test_a_cursor_is_taken_by_its_own_list_alone(self):
        for number in (1, 2):
            self.placed(number)
        cursor = self.seen("portal", "/v1/letters?limit=1")["next_cursor"]
        self.assertEqual(len(self.seen("portal", f"/v1/letters?cursor={cursor}")["items"]), 1)
        flipped = cursor[:-1] + ("0" if cursor[-1] != "0" else "1")
        for role, path in (("portal", f"/v1/letters?cursor={flipped}"), ("portal", "/v1/letters?cursor=42"),
                           ("auditor", f"/v1/audit?cursor={cursor}"), ("operator", f"/v1/batches?cursor={cursor}"),
                           ("portal", f"/v1/letters?cursor={cursor.upper() if cursor.upper() != cursor else 'x'}")):
            self.assert_code(self.as_role(role, "GET", path), 400, "cursor_invalid")

    def test_a_letter_is_cancelled_once_and_its_history_says_so(self):
        letter = self.placed(1)
        path = f"/v1/letters/{letter['id']}"
        cancelled = self.portal.call("POST", f"{path}/cancel")
        self.assertEqual((cancelled.status, cancelled.json["status"]), (200, "cancelled"))
        again = self.as_role("operator", "POST", f"{path}/cancel", body=b"{nonsense", headers={"Content-Type": "x/y"})
        self.assertEqual((again.status, again.json), (200, cancelled.json), "body and type do not matter")
        events = self.seen("operator", f"{path}/events")["items"]
        self.assertEqual([(e["axis"], e["from"], e["to"], e["by"]) for e in events],
                         [("letter", None, "ordered", "portal"), ("letter", "ordered", "cancelled", "portal")])
        self.placed(1)  # a cancelled letter never left
        other = self.placed(2)
        self.hand_over()
        self.assert_code(self.portal.call("POST", f"/v1/letters/{other['id']}/cancel"), 409, "letter_not_cancellable")
        told = [(e["axis"], e["to"]) for e in self.seen("portal", f"/v1/letters/{other['id']}/events")["items"]]
        self.assertEqual(told, [("letter", "ordered"), ("letter", "sealed"), ("code", "issued"),
                                ("letter", "dispatched"), ("code", "live"), ("letter", "printed")])
        for call in ("/events", "/proof.pdf", ""):
            unknown = "/v1/letters/ltr_" + 26 * "0" + call
            self.assert_code(self.as_role("operator", "GET", unknown), 404, "letter_not_found")
        self.assert_code(self.portal.call("POST", "/v1/letters/ltr_" + 26 * "0" + "/cancel"), 404, "letter_not_found")

    def test_a_letter_that_did_not_change_is_not_sent_again(self):
        letter = self.placed(1)
        path = f"/v1/letters/{letter['id']}"
        first = self.portal.get(path)
        tag = first.headers["etag"]
        self.assertRegex(tag, r'^"[0-9a-f]+"$')
        for field in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            same = self.portal.get(path, headers={"If-None-Match": field})
            self.assertEqual((same.status, same.body, same.headers["etag"]), (304, b"", tag), field)
        self.assertEqual(self.portal.get(path, headers={"If-None-Match": '"other"'}).status, 200)
        self.portal.call("POST", f"{path}/cancel")
        changed = self.portal.get(path, headers={"If-None-Match": tag})
        self.assertEqual(changed.status, 200)
        self.assertNotEqual(changed.headers["etag"], tag)
        head = self.portal.call("HEAD", path)
        self.assertEqual((head.status, head.body), (200, b""))
        self.assertEqual(head.headers["content-length"], str(len(changed.body)))

    def test_an_account_tells_what_it_may_do(self):
        fresh = {"account_id": "acc-000001", "can_order": True, "cannot_order_because": None,
                 "reorder_allowed_at": None, "attempts_left": 5, "confirmed_at": None, "letter": None}
        self.assertEqual(self.seen("portal", "/v1/accounts/acc-000001"), fresh)
        letter, other = self.placed(1), self.placed(2)
        account = self.seen("operator", "/v1/accounts/acc-000001")
        self.assertEqual(account, fresh | {"can_order": False, "cannot_order_because": "letter_already_pending",
                                           "reorder_allowed_at": letter["reorder_allowed_at"], "letter": letter})
        self.hand_over()
        wrong = self.house.sheet(other["track_number"])["code"]
        self.assert_code(self.portal.confirm("acc-000001", wrong), 422, "code_not_accepted")
        self.assertEqual(self.seen("portal", "/v1/accounts/acc-000001")["attempts_left"], 4)
        right = self.portal.confirm("acc-000001", self.house.sheet(letter["track_number"])["code"])
        account = self.seen("portal", "/v1/accounts/acc-000001")
        self.assertEqual((account["cannot_order_because"], account["attempts_left"], account["confirmed_at"]),
                         ("account_already_confirmed", 5, right.json["confirmed_at"]))
        self.assert_code(self.portal.get("/v1/accounts/" + 65 * "a"), 422, "validation_failed")
        self.assert_code(self.portal.get("/v1/accounts/-a"), 422, "validation_failed")
        self.house.must("clock", "set", account["reorder_allowed_at"])
        self.assertEqual(self.seen("portal", "/v1/accounts/acc-000002")["cannot_order_because"], None)

    def test_an_account_is_given_up(self):
        letter = self.placed(1)
        path = "/v1/accounts/acc-000001/void"
        for body, code in (({}, "required"), ({"reason": ""}, "required"), ({"reason": "whim"}, "not_allowed"),
                           ({"reason": 3}, "wrong_type"), ({"reason": "account_closed", "why": 1}, "unknown_field")):
            reply = self.portal.call("POST", path, body)
            self.assert_code(reply, 422, "validation_failed")
            self.assertEqual([error["code"] for error in reply.json["errors"]], [code])
        gone = self.portal.call("POST", path, {"reason": "citizen_request"})
        self.assertEqual((gone.status, gone.json["letter"]["status"], gone.json["can_order"]), (200, "cancelled", True))
        self.assertEqual(gone.json["letter"]["id"], letter["id"])
        live = self.placed(2)
        self.hand_over()
        code = self.house.sheet(live["track_number"])["code"]
        voided = self.portal.call("POST", "/v1/accounts/acc-000002/void", {"reason": "identity_data_changed"}).json
        self.assertEqual((voided["letter"]["status"], voided["letter"]["code"]["status"]), ("printed", "void"))
        self.assertEqual(voided, self.portal.call("POST", "/v1/accounts/acc-000002/void",
                                                  {"reason": "identity_data_changed"}).json, "again changes nothing")
        self.assert_code(self.portal.confirm("acc-000002", code), 422, "code_not_accepted")
        elsewhere = self.portal.call("POST", "/v1/accounts/acc-000009/void", {"reason": "confirmed_elsewhere"}).json
        self.assertEqual((elsewhere["cannot_order_because"], elsewhere["letter"]), ("account_already_confirmed", None))
        self.assert_code(self.portal.order(9), 409, "account_already_confirmed")

    def test_operators_and_auditors_see_batches_counts_and_the_audit_log(self):
        letter = self.placed(1)
        self.hand_over()
        batch = self.seen("auditor", f"/v1/batches/{FIRST_BATCH}")
        self.assertEqual((batch["letters"], batch["rejected"], batch["sequence"]), (2, 0, 1))
        self.assertEqual(self.seen("operator", "/v1/batches"), {"items": [batch], "next_cursor": None})
        self.assertEqual(self.house.json("batches", "show", FIRST_BATCH), batch)
        self.assert_code(self.as_role("operator", "GET", "/v1/batches/B20990101-01"), 404, "batch_not_found")
        self.assert_code(self.as_role("operator", "GET", "/v1/batches/B20990101-01/letters"), 404, "batch_not_found")
        stats = self.seen("auditor", "/v1/stats")
        self.assertEqual((stats["letters"], stats["codes"]), ({"printed": 1}, {"live": 1}))
        proof = self.as_role("operator", "GET", f"/v1/letters/{letter['id']}/proof.pdf")
        self.assertEqual((proof.status, proof.headers["content-type"], proof.body[:5]),
                         (200, "application/pdf", b"%PDF-"))
        entries, cursor = [], ""
        while cursor is not None:
            page = self.seen("auditor", f"/v1/audit?limit=3&cursor={cursor}")
            entries += page["items"]
            cursor = page["next_cursor"]
        self.assertEqual([entry["sequence"] for entry in entries], list(range(len(entries), 0, -1)))
        self.assertEqual((entries[0]["action"], entries[0]["actor"], entries[0]["object"]),
                         ("proof.read", "operator", letter["id"]))
        self.house.must("audit", "verify")

    def test_health_and_readiness_are_told_to_everybody(self):
        self.assertEqual(self.portal.call("GET", "/healthz", token="pp_nobody").json, {"status": "ok"})
        ready = self.portal.call("GET", "/readyz", token="pp_nobody")
        self.assertEqual((ready.status, ready.json), (200, {"ready": True, "missing": []}))


class RepeatedRequestTest(ServedTest):
    """Idempotency-Key."""

    def keyed(self, key):
        return {"Idempotency-Key": key}

    def test_the_same_request_is_answered_alike_and_done_once(self):
        first = self.portal.order(1, headers=self.keyed("order-1"))
        self.assertEqual(first.status, 201, str(first))
        self.assertNotIn("idempotency-replayed", first.headers)
        again = self.portal.order(1, headers=self.keyed("order-1"))
        self.assertEqual((again.status, again.body, again.headers["location"]),
                         (201, first.body, first.headers["location"]))
        self.assertEqual(again.headers["idempotency-replayed"], "true")
        self.assert_code(self.portal.order(2, headers=self.keyed("order-1")), 422, "idempotency_key_reused")
        refused = self.portal.order(1, headers=self.keyed("order-2"))
        self.assert_code(refused, 409, "letter_already_pending")
        self.portal.call("POST", f"/v1/letters/{first.json['id']}/cancel")
        kept = self.portal.order(1, headers=self.keyed("order-2"))
        self.assertEqual((kept.status, kept.body), (409, refused.body), "a refusal of the domain is kept too")
        self.assertEqual(kept.headers["content-type"], "application/problem+json")
        self.assertEqual(self.house.select("SELECT count(*) FROM letters"), [(1,)])

    def test_a_key_belongs_to_its_token_and_its_path(self):
        self.assertEqual(self.portal.order(1, headers=self.keyed("k")).status, 201)
        void = self.portal.call("POST", "/v1/accounts/acc-000009/void", {"reason": "account_closed"},
                                headers=self.keyed("k"))
        self.assertEqual(void.status, 200, str(void))
        second = self.house.json("tokens", "create", "--name", "portal-2", "--role", "portal")["token"]
        other = self.portal.call("POST", "/v1/letters", order_body(2), token=second, headers=self.keyed("k"))
        self.assertEqual(other.status, 201, str(other))

    def test_what_may_end_otherwise_later_is_not_kept(self):
        unknown = "/v1/letters/ltr_" + 26 * "0" + "/cancel"
        for _ in range(2):
            reply = self.portal.call("POST", unknown, headers=self.keyed("c"))
            self.assert_code(reply, 404, "letter_not_found")
            self.assertNotIn("idempotency-replayed", reply.headers)
        self.assert_code(self.portal.call("POST", "/v1/letters", {}, headers=self.keyed("v")), 422, "validation_failed")
        self.assertEqual(self.portal.order(1, headers=self.keyed("v")).status, 201, "the key was not used up")

    def test_a_bad_key_is_named_and_an_empty_one_is_none(self):
        for key, code in ((256 * "k", "too_long"), ("a b", "bad_characters"), ("кляч".encode().decode("latin-1"),
                                                                              "bad_characters")):
            reply = self.portal.order(1, headers=self.keyed(key))
            self.assert_code(reply, 422, "validation_failed")
            self.assertEqual([(e["field"], e["code"]) for e in reply.json["errors"]], [("Idempotency-Key", code)])
        self.assertEqual(self.portal.order(1, headers=self.keyed("")).status, 201)
        self.assertEqual(self.portal.order(2, headers=self.keyed(255 * "k")).status, 201)

    def test_a_confirmation_is_repeated_without_another_attempt(self):
        letter, other = self.placed(1), self.placed(2)
        self.hand_over()
        code, wrong = (self.house.sheet(each["track_number"])["code"] for each in (letter, other))
        for _ in range(7):
            reply = self.portal.call("POST", "/v1/confirmations", {"account_id": "acc-000001", "code": wrong},
                                     headers=self.keyed("wrong"))
            self.assert_code(reply, 422, "code_not_accepted")
            self.assertEqual(reply.json["attempts_left"], 4)
        right = [self.portal.call("POST", "/v1/confirmations", {"account_id": "acc-000001", "code": code},
                                  headers=self.keyed("right")) for _ in range(2)]
        self.assertEqual([reply.status for reply in right], [200, 200])
        self.assertEqual(right[0].body, right[1].body)
        malformed = {"account_id": "acc-000002", "code": "12"}
        for replayed in (None, "true"):
            reply = self.portal.call("POST", "/v1/confirmations", malformed, headers=self.keyed("m"))
            self.assert_code(reply, 422, "code_malformed")
            self.assertEqual(reply.headers.get("idempotency-replayed"), replayed)
        stored = self.house.select("SELECT body, headers FROM repeated_requests")
        self.assertNotIn(code, str(stored))
        self.assertNotIn(code.replace(" ", ""), str(stored))

    def test_after_a_day_the_key_is_free(self):
        first = self.portal.order(1, headers=self.keyed("k")).json
        at = datetime.fromisoformat(first["ordered_at"])
        self.house.must("clock", "set", (at + timedelta(days=1)).isoformat())
        self.assert_code(self.portal.order(1, headers=self.keyed("k")), 409, "letter_already_pending")

    def test_sixty_four_at_once_make_one_letter(self):
        _, twin = self.house.serve()
        gate = threading.Barrier(64)

        def place(number):
            gate.wait()
            return (self.portal, twin)[number % 2].order(1, headers=self.keyed("once"))

        with ThreadPoolExecutor(64) as pool:
            replies = list(pool.map(place, range(64)))
        placed = [reply for reply in replies if reply.status == 201]
        self.assertEqual(len({reply.body for reply in placed}), 1, "one letter, told alike")
        for reply in replies:
            if reply.status != 201:
                self.assert_code(reply, 409, "idempotency_in_progress")
        self.assertEqual(len([reply for reply in placed if "idempotency-replayed" not in reply.headers]), 1)
        self.assertEqual(self.house.select("SELECT count(*) FROM letters"), [(1,)])


if __name__ == "__main__":
    unittest.main()
