"""The corpus of hostile and of odd but good input (tests/corpus), each case with its exact answer from the service."""

import copy
import http.client
import json
import socket
import unittest

from house import AFTER_CUTOFF, HANGS_AFTER, SOURCE, HouseTest
from people import order_body

CORPUS = SOURCE / "tests" / "corpus"


def cases(name):
    return json.loads((CORPUS / f"{name}.json").read_text())["cases"]


def expanded(value):
    if isinstance(value, dict) and "repeat" in value:
        return value["repeat"] * value["times"]
    return value


def body_of(parts):
    return b"".join(bytes.fromhex(part["hex"]) if isinstance(part, dict) and "hex" in part
                    else expanded(part).encode("utf-8", "surrogatepass") for part in parts)


def order_with(number, changes):
    order = copy.deepcopy(order_body(3))
    order["account_id"] = f"acc-corpus-{number}"
    for path, value in changes.items():
        *parents, last = path.split(".")
        inside = order
        for parent in parents:
            inside = inside[parent]
        inside[last] = expanded(value)
    return order


class CorpusTest(HouseTest):
    def setUp(self):
        super().setUp()
        _, self.portal = self.house.serve()

    def letters(self):
        return self.house.select("SELECT count(*) FROM letters")[0][0]

    def test_bodies(self):
        for number, case in enumerate(cases("json")):
            with self.subTest(case["name"]):
                before = self.letters()
                body = body_of(case["body"]) if "body" in case else order_with(number, case["order"])
                headers = dict(case.get("headers", {}))
                if "type" in case:
                    headers["Content-Type"] = case["type"]
                reply = self.portal.call("POST", "/v1/letters", body, headers=headers)
                status, code, *fields = case["answer"]
                self.assertEqual(reply.status, status, str(reply))
                if status != 201:
                    self.assertEqual(reply.json["code"], code, str(reply))
                if fields:
                    told = [[error["field"], error["code"]] for error in reply.json["errors"]]
                    if "order" in case:
                        self.assertEqual(sorted(told), sorted(fields[0]))
                    else:
                        self.assertLessEqual({tuple(f) for f in fields[0]}, {tuple(t) for t in told})
                self.assertEqual(self.letters() - before, 1 if status == 201 else 0)

    def exchange(self, sent):
        """The first answer's status and code, and whether the connection is closed after all answers."""
        host, port = self.portal.address.rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=HANGS_AFTER) as connection:
            try:
                connection.sendall(sent)
            except OSError:
                pass  # refused before it was read to its end: the answer is there all the same
            answer = http.client.HTTPResponse(connection, method=sent[:4].decode("latin-1").strip())
            answer.begin()
            body = answer.read()
            code = json.loads(body).get("code") if body else None
            closes = answer.will_close
            if closes:
                try:
                    while connection.recv(65536):
                        pass
                except ConnectionError:
                    pass
            return answer.status, code, closes

    def test_framing(self):
        for case in cases("http"):
            with self.subTest(case["name"]):
                sent = b"".join(bytes.fromhex(part["hex"]) if isinstance(part, dict) and "hex" in part
                                else expanded(part).encode("latin-1") for part in case["send"])
                sent = sent.replace(b"{token}", self.portal.token.encode())
                sent = sent.replace(b"{own}", self.portal.address.encode())
                status, code, closes = self.exchange(sent)
                self.assertEqual([status, code if status >= 400 else None], case["answer"])
                if "closes" in case:
                    self.assertEqual(closes, case["closes"])
        self.assertEqual(self.portal.get("/healthz").status, 200, "and the service is well")

    def test_names_and_addresses(self):
        for number, case in enumerate(cases("names")):
            with self.subTest(case["name"]):
                reply = self.portal.call("POST", "/v1/letters", order_with(number, case["order"]))
                if "refused" not in case:
                    self.assertEqual(reply.status, 201, str(reply))
                    continue
                self.assertEqual((reply.status, reply.json.get("code")), (422, "validation_failed"), str(reply))
                told = [[error["field"], error["code"]] for error in reply.json["errors"]]
                self.assertEqual(sorted(told), sorted(case["refused"]))
                for value in case["order"].values():
                    if isinstance(value, str) and len(value) > 3:
                        self.assertNotIn(value, reply.json["detail"] + str([e["message"] for e in reply.json["errors"]]))

    def test_what_was_taken_can_be_printed(self):
        taken = 0
        for number, case in enumerate(cases("names")):
            if "refused" not in case:
                reply = self.portal.call("POST", "/v1/letters", order_with(number, case["order"]))
                taken += reply.status == 201
        self.house.must("clock", "set", AFTER_CUTOFF)
        night = self.house.json("nightly")
        self.assertEqual((night["letters"], night["rejected"]), (taken + 1, 0), "with the test letter, and none cut")

    def test_typed_codes(self):
        good = [case for case in cases("codes") if case["answer"] == "confirmed"]
        letters = {}
        for number in range(len(good) + 1):
            letters[number] = self.portal.order(number).json
        self.house.must("clock", "set", AFTER_CUTOFF)
        self.house.must("nightly")
        self.house.take_acknowledgement()

        def typed(case, letter):
            code = self.house.sheet(letter["track_number"])["code"].replace(" ", "")
            other = str((int(code[-1]) + 1) % 10)
            at = next(i for i in range(11) if code[i] != code[i + 1])
            swapped = code[:at] + code[at + 1] + code[at] + code[at + 2:]
            return case["typed"].format(code=code, a=code[:4], b=code[4:8], c=code[8:], wrong_check=code[:-1] + other,
                                        swapped=swapped)

        for case in cases("codes"):
            with self.subTest(case["name"]):
                number = good.index(case) + 1 if case in good else 0
                letter = letters[number]
                reply = self.portal.confirm(letter["account_id"], typed(case, letter))
                if case in good:
                    self.assertEqual(reply.status, 200, str(reply))
                else:
                    self.assertEqual((reply.status, reply.json["code"]), (422, "code_malformed"), str(reply))
        account = self.portal.get(f"/v1/accounts/{letters[0]['account_id']}").json
        self.assertEqual(account["attempts_left"], 5, "a slip costs nothing")


if __name__ == "__main__":
    unittest.main()
