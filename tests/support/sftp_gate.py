"""Stands between sshd and its SFTP server and ends the session at the n-th request. To be started with exec, so that
the parent is the session's sshd.

    sftp_gate.py FOLDER

FOLDER/plan, if it is there, holds "before N" (the server never sees the N-th request), "after N" (it does what it is
told, and its answer is lost) or "quietly N" (as before, but the connection stays). A plan is taken by one session; it
becomes FOLDER/struck when the session came that far.
"""

import os
import signal
import struct
import subprocess
import sys
import threading
from pathlib import Path

SERVERS = ["/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server", "/usr/lib/ssh/sftp-server"]
HAS_NO_ID = (1, 2)  # SSH_FXP_INIT, SSH_FXP_VERSION


def take_plan(folder):
    try:
        os.rename(folder / "plan", folder / "taken")
    except FileNotFoundError:
        return "", 0
    when, number = (folder / "taken").read_text().split()
    return when, int(number)


def packets(stream):
    while len(head := stream.read(4)) == 4:
        body = stream.read(struct.unpack(">I", head)[0])
        yield head + body


def id_of(packet):
    return None if packet[4] in HAS_NO_ID else packet[5:9]


class Gate:
    def __init__(self, folder):
        self.folder = folder
        self.when, self.number = take_plan(folder)
        self.lost = ()  # the request whose answer is lost
        path = next(server for server in SERVERS if os.path.exists(server))
        self.server = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def strike(self):
        os.rename(self.folder / "taken", self.folder / "struck")
        self.server.kill()
        if self.when != "quietly":
            os.kill(os.getppid(), signal.SIGKILL)
        os._exit(1)

    def answers(self):
        for packet in packets(self.server.stdout):
            if self.lost == (id_of(packet),):
                self.strike()
            sys.stdout.buffer.write(packet)
            sys.stdout.buffer.flush()

    def run(self):
        threading.Thread(target=self.answers, daemon=True).start()
        count = 0
        for packet in packets(sys.stdin.buffer):
            count += 1
            if count == self.number and self.when != "after":
                self.strike()
            if count == self.number:
                self.lost = (id_of(packet),)
            self.server.stdin.write(packet)
            self.server.stdin.flush()
        self.server.kill()
        os._exit(0)


Gate(Path(sys.argv[1])).run()
