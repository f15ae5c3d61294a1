"""The examples for portals, run as their README says against a demo service."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

from house import AFTER_CUTOFF, HANGS_AFTER, SOURCE, HouseTest, Running, run, until
from notice_receiver import KEY, SECRET
from people import order_body

EXAMPLES = SOURCE / "examples"
TRY_AGAIN = 75


class ExamplesTest(HouseTest):
    def setUp(self):
        super().setUp()
        self.token = self.house.above / "portal.token"
        self.token.write_text(self.house.tokens["portal"] + "\n")
        self.secret = self.house.dir / "keys" / "notices.secret"
        self.secret.write_text(SECRET + "\n")

    def script(self, name, *arguments, stdin="", **environment):
        known = {"POSTPROOF_URL": self.url, "POSTPROOF_TOKEN_FILE": str(self.token)}
        return run("bash", EXAMPLES / name, *arguments, stdin=stdin, environment={**known, **environment})

    def serve(self):
        service, portal = self.house.serve()
        self.url = f"http://{portal.address}"
        return service, portal

    def receive(self):
        """examples/receive_notices.py beside the service, which is told of it."""
        receiver = Running(sys.executable, EXAMPLES / "receive_notices.py", "--secret-file", self.secret, "--seen",
                           self.house.above / "seen.db", "--listen", "127.0.0.1:0")
        self.addCleanup(receiver.kill)
        address = receiver.wait_for_line(r"^listening on (\S+)").group(1)
        self.house.set(url=f'"http://{address}/notices"', secret_file='"keys/notices.secret"')
        return receiver, address

    def order_file(self, number, **changes):
        path = self.house.above / f"order-{number}.json"
        path.write_text(json.dumps(order_body(number, **changes), ensure_ascii=False), encoding="utf-8")
        return path

    def test_from_the_order_to_the_confirmed_account(self):
        receiver, _ = self.receive()
        service, _ = self.serve()
        order = self.house.above / "order.json"
        order.write_bytes((EXAMPLES / "order.json").read_bytes())
        first = self.script("order.sh", order)
        self.assertEqual(first.status, 0, str(first))
        again = self.script("order.sh", order)
        self.assertEqual((again.status, again.stdout), (0, first.stdout), "run again, it orders nothing twice")
        letters = self.house.json("letters", "list")["items"]
        self.assertEqual(len(letters), 1)
        self.assertIn(letters[0]["id"], first.stdout)
        self.assertIn(letters[0]["track_number"], first.stdout)
        shown = self.script("status.sh", letters[0]["id"])
        self.assertIn("ordered, its code none", shown.stdout, str(shown))
        self.assertIn("may order     False letter_already_pending",
                      self.script("status.sh", letters[0]["account_id"]).stdout)

        self.house.must("clock", "set", AFTER_CUTOFF)
        self.house.must("nightly")
        self.house.take_acknowledgement()
        code = self.house.sheet(letters[0]["track_number"])["code"]
        confirmed = self.script("confirm.sh", letters[0]["account_id"], stdin=code + "\n")
        self.assertEqual(confirmed.status, 0, str(confirmed))
        self.assertIn(f"by letter {letters[0]['id']}", confirmed.stdout)
        self.assertIn("used", self.script("status.sh", letters[0]["id"]).stdout)
        twice = self.script("confirm.sh", letters[0]["account_id"], stdin=code)
        self.assertEqual(twice.status, 1)
        self.assertIn("code_used", twice.stderr)
        types = ["letter.ordered", "letter.sealed", "letter.dispatched", "account.confirmed"]
        until(lambda: len(receiver.out) >= len(types), "all notices")
        self.assertEqual([line.split()[1] for line in receiver.out], types)
        service.terminate()

    def test_refusals_are_readable(self):
        service, _ = self.serve()
        bad = self.order_file(1, language="fr")
        refused = self.script("order.sh", bad)
        self.assertEqual(refused.status, 1, str(refused))
        self.assertIn("validation_failed", refused.stderr)
        self.assertIn("language: not_allowed", refused.stderr)
        self.assertEqual(self.script("order.sh", self.order_file(2)).status, 0)
        (self.house.above / "order-2.json.key").unlink()
        early = self.script("order.sh", self.order_file(2))
        self.assertEqual(early.status, 1, str(early))
        self.assertIn("letter_already_pending", early.stderr)
        self.assertIn("a letter can be ordered from 2026-12-23", early.stderr)
        self.assertEqual(self.script("status.sh", "ltr_00000000000000000000000000").status, 1)
        wrong = self.script("confirm.sh", "acc-000002", stdin='12"34\\')
        self.assertEqual(wrong.status, 1)
        self.assertIn("code_malformed", wrong.stderr)
        stranger = self.house.above / "wrong.token"
        stranger.write_text("no such token")
        self.assertIn("unauthenticated",
                      self.script("order.sh", bad, POSTPROOF_TOKEN_FILE=str(stranger)).stderr)
        service.terminate()
        self.assertEqual(self.script("order.sh", self.order_file(3)).status, TRY_AGAIN, "nobody listens")
        self.assertTrue((self.house.above / "order-3.json.key").exists(), "the key is kept for the repeat")

    def test_the_token_is_on_no_command_line(self):
        """A curl of our own stands in the path, and looks at how it was called."""
        folder = self.house.above / "bin"
        folder.mkdir()
        spy = folder / "curl"
        spy.write_text(f"#!/bin/bash\nprintf '%s\\n' \"$@\" >> {folder}/arguments\nfor a in \"$@\"; do "
                       f"case $a in @/*) cat \"${{a#@}}\" >> {folder}/header;; esac; done\nprintf '{{}}\\n200'\n")
        spy.chmod(0o755)
        self.url = "http://127.0.0.1:1"
        path = f"{folder}:{os.environ['PATH']}"
        self.script("status.sh", "acc-1", PATH=path)
        self.script("order.sh", self.order_file(4), PATH=path)
        self.script("confirm.sh", "acc-1", stdin="123456789012", PATH=path)
        arguments = (folder / "arguments").read_text()
        self.assertIn("/v1/confirmations", arguments)
        self.assertNotIn(self.house.tokens["portal"], arguments)
        self.assertNotIn("123456789012", arguments)
        self.assertIn(f"Authorization: Bearer {self.house.tokens['portal']}", (folder / "header").read_text())

    def test_the_receiver_takes_only_what_is_signed_and_recent_and_each_notice_once(self):
        receiver, address = self.receive()
        body = json.dumps({"type": "letter.ordered", "at": "2026-11-23T10:00:00+03:00", "letter_id": "ltr_1",
                           "account_id": "acc-1", "data": {}}).encode()

        def post(name="ntc_1_0", at=None, key=KEY, sent=body, path="/notices", prefix=""):
            at = str(int(time.time())) if at is None else at
            signed = base64.b64encode(hmac.new(key, f"{name}.{at}.".encode() + body, hashlib.sha256).digest()).decode()
            connection = http.client.HTTPConnection(address, timeout=HANGS_AFTER)
            connection.request("POST", path, sent, {"webhook-id": name, "webhook-timestamp": at,
                                                    "webhook-signature": f"{prefix}v1,{signed}"})
            status = connection.getresponse().status
            connection.close()
            return status

        now = int(time.time())
        self.assertEqual(post(), 204)
        self.assertEqual(post(), 204, "a repeat is answered well")
        self.assertEqual(post(name="ntc_2_0", prefix="v1,AAAA "), 204, "one of several signatures is enough")
        self.assertEqual(post(name="ntc_3_0", key=b"another key of 24 bytes."), 401)
        self.assertEqual(post(name="ntc_3_0", sent=body + b" "), 401)
        for timestamp in (now - 3600, now + 3600, "", "soon", "-1", "1" * 40):
            self.assertEqual(post(name="ntc_3_0", at=str(timestamp)), 401, timestamp)
        self.assertEqual(post(name="ntc_3_0", path="/other"), 404)
        parallel = [threading.Thread(target=post, kwargs={"name": "ntc_4_0"}) for _ in range(8)]
        for thread in parallel:
            thread.start()
        for thread in parallel:
            thread.join()
        until(lambda: len(receiver.out) >= 3, "three notices")
        self.assertEqual(len(receiver.out), 3)

    def test_the_scripts_are_sound_bash_and_python(self):
        for path in sorted(EXAMPLES.glob("*.sh")):
            self.assertEqual(subprocess.run(["bash", "-n", path], check=False).returncode, 0, path)
        compile((EXAMPLES / "receive_notices.py").read_text(encoding="utf-8"), "receive_notices.py", "exec")
        self.assertTrue(os.access(EXAMPLES / "order.sh", os.X_OK))
        for link in ("examples/README.md", "docs/connect-your-portal.md"):
            self.assertTrue(Path(SOURCE / link).exists())


if __name__ == "__main__":
    unittest.main()
