"""A data folder of its own, the two programs run on it from outside, and what the tests of whole programs share."""

import csv
import hashlib
import http.client
import io
import json
import os
import queue
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

from openapi import check_reply
from people import order_body, orders_csv

SOURCE = Path(os.environ.get("POSTPROOF_SOURCE_DIR", Path(__file__).resolve().parents[2]))
BIN = Path(os.environ.get("POSTPROOF_BIN_DIR", SOURCE / "build" / "release" / "bin"))
POSTPROOF = str(BIN / "postproof")
POSTSIM = str(BIN / "postsim")

DONE, FAILED, USAGE, PERSON = 0, 1, 2, 3
AFTER_CUTOFF = "2026-11-23T18:05:00+03:00"
FIRST_BATCH = "B20261123-01"

# A program that says nothing for so long hangs; no test asserts how fast anything is.
HANGS_AFTER = 600


class Outcome:
    """What a program answered."""

    def __init__(self, command, status, stdout, stderr):
        self.command, self.status, self.stdout, self.stderr = command, status, stdout, stderr

    @property
    def json(self):
        return json.loads(self.stdout)

    @property
    def said(self):
        return self.stdout + self.stderr

    def __str__(self):
        return f"{' '.join(self.command)}\n-> {self.status}\n{self.stdout}\n{self.stderr}"


def run(*command, stdin="", environment=None, cwd=None):
    done = subprocess.run([str(c) for c in command], input=stdin, capture_output=True, text=True, cwd=cwd,
                          env=None if environment is None else {**os.environ, **environment}, timeout=HANGS_AFTER)
    return Outcome([str(c) for c in command], done.returncode, done.stdout, done.stderr)


class Running:
    """A program that goes on beside the test; its standard error is collected line by line."""

    def __init__(self, *command, cwd=None):
        self.command = [str(c) for c in command]
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, cwd=cwd)
        self.lines, self.out = [], []
        self._fresh = queue.Queue()
        self._threads = [threading.Thread(target=self._collect, args=(self.process.stderr, self.lines, True)),
                         threading.Thread(target=self._collect, args=(self.process.stdout, self.out, False))]
        for thread in self._threads:
            thread.daemon = True
            thread.start()

    def _collect(self, stream, lines, announce):
        for line in stream:
            lines.append(line)
            if announce:
                self._fresh.put(line)
        if announce:
            self._fresh.put(None)

    def wait_for_line(self, pattern):
        """The match of the first line of standard error that has the pattern."""
        while True:
            line = self._fresh.get(timeout=HANGS_AFTER)
            if line is None:
                raise AssertionError(f"{self.command} ended without saying {pattern}: {''.join(self.lines)}")
            found = re.search(pattern, line)
            if found:
                return found

    def kill_after(self, seconds):
        """kill -9 after so long, unless it ends before; whether it was killed."""
        try:
            self.process.wait(timeout=seconds)
            return False
        except subprocess.TimeoutExpired:
            return self.kill().status == -signal.SIGKILL

    def wait(self):
        status = self.process.wait(timeout=HANGS_AFTER)
        for thread in self._threads:
            thread.join()
        for stream in (self.process.stdout, self.process.stderr):
            stream.close()
        return Outcome(self.command, status, "".join(self.out), "".join(self.lines))

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        return self.wait()

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)
        return self.wait()


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        for piece in iter(lambda: stream.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


def until(holds, what):
    """Polls until `holds()` is true and gives what it gave."""
    end = time.monotonic() + HANGS_AFTER
    while time.monotonic() < end:
        found = holds()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited in vain: {what}")


class House:
    """A demo data folder under the temporary directory. Everything its programs say is kept in `said`."""

    def __init__(self, profile="demo"):
        self.above = Path(tempfile.mkdtemp(prefix="postproof-functional-"))
        self.dir = self.above / "data"
        self.config = self.dir / "postproof.toml"
        self.said = []
        self._beside = []
        try:
            made = run(POSTPROOF, "init", "--dir", self.dir, "--profile", profile, "--json")
            assert made.status == DONE, str(made)
            self.tokens = made.json["tokens"]
            self.set(listen='"127.0.0.1:0"', admin_listen='"127.0.0.1:0"')
        except BaseException:
            self.close()
            raise

    def twin(self):
        """A copy of the data folder as it lies there; no program may be at work on it."""
        other = object.__new__(House)
        other.above = Path(tempfile.mkdtemp(prefix="postproof-functional-"))
        other.dir = other.above / "data"
        other.config = other.dir / "postproof.toml"
        other.said, other._beside, other.tokens = [], [], self.tokens
        shutil.copytree(self.dir, other.dir)
        return other

    def close(self):
        for running in self._beside:
            running.kill()
        shutil.rmtree(self.above, ignore_errors=True)

    def set(self, **values):
        """Changes keys of the configuration; values are written as TOML has them."""
        text = self.config.read_text()
        for key, value in values.items():
            text, count = re.subn(rf"(?m)^{key} = .*$", lambda _, k=key, v=value: f"{k} = {v}", text, count=1)
            assert count == 1, key
        self.config.write_text(text)

    def run(self, *arguments, stdin=""):
        outcome = run(POSTPROOF, "--config", self.config, *arguments, stdin=stdin)
        self.said.append(outcome.said)
        return outcome

    def must(self, *arguments, stdin="", status=DONE):
        outcome = self.run(*arguments, stdin=stdin)
        assert outcome.status == status, f"wanted status {status}: {outcome}"
        return outcome

    def json(self, *arguments, stdin="", status=DONE):
        return self.must(*arguments, "--json", stdin=stdin, status=status).json

    def start(self, *arguments):
        running = Running(POSTPROOF, "--config", self.config, *arguments)
        self._beside.append(running)
        return running

    def serve(self):
        """A running service and a caller of it."""
        running = self.start("serve")
        address = running.wait_for_line(r"^listening on (\S+)").group(1)
        return running, Caller(address, self.tokens["portal"])

    def start_post(self):
        """postsim as print house and post, with the configuration pointing at it."""
        running = Running(POSTSIM, "serve", "--data", self.dir, "--listen", "127.0.0.1:0")
        self._beside.append(running)
        address = running.wait_for_line(r"^listening on (\S+)").group(1)
        self.set(single_url=f'"http://{address}/rtm34"', batch_url=f'"http://{address}/fc"')
        return running

    def sheet(self, track_number):
        """What stands on a printed sheet."""
        shown = run(POSTSIM, "print", track_number, "--data", self.dir, "--json")
        assert shown.status == DONE, str(shown)
        return shown.json

    def sheets(self):
        shown = run(POSTSIM, "print", "--all", "--data", self.dir, "--json")
        assert shown.status == DONE, str(shown)
        return [json.loads(line) for line in shown.stdout.splitlines()]

    def take_acknowledgement(self):
        """Lets the print house look once and takes its answer."""
        printed = run(POSTSIM, "printhouse", "--data", self.dir, "--once")
        assert printed.status == DONE, str(printed)
        return self.json("acks", "import")

    def orders_file(self, count, first=0, name="orders.csv"):
        path = self.above / name
        path.write_text(orders_csv(count, first), encoding="utf-8")
        return path

    def import_orders(self, count, first=0):
        answer = self.json("orders", "import", self.orders_file(count, first))
        assert answer == {"placed": count, "already": 0, "rejected": 0}, answer

    def select(self, sql):
        """Rows of a copy of the database, so that the test never touches the original."""
        with tempfile.TemporaryDirectory(dir=self.above) as folder:
            for suffix in ("", "-wal"):
                source = self.dir / f"postproof.db{suffix}"
                if source.exists():
                    shutil.copy(source, Path(folder) / source.name)
            database = sqlite3.connect(f"file:{Path(folder) / 'postproof.db'}", uri=True)
            try:
                return database.execute(sql).fetchall()
            finally:
                database.close()

    def change(self, sql, values=()):
        """What only a crash at the right moment could do: changes the database; no program may be at work on it."""
        database = sqlite3.connect(self.dir / "postproof.db")
        try:
            with database:
                database.execute(sql, values)
        finally:
            database.close()

    def counts(self):
        """How much there is of everything: what must be the same after a refusal."""
        tables = [name for (name,) in self.select("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        return {table: self.select(f"SELECT count(*) FROM {table}")[0][0] for table in tables}


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def __str__(self):
        return f"{self.status} {self.headers} {self.body!r}"


class Caller:
    """Calls the service with one token; each call has a connection of its own unless `keep` is given."""

    def __init__(self, address, token):
        self.address, self.token = address, token

    def connection(self):
        host, port = self.address.rsplit(":", 1)
        return http.client.HTTPConnection(host, int(port), timeout=HANGS_AFTER)

    def call(self, method, path, body=None, keep=None, token=None, headers=None):
        """`body` is sent as JSON, bytes as they are; every answer is checked against the service's description."""
        connection = keep or self.connection()
        try:
            fields = {"Authorization": f"Bearer {token or self.token}"}
            if body is not None:
                fields["Content-Type"] = "application/json"
            fields.update(headers or {})
            sent = body if body is None or isinstance(body, bytes) else json.dumps(body)
            connection.request(method, path, sent, fields)
            answer = connection.getresponse()
            reply = Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
            check_reply(method, path, reply)
            return reply
        finally:
            if keep is None:
                connection.close()

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def order(self, number, keep=None, headers=None, **changes):
        return self.call("POST", "/v1/letters", order_body(number, **changes), keep=keep, headers=headers)

    def confirm(self, account, code, keep=None):
        return self.call("POST", "/v1/confirmations", {"account_id": account, "code": code}, keep=keep)


class HouseTest(unittest.TestCase):
    """A test with one house, made before it and removed after it."""

    profile = "demo"

    def setUp(self):
        self.house = House(self.profile)
        self.addCleanup(self.house.close)

    def assert_batch_whole(self, folder, members=None):
        """Manifest, hashes, counts and index of a batch folder agree; gives its index rows."""
        manifest = json.loads((folder / "manifest.json").read_text())
        self.assertEqual(manifest["format"], "postproof-batch/1")
        self.assertEqual(manifest["state"], "complete")
        self.assertEqual(manifest["batch_id"], folder.name)
        names = {file["name"] for file in manifest["files"]} | {"manifest.json", "manifest.json.p7s", "DONE"}
        self.assertEqual({path.name for path in folder.iterdir()}, names, "nothing else lies in the folder")
        self.assertEqual((folder / "DONE").stat().st_size, 0)
        for file in manifest["files"]:
            path = folder / file["name"]
            self.assertEqual(sha256(path), file["sha256"], path)
            self.assertEqual(path.stat().st_size, file["bytes"], path)
        text = (folder / "index.csv").read_text()
        self.assertEqual(text.splitlines()[0], "sequence,file,page,track_number,index,weight_grams")
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual([int(row["sequence"]) for row in rows], list(range(1, len(rows) + 1)))
        order = [(row["index"], row["track_number"]) for row in rows]
        self.assertEqual(order, sorted(order), "sorted by postal index, then track number")
        self.assertEqual(len({row["track_number"] for row in rows}), len(rows), "no letter twice")
        self.assertEqual(manifest["letters"], len(rows))
        self.assertEqual(manifest["sheets"], len(rows))
        self.assertEqual(manifest["weight_grams"], sum(int(row["weight_grams"]) for row in rows))
        self.assertEqual(manifest["first_track_number"], rows[0]["track_number"])
        self.assertEqual(manifest["last_track_number"], rows[-1]["track_number"])
        for file in manifest["files"]:
            pages = [int(row["page"]) for row in rows if row["file"] == file["name"]]
            self.assertEqual(file["letters"], len(pages), file["name"])
            self.assertEqual(pages, list(range(1, len(pages) + 1)), file["name"])
        if members is not None:
            self.assertEqual({row["track_number"] for row in rows}, members)
        return rows

    def assert_refused(self, outcome, status, *words):
        """Refused with this status, and a line on standard error says why, with these words in it."""
        self.assertEqual(outcome.status, status, str(outcome))
        lines = [line for line in outcome.stderr.splitlines() if all(str(word) in line for word in words)]
        self.assertTrue(lines, f"no line has {words}: {outcome}")
