#!/usr/bin/env python3
"""Receives the notices of postproof, as a portal would.

    receive_notices.py --secret-file FILE --seen FILE [--listen HOST:PORT] [--path /notices]

Checks signature and age of every notice (Standard Webhooks), answers 204 once it is written down, and prints each notice
once however often it comes. Python's standard library is all it needs. In production it stands behind TLS.
"""

import argparse
import base64
import hashlib
import hmac
import json
import re
import sqlite3
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MOST_BYTES = 64 * 1024
MOST_SECONDS_OLD = 300


def read_key(path):
    with open(path, encoding="ascii") as file:
        line = file.read().strip()
    if not line.startswith("whsec_"):
        sys.exit(f"{path} must hold one line whsec_<base64>")
    return base64.b64decode(line.removeprefix("whsec_"), validate=True)


def is_genuine(key, headers, body, now):
    """Whether the notice was signed with our key and not long ago. `body` are the bytes as they came."""
    name, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not re.fullmatch("[0-9]{1,12}", timestamp) or abs(now - int(timestamp)) > MOST_SECONDS_OLD:
        return False
    signed = f"{name}.{timestamp}.".encode("latin-1") + body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    # While a secret is changed there may be several signatures, parted by blanks.
    given = [part.removeprefix("v1,") for part in headers.get("webhook-signature", "").split() if part.startswith("v1,")]
    return any([hmac.compare_digest(wanted, one.encode("latin-1")) for one in given])


class Inbox:
    """The notices that came, by their id, in a file that survives a restart."""

    def __init__(self, path):
        self.path = path
        with self.open() as database:
            database.execute("CREATE TABLE IF NOT EXISTS notices (id TEXT PRIMARY KEY, body TEXT NOT NULL)")

    def open(self):
        return sqlite3.connect(self.path, timeout=8)

    def add(self, name, body):
        """True for a notice that is new. Durable when this returns: only then may it be answered."""
        with self.open() as database:
            added = database.execute("INSERT INTO notices VALUES (?, ?) ON CONFLICT DO NOTHING", (name, body))
            return added.rowcount == 1


def handler_for(options, key, inbox):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_POST(self):
            length = self.headers.get("Content-Length", "")
            if self.path != options.path or not length.isdigit() or int(length) > MOST_BYTES:
                self.answer(404 if self.path != options.path else 413)
                return
            body = self.rfile.read(int(length))
            if not is_genuine(key, self.headers, body, time.time()):
                self.answer(401)
                return
            if inbox.add(self.headers["webhook-id"], body.decode()):
                notice = json.loads(body)
                print(notice["at"], notice["type"], notice["letter_id"], notice["account_id"],
                      json.dumps(notice["data"], ensure_ascii=False), flush=True)
            self.answer(204)

        def answer(self, status):
            self.close_connection = status != 204
            self.send_response(status)
            self.send_header("Content-Length", "0")
            if self.close_connection:
                self.send_header("Connection", "close")
            self.end_headers()

        def log_message(self, *_):
            pass

    return Handler


def main():
    parser = argparse.ArgumentParser(description="receives and checks the notices of postproof")
    parser.add_argument("--secret-file", required=True, help="one line whsec_<base64>, the same as notices.secret_file")
    parser.add_argument("--seen", required=True, help="a file in which received notices are kept")
    parser.add_argument("--listen", default="127.0.0.1:8090", help="HOST:PORT")
    parser.add_argument("--path", default="/notices")
    options = parser.parse_args()
    host, port = options.listen.rsplit(":", 1)
    handler = handler_for(options, read_key(options.secret_file), Inbox(options.seen))
    server = ThreadingHTTPServer((host, int(port)), handler)
    print(f"listening on {host}:{server.server_address[1]}", file=sys.stderr, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
