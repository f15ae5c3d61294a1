"""The hand-over to a print house behind a real OpenSSH server, and its acknowledgements back, from outside."""

import shutil
import subprocess
import unittest

from house import AFTER_CUTOFF, DONE, FAILED, FIRST_BATCH, PERSON, POSTSIM, USAGE, HouseTest, run
from sftp_server import SftpServer, make_key

LETTERS = 30


class SftpHouseTest(HouseTest):
    letters = LETTERS

    def setUp(self):
        super().setUp()
        self.there = self.house.above / "there"
        for name in ("in", "acks"):
            (self.there / name).mkdir(parents=True)
        self.server = SftpServer(self.house.above / "sshd")
        self.addCleanup(self.server.stop)
        self.configure()
        self.house.import_orders(self.letters)
        self.house.must("clock", "set", AFTER_CUTOFF)

    def configure(self, **changes):
        values = {"host": "127.0.0.1", "user": self.server.user, "key_file": self.server.key,
                  "host_key_sha256": self.server.host_key, "directory": self.there / "in",
                  "acks_directory": self.there / "acks", **changes}
        text = self.house.config.read_text()
        head, old = text.split("[dispatch.sftp]\n")
        rest = old.split("\n\n", 1)[1]
        lines = [f"port = {self.server.port}"] + [f'{key} = "{value}"' for key, value in values.items()]
        self.house.config.write_text(head + "[dispatch.sftp]\n" + "\n".join(lines) + "\n\n" + rest)
        self.house.set(kind='"sftp"', attempts="2")

    @property
    def batch(self):
        return self.there / "in" / FIRST_BATCH

    def state(self):
        return self.house.select("SELECT state FROM batches")[0][0]

    def print_house(self):
        printed = run(POSTSIM, "printhouse", "--data", self.house.dir, "--in", self.there / "in", "--acks",
                      self.there / "acks", "--once")
        self.assertEqual(printed.status, DONE, str(printed))


class WayTest(SftpHouseTest):
    def test_a_batch_goes_out_and_its_acknowledgement_comes_back(self):
        night = self.house.json("nightly")
        self.assertEqual((night["state"], night["letters"]), ("dispatched", LETTERS + 1))
        self.assertEqual({path.name for path in self.batch.iterdir()},
                         {path.name for path in (self.house.dir / "outbox" / FIRST_BATCH).iterdir()})
        for path in self.batch.iterdir():
            self.assertEqual(path.read_bytes(), (self.house.dir / "outbox" / FIRST_BATCH / path.name).read_bytes())
        self.assertEqual(list((self.house.dir / "printhouse" / "in").iterdir()), [])
        self.print_house()
        before = {path.name for path in (self.there / "acks").iterdir()}
        self.assertEqual(self.house.json("acks", "import")["taken"], 1)
        self.assertEqual(self.state(), "acknowledged")
        again = self.house.json("acks", "import")
        self.assertEqual((again["taken"], again["repeated"], again["quarantined"]), (0, 0, 0))
        self.assertEqual({path.name for path in (self.there / "acks").iterdir()}, before, "nothing is removed there")

    def test_the_service_fetches_acknowledgements_too(self):
        self.house.must("nightly")
        self.print_house()
        running, _ = self.house.serve()
        running.wait_for_line("acknowledgements.fetched")
        running.wait_for_line("acknowledgements.taken")
        self.assertEqual(running.terminate().status, DONE)
        self.assertEqual(self.state(), "acknowledged")

    def test_hostile_names_at_the_print_house_come_nowhere_near_our_disk(self):
        self.house.must("nightly")
        acks = self.there / "acks"
        for name in (".hidden.ack.json", "a b.ack.json", "-x.ack.json", "quarantine\\x.ack.json", "ö.ack.json",
                     "other.json", "x" * 120 + ".ack.json"):
            (acks / name).write_text("{}")
        (acks / "directory.ack.json").mkdir()
        (acks / "link.ack.json").symlink_to("/etc/hostname")
        self.assertEqual(self.house.json("acks", "import")["quarantined"], 0)
        kept = {path.name for path in (self.house.dir / "printhouse" / "acks").rglob("*")}
        self.assertLessEqual(kept, {"done", "quarantine"})


class TroubleTest(SftpHouseTest):
    def test_a_server_that_stays_away_holds_the_batch_and_release_brings_it_back(self):
        self.server.stop()
        held = self.house.must("nightly", "--json", status=PERSON)
        self.assertEqual(held.json["state"], "held")
        self.assertEqual(self.house.select("SELECT DISTINCT status FROM codes"), [("issued",)])
        self.assertIn("2 times", self.house.run("batches", "show", FIRST_BATCH).said)
        self.server.start()
        self.house.must("batches", "release", FIRST_BATCH)
        self.assertEqual(self.house.json("nightly")["state"], "dispatched")
        self.assertEqual(self.house.select("SELECT DISTINCT status FROM codes"), [("live",)])

    def test_another_host_key_holds_the_batch_and_nothing_is_sent(self):
        other = make_key(self.house.above / "other_host")
        shown = subprocess.run(["ssh-keygen", "-l", "-f", f"{other}.pub"], check=True, capture_output=True, text=True)
        self.configure(host_key_sha256=shown.stdout.split()[1])
        held = self.house.must("nightly", status=PERSON)
        self.assertIn("host_key_sha256", held.said)
        self.assertEqual(list((self.there / "in").iterdir()), [])
        self.assertEqual(self.house.run("acks", "import").status, FAILED)

    def test_keys_of_another_kind_are_refused_before_anything_is_sealed(self):
        for kind in ("rsa", "ecdsa"):
            with self.subTest(kind=kind):
                self.configure(key_file=make_key(self.house.above / kind, kind))
                self.assert_refused(self.house.run("nightly"), USAGE, "Ed25519", kind)
                self.assertEqual(self.house.select("SELECT count(*) FROM batches"), [(0,)])
        self.server.key.chmod(0o644)
        self.configure()
        self.assert_refused(self.house.run("nightly"), USAGE, "0600")

    def test_a_wrong_fingerprint_and_missing_keys_are_told_by_line(self):
        self.configure(host_key_sha256="SHA256:nonsense", user="", directory="../in")
        refused = self.house.run("nightly")
        for key in ("host_key_sha256", "user", "directory"):
            self.assert_refused(refused, USAGE, f"dispatch.sftp.{key}")

    def test_a_foreign_file_holds_the_batch_and_is_left_alone(self):
        self.batch.mkdir()
        (self.batch / "manifest.json").write_text("foreign")
        self.house.must("nightly", status=PERSON)
        self.assertEqual(self.state(), "held")
        self.assertEqual((self.batch / "manifest.json").read_text(), "foreign")
        self.assertFalse((self.batch / "DONE").exists())


class TakenAwayTest(SftpHouseTest):
    """The hand-over was complete, but we were killed before we recorded it, and the print house took the folder."""

    def setUp(self):
        super().setUp()
        self.house.must("nightly", "--no-hand-over")
        self.lost = self.house.twin()  # as the data folder was before the hand-over
        self.addCleanup(self.lost.close)
        self.house.must("nightly")
        begun = self.house.select("SELECT hand_over_begun_at, chain_no FROM batches")[0]
        self.lost.change("UPDATE batches SET hand_over_begun_at = ?, chain_no = ?", begun)
        self.print_house()
        shutil.move(self.batch, self.there / "taken")
        shutil.rmtree(self.house.dir)
        shutil.copytree(self.lost.dir, self.house.dir)

    def test_it_is_not_sent_again_when_the_acknowledgement_tells_that_it_arrived(self):
        self.assertEqual(self.house.json("nightly")["state"], "dispatched")
        self.assertFalse(self.batch.exists())
        self.assertEqual(self.house.json("acks", "import")["taken"], 1)
        self.assertEqual(self.state(), "acknowledged")

    def test_without_an_acknowledgement_it_is_held_until_a_person_knows(self):
        for path in (self.there / "acks").iterdir():
            path.unlink()
        held = self.house.must("nightly", status=PERSON)
        self.assertIn("may have been taken", held.said)
        self.assertFalse(self.batch.exists())
        self.assertEqual(self.house.run("batches", "reject", FIRST_BATCH, "--reason", "lost").status, FAILED)
        self.house.must("batches", "resend", FIRST_BATCH)
        self.assertEqual(self.state(), "dispatched")
        self.assertTrue((self.batch / "DONE").exists())


class RestoreTest(SftpHouseTest):
    def test_a_backup_older_than_what_the_server_has_is_not_restored(self):
        self.house.must("backup", self.house.above / "old.db")
        self.house.must("nightly")
        refused = self.house.run("restore", self.house.above / "old.db")
        self.assert_refused(refused, FAILED, FIRST_BATCH)


if __name__ == "__main__":
    unittest.main()
