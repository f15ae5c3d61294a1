"""A portal's end of the notices: checks every one, and answers as the test says."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from house import HANGS_AFTER

KEY = bytes(range(24))
SECRET = "whsec_" + base64.b64encode(KEY).decode()


class Arrival:
    """One attempt to deliver a notice, as it came in."""

    def __init__(self, headers, body):
        self.id = headers.get("webhook-id")
        self.timestamp = headers.get("webhook-timestamp")
        self.signature = headers.get("webhook-signature")
        self.content_type = headers.get("content-type")
        self.raw = body
        self.body = json.loads(body)
        self.at = time.time()
        self.status = None

    @property
    def letter(self):
        return self.body["letter_id"]

    @property
    def type(self):
        return self.body["type"]

    def fault(self):
        """What is wrong with it; None if nothing."""
        signed = f"{self.id}.{self.timestamp}.".encode() + self.raw
        wanted = "v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
        if self.signature != wanted:
            return f"signature {self.signature}, not {wanted}"
        if abs(self.at - int(self.timestamp)) > 60:
            return f"timestamp {self.timestamp} at {self.at}"
        if self.content_type != "application/json":
            return f"content type {self.content_type}"
        if list(self.body) != ["type", "at", "letter_id", "account_id", "data"]:
            return f"fields {list(self.body)}"
        return None


class Receiver:
    """Listens on a loopback port. `answer` is given each arrival and says the status; it may wait."""

    def __init__(self, answer=lambda arrival: 204):
        self.answer = answer
        self.arrivals = []  # every attempt, in order of arrival
        self.other_paths = []
        self.changed = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.handle(self, body)

            def do_GET(self):
                receiver.other_paths.append(self.path)
                self.send_error(404)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):  # a caller that went away while it was kept waiting
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/notices"

    def handle(self, handler, body):
        if handler.path != "/notices":
            self.other_paths.append(handler.path)
            handler.send_error(404)
            return
        arrival = Arrival(handler.headers, body)
        with self.changed:
            self.arrivals.append(arrival)
            self.changed.notify_all()
        status = self.answer(arrival)
        with self.changed:
            arrival.status = status
            self.changed.notify_all()
        handler.send_response(status)
        if 300 <= status < 400:
            handler.send_header("Location", "/elsewhere")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    def delivered(self):
        """Arrivals that were answered well, in the order of their answers' beginnings."""
        return [arrival for arrival in list(self.arrivals) if arrival.status is not None and arrival.status < 300]

    def wait_until(self, holds, what):
        """Waits until `holds()`, looked at after every change."""
        end = time.monotonic() + HANGS_AFTER
        with self.changed:
            while not holds():
                if time.monotonic() > end:
                    raise AssertionError(f"waited in vain: {what}; there are {self.summary()}")
                self.changed.wait(1)

    def summary(self):
        """The types that each letter was told, in order, each notice once."""
        told = {}
        seen = set()
        for arrival in self.delivered():
            if arrival.id not in seen:
                seen.add(arrival.id)
                told.setdefault(arrival.letter, []).append(arrival.type)
        return told

    def close(self):
        self.server.shutdown()
        self.server.server_close()
