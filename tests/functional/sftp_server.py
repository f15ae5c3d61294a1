"""A real OpenSSH server on a loopback port, for the user of the test and one key."""

import getpass
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

HANGS_AFTER = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_key(path, kind="ed25519", passphrase=""):
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "test", "-f", str(path)], check=True,
                   stdin=subprocess.DEVNULL)
    return path


def descendants(process):
    """The children of a process and theirs: sshd gives every session a process group of its own."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [one for child in children for one in [*descendants(child), int(child)]]


class SftpServer:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir()
        self.user = getpass.getuser()
        self.port = free_port()
        make_key(self.folder / "host_key")
        self.key = make_key(self.folder / "user_key")
        (self.folder / "authorized_keys").write_text((self.folder / "user_key.pub").read_text())
        shown = subprocess.run(["ssh-keygen", "-l", "-f", self.folder / "host_key.pub"], check=True,
                               capture_output=True, text=True)
        self.host_key = shown.stdout.split()[1]
        self.process = None
        self.start()

    def start(self):
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where sshd of root separates its privileges
        (self.folder / "sshd_config").write_text(f"""
Port {self.port}
ListenAddress 127.0.0.1
HostKey {self.folder}/host_key
AuthorizedKeysFile {self.folder}/authorized_keys
StrictModes no
UsePAM no
UseDNS no
PidFile none
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
""")
        with open(self.folder / "sshd.log", "ab") as log:
            self.process = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", self.folder / "sshd_config"],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + HANGS_AFTER
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.02)
        raise AssertionError((self.folder / "sshd.log").read_text())

    def stop(self):
        if self.process is None:
            return
        for process in [*descendants(self.process.pid), self.process.pid]:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()
        self.process = None
