#!/usr/bin/env python3
"""The service as a service manager, a monitor and an operator meet it: sockets, notification, figures, log, end."""

import json
import os
import re
import socket
import subprocess
import sys
import unittest

from house import AFTER_CUTOFF, HANGS_AFTER, POSTPROOF, Caller, HouseTest

# Stands in for a service manager: keeps the descriptors 3 and 4 and becomes the service.
START = """
import os, sys
os.environ["LISTEN_PID"] = str(os.getpid())
os.execv(sys.argv[1], sys.argv[1:])
"""


def listening():
    made = socket.create_server(("127.0.0.1", 0))
    made.set_inheritable(True)
    return made


def metrics_at(caller):
    """The text of /metrics, which is no part of the service's description."""
    connection = caller.connection()
    try:
        connection.request("GET", "/metrics")
        answer = connection.getresponse()
        assert answer.status == 200 and answer.getheader("Content-Type").startswith("text/plain"), answer.status
        return answer.read().decode()
    finally:
        connection.close()


class ManagerTest(HouseTest):
    """A service that is started with sockets and told to notify."""

    def setUp(self):
        super().setUp()
        self.sockets = [listening(), listening()]
        self.told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.told.bind(str(self.house.above / "notify"))
        self.told.settimeout(HANGS_AFTER)
        self.addCleanup(self.told.close)
        for made in self.sockets:
            self.addCleanup(made.close)

    def start(self, **environment):
        def hand_over():  # descriptors 3 and 4, whatever the test's own numbers are
            for target, made in enumerate(self.sockets, 3):
                os.dup2(made.fileno(), target + 100)
            for target in (3, 4):
                os.dup2(target + 100, target, inheritable=True)
                os.close(target + 100)

        process = subprocess.Popen([sys.executable, "-c", START, POSTPROOF, "--config", str(self.house.config), "serve"],
                                   preexec_fn=hand_over, close_fds=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True, env={**os.environ, "LISTEN_FDS": "2",
                                                   "NOTIFY_SOCKET": str(self.house.above / "notify"), **environment})
        self.addCleanup(process.kill)
        return process

    def test_handed_sockets_are_served_and_readiness_and_end_are_told(self):
        process = self.start()
        self.assertEqual(self.told.recv(100), b"READY=1")
        for made in self.sockets:
            host, port = made.getsockname()
            self.assertEqual(Caller(f"{host}:{port}", "").get("/healthz").status, 200)
        host, port = self.sockets[1].getsockname()
        self.assertIn("postproof_build_info", metrics_at(Caller(f"{host}:{port}", "")))
        process.terminate()
        self.assertEqual(self.told.recv(100), b"STOPPING=1")
        out, said = process.communicate(timeout=HANGS_AFTER)
        self.assertEqual(process.returncode, 0, out + said)

    def test_a_watchdog_is_fed_when_it_asks(self):
        process = self.start(WATCHDOG_USEC="400000")
        self.assertEqual(self.told.recv(100), b"READY=1")
        for _ in range(3):
            self.assertEqual(self.told.recv(100), b"WATCHDOG=1")
        process.terminate()
        process.communicate(timeout=HANGS_AFTER)


class FiguresTest(HouseTest):
    def setUp(self):
        super().setUp()
        self.service, self.portal = self.house.serve()
        address = self.service.wait_for_line(r"^health on (\S+)").group(1)
        self.admin = Caller(address, "")

    def metrics(self):
        lines = metrics_at(self.admin).splitlines()
        return dict(line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))

    def test_requests_commits_letters_and_the_rest_are_counted(self):
        letter = self.portal.order(1).json
        self.assertEqual(self.portal.get(f"/v1/letters/{letter['id']}").status, 200)
        self.assertEqual(self.portal.get("/v1/letters/ltr_00000000000000000000000000").status, 404)
        self.assertEqual(self.portal.get("/nothing-like-this").status, 404)
        found = self.metrics()
        requests = 'postproof_http_requests_total{method="%s",route="%s",status="%s"}'
        self.assertEqual(found[requests % ("POST", "/v1/letters", 201)], "1")
        self.assertEqual(found[requests % ("GET", "/v1/letters/{id}", 200)], "1")
        self.assertEqual(found[requests % ("GET", "/v1/letters/{id}", 404)], "1")
        self.assertEqual(found[requests % ("", "", 404)], "1")
        counts = 'postproof_http_request_seconds_count{method="POST",route="/v1/letters"}'
        self.assertEqual(found[counts], "1")
        self.assertEqual(found['postproof_letters{status="ordered"}'], "1")
        self.assertEqual(found['postproof_codes{status="none"}'], "1")
        self.assertGreaterEqual(float(found["postproof_commits_total"]), 1)
        self.assertGreaterEqual(float(found["postproof_commit_group_size_count"]), 1)
        self.assertGreater(float(found["postproof_track_numbers_left"]), 0)
        self.assertEqual(found["postproof_tracking_daily_budget"], "5000")
        for name in ("postproof_writer_waiting", "postproof_notices_waiting", "postproof_tracking_calls_today"):
            self.assertIn(name, found)
        self.assertTrue(any(name.startswith("postproof_build_info{version=") for name in found))

    def test_labels_are_never_taken_from_outside(self):
        for path in ("/secret-account", "/v1/letters/secret-account", "/v1/accounts/secret-account"):
            self.portal.get(path)
        self.assertNotIn("secret-account", metrics_at(self.admin))

    def test_a_house_that_can_work_is_ready(self):
        reply = self.admin.get("/readyz")
        self.assertEqual((reply.status, reply.json), (200, {"ready": True, "missing": []}), str(reply))

    def test_a_house_without_track_numbers_is_not_ready_and_says_so(self):
        self.service.terminate()
        self.house.change("UPDATE track_ranges SET used = count")
        service, _ = self.house.serve()
        admin = Caller(service.wait_for_line(r"^health on (\S+)").group(1), "")
        reply = admin.get("/readyz")
        self.assertEqual(reply.status, 503, str(reply))
        self.assertFalse(reply.json["ready"])
        self.assertTrue(any(line.startswith("track numbers") for line in reply.json["missing"]), str(reply))

    def test_the_log_has_one_line_a_request_and_nothing_of_accounts_and_people(self):
        order = self.portal.order(1, headers={"X-Request-Id": "one.request"})
        self.portal.get(f"/v1/accounts/{order.json['account_id']}")
        said = self.service.terminate().stderr
        lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
        requests = [line for line in lines if line["event"] == "request"]
        self.assertEqual(len(requests), 2)
        first = requests[0]
        self.assertEqual((first["request_id"], first["method"], first["route"], first["status"], first["token"]),
                         ("one.request", "POST", "/v1/letters", "201", "portal"))
        self.assertRegex(first["microseconds"], r"^\d+$")
        self.assertRegex(first["bytes"], r"^\d+$")
        self.assertEqual(requests[1]["route"], "/v1/accounts/{account_id}")
        self.assertNotIn(order.json["account_id"], said)
        self.assertNotIn(order.json["id"], said)
        self.assertIsNone(re.search("[А-Яа-я]", said))


class RestoreTest(HouseTest):
    def database(self):
        return self.house.dir / "postproof.db"

    def test_a_smaller_backup_is_put_back_while_letters_are_looked_up(self):
        running, caller = self.house.serve()
        letter, *ended = [caller.order(number).json["id"] for number in (1, 2, 3)]
        for one in ended:
            self.assertEqual(caller.call("POST", f"/v1/letters/{one}/cancel").status, 200)
        self.house.must("backup", self.house.above / "small.db")
        self.house.import_orders(2000, first=100)
        newest = self.house.json("letters", "list", "--limit", 1)["items"][0]["id"]
        self.house.must("letters", "erase", ended[0])  # the log is moved into the file after it
        self.assertEqual(caller.get(f"/v1/letters/{newest}").status, 200)
        large = self.database().stat().st_size
        self.house.must("restore", self.house.above / "small.db")
        self.assertEqual(caller.get(f"/v1/letters/{letter}").status, 200)
        self.house.must("letters", "erase", ended[1])
        self.assertLess(self.database().stat().st_size, large)
        self.assertEqual(caller.get(f"/v1/letters/{letter}").status, 200)
        self.assertEqual(caller.get(f"/v1/letters/{newest}").status, 404)
        self.assertEqual(caller.order(4).status, 201)
        self.house.must("check")
        running.terminate()


class EndTest(HouseTest):
    def test_the_end_does_not_wait_for_a_post_that_never_answers(self):
        self.house.import_orders(1)
        self.house.must("clock", "set", AFTER_CUTOFF)
        self.house.must("nightly")
        self.house.take_acknowledgement()
        self.house.must("clock", "advance", "3d")
        with listening() as mute:
            host, port = mute.getsockname()
            self.house.set(single_url=f'"http://{host}:{port}/rtm34"', batch_url=f'"http://{host}:{port}/fc"')
            service, caller = self.house.serve()
            mute.settimeout(HANGS_AFTER)
            asked, _ = mute.accept()  # the round hangs here from now on
            with asked:
                self.assertEqual(caller.get("/healthz").status, 200)
                ended = service.terminate()
        self.assertEqual(ended.status, 0, str(ended))
        self.assertIn("round.left", ended.stderr)


if __name__ == "__main__":
    unittest.main()
