"""Encrypted and signed nights, opened from outside with OpenSSL's own program; certificates and acknowledgements."""

import hashlib
import json
import shutil
import subprocess
import unittest

from house import AFTER_CUTOFF, DONE, FAILED, FIRST_BATCH, PERSON, POSTPROOF, POSTSIM, USAGE, HouseTest, run, sha256

LETTERS = 30
SUBJECT = "/CN=print house"


def openssl(*arguments, must=True):
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=False)
    if must and done.returncode != 0:
        raise AssertionError(f"openssl {arguments}: {done.stderr.decode(errors='replace')}")
    return done


def fingerprint(certificate):
    """As OpenSSL prints it, with colons and capitals."""
    told = openssl("x509", "-in", certificate, "-noout", "-fingerprint", "-sha256").stdout.decode()
    return told.strip().split("=")[1]


class SealedHouseTest(HouseTest):
    """A demo house that encrypts, and OpenSSL's program to look at what it makes."""

    def setUp(self):
        super().setUp()
        self.keys = self.house.dir / "keys"
        self.house.set(encryption='"cms"')

    def make_certificate(self, *kind, days=3650, usage="digitalSignature,keyAgreement"):
        """A print house's key and certificate, made by OpenSSL; by the clock of this machine."""
        key, certificate = self.house.above / "other.key", self.house.above / "other.crt"
        openssl("req", "-x509", "-newkey", *kind, "-nodes", "-keyout", key, "-out", certificate, "-days", days, "-subj",
                SUBJECT, "-addext", f"keyUsage={usage}")
        return key, certificate

    def use(self, certificate):
        self.house.set(recipient_certificate=json.dumps(str(certificate)),
                       recipient_sha256=json.dumps(fingerprint(certificate)))

    def seal(self, *arguments):
        self.house.import_orders(LETTERS)
        self.house.must("clock", "set", AFTER_CUTOFF)
        return self.house.json("nightly", *arguments)

    def delivered(self):
        return self.house.dir / "printhouse" / "in" / FIRST_BATCH

    def verify(self, content, signature, certificate, must=True):
        return openssl("cms", "-verify", "-inform", "DER", "-in", signature, "-content", content, "-binary", "-CAfile",
                       certificate, "-out", "/dev/null", must=must)

    def decrypt(self, file, key, must=True):
        return openssl("cms", "-decrypt", "-inform", "DER", "-in", file, "-inkey", key, "-binary", must=must)

    def exported(self):
        shown = self.house.must("keys", "export").stdout
        path = self.house.above / "ours.pem"
        path.write_text(shown)
        return path

    def no_plain_page_in(self, folder):
        for path in folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                for mark in (b"%PDF-", b"/FontFile", b"endstream"):
                    self.assertNotIn(mark, content, path)

    def open_from_outside(self, key, certificate):
        folder = self.delivered()
        self.assert_batch_whole(folder)
        manifest = json.loads((folder / "manifest.json").read_text())
        self.assertEqual(manifest["recipient_certificate_sha256"], fingerprint(certificate).replace(":", "").lower())
        self.verify(folder / "manifest.json", folder / "manifest.json.p7s", self.exported())
        for file in manifest["files"]:
            if file["name"] == "index.csv":
                continue
            self.assertTrue(file["name"].endswith(".p7m"), file)
            plain = self.decrypt(folder / file["name"], key).stdout
            wanted = b"PK" if ".zip" in file["name"] else b"%PDF-"
            self.assertTrue(plain.startswith(wanted), file)
            printed = openssl("cms", "-cmsout", "-print", "-inform", "DER", "-in", folder / file["name"]).stdout
            self.assertIn(b"id-smime-ct-authEnvelopedData", printed)
            self.assertIn(b"aes-256-gcm", printed)
        return manifest


class SealedNightTest(SealedHouseTest):
    def test_a_night_is_opened_from_outside_and_answered(self):
        answer = self.seal()
        self.assertEqual((answer["letters"], answer["state"]), (LETTERS + 1, "dispatched"))
        key, certificate = self.keys / "demo-printhouse.key", self.keys / "demo-printhouse.crt"
        self.open_from_outside(key, certificate)
        letters = self.delivered() / "letters-0001.pdf.p7m"
        pdf = self.house.above / "letters.pdf"
        pdf.write_bytes(self.decrypt(letters, key).stdout)
        pages = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
        self.assertRegex(pages, rf"Pages:\s+{LETTERS + 1}\b")
        other_key, _ = self.make_certificate("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        self.assertNotEqual(self.decrypt(letters, other_key, must=False).returncode, 0)
        self.no_plain_page_in(self.house.dir)

        self.house.take_acknowledgement()
        done = self.house.dir / "printhouse" / "acks" / "done"
        name = f"{FIRST_BATCH}.ack.json"
        self.assertEqual(sorted(path.name for path in done.iterdir()), [name, f"{name}.p7s"])
        self.verify(done / name, done / f"{name}.p7s", certificate)
        self.assertEqual(self.house.json("batches", "show", FIRST_BATCH)["state"], "acknowledged")
        self.assertEqual(len(self.house.sheets()), LETTERS + 1)

    def test_a_print_house_with_an_rsa_key_and_one_on_another_curve(self):
        for kind, usage in ((["rsa:2048"], "digitalSignature,keyEncipherment"),
                            (["ec", "-pkeyopt", "ec_paramgen_curve:P-384"], "digitalSignature,keyAgreement")):
            with self.subTest(kind=kind):
                house = self.house.twin()
                self.addCleanup(house.close)
                self.house, before = house, self.house
                key, certificate = self.make_certificate(*kind, usage=usage)
                self.use(certificate)
                self.seal()
                self.open_from_outside(key, certificate)
                printed = run(POSTSIM, "printhouse", "--data", house.dir, "--once", "--key", key, "--certificate",
                              certificate)
                self.assertEqual(printed.status, DONE, str(printed))
                self.assertEqual(house.json("acks", "import")["taken"], 1)
                self.house = before

    def test_what_was_encrypted_once_is_only_copied(self):
        self.seal("--no-hand-over")
        made = {path.name: sha256(path) for path in (self.house.dir / "outbox" / FIRST_BATCH).iterdir()}
        self.house.must("nightly")
        self.house.must("batches", "resend", FIRST_BATCH)
        self.house.must("batches", "verify", FIRST_BATCH)
        self.assertEqual({path.name: sha256(path) for path in self.delivered().iterdir()}, made)

    def test_a_killed_run_leaves_no_plain_page_behind(self):
        self.house.set(letters_per_file="5")
        self.house.import_orders(300)
        self.house.must("clock", "set", AFTER_CUTOFF)
        for moment in (0.05, 0.1, 0.2, 0.3, 0.5):
            self.house.start("nightly").kill_after(moment)
            self.no_plain_page_in(self.house.dir)
        self.house.must("nightly")
        self.no_plain_page_in(self.house.dir)
        self.open_from_outside(self.keys / "demo-printhouse.key", self.keys / "demo-printhouse.crt")

    def test_a_changed_manifest_or_file_is_noticed_by_whoever_looks(self):
        self.seal()
        folder = self.delivered()
        changed = self.house.above / "changed"
        text = (folder / "manifest.json").read_text()
        changed.write_text(text.replace(f'"letters":{LETTERS + 1}', f'"letters":{LETTERS}'))
        refused = self.verify(changed, folder / "manifest.json.p7s", self.exported(), must=False)
        self.assertNotEqual(refused.returncode, 0)
        content = bytearray((folder / "letters-0001.pdf.p7m").read_bytes())
        content[len(content) // 2] ^= 1
        changed.write_bytes(content)
        refused = self.decrypt(changed, self.keys / "demo-printhouse.key", must=False)
        self.assertNotEqual(refused.returncode, 0)
        (folder / "manifest.json.p7s").unlink()
        printed = run(POSTSIM, "printhouse", "--data", self.house.dir, "--once")
        self.assertIn("manifest.json.p7s", printed.said)
        acknowledgement = self.house.dir / "printhouse" / "acks" / f"{FIRST_BATCH}.ack.json"
        self.assertEqual(json.loads(acknowledgement.read_text())["state"], "rejected")

    def test_a_withdrawn_batch_is_signed_too(self):
        self.seal("--no-hand-over")
        self.house.must("batches", "reject", FIRST_BATCH, "--reason", "wrong paper")
        folder = self.delivered()
        self.assertEqual(sorted(path.name for path in folder.iterdir()), ["DONE", "manifest.json", "manifest.json.p7s"])
        self.verify(folder / "manifest.json", folder / "manifest.json.p7s", self.exported())
        self.assertEqual(json.loads((folder / "manifest.json").read_text())["state"], "withdrawn")

    def assert_nothing_is_sealed(self, *words):
        refused = self.house.run("nightly")
        self.assert_refused(refused, USAGE, *words)
        self.assertEqual(self.house.select("SELECT count(*) FROM batches"), [(0,)])
        self.assertEqual(self.house.select("SELECT DISTINCT status FROM letters"), [("ordered",)])
        self.assertEqual(list((self.house.dir / "printhouse" / "in").iterdir()), [])
        self.assertFalse((self.house.dir / "outbox" / FIRST_BATCH).exists())

    def test_a_wrong_certificate_stops_the_run_before_sealing(self):
        self.house.import_orders(3)
        self.house.must("clock", "set", AFTER_CUTOFF)
        certificate = self.keys / "demo-printhouse.crt"
        right = certificate.read_bytes()
        _, other = self.make_certificate("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        table = {"swapped": (other.read_bytes(), [fingerprint(other).replace(":", "").lower()]),
                 "no certificate": (b"hello", [certificate]), "cut": (right[:200], [certificate]),
                 "a key": ((self.keys / "demo-printhouse.key").read_bytes(), [certificate]),
                 "gone": (None, [certificate])}
        for name, (content, words) in table.items():
            with self.subTest(name):
                if content is None:
                    certificate.unlink()
                else:
                    certificate.write_bytes(content)
                self.assert_nothing_is_sealed("batch.recipient_certificate", *words)
                alarms = self.house.json("alarms", "list", status=PERSON)["items"]
                self.assertEqual([alarm["kind"] for alarm in alarms], ["certificate_unusable"])
        certificate.write_bytes(right)
        self.house.must("nightly")
        self.assertEqual(self.house.json("alarms", "list")["items"], [])

    def test_an_expired_certificate_stops_the_run_before_sealing(self):
        self.house.import_orders(3)
        _, certificate = self.make_certificate("ec", "-pkeyopt", "ec_paramgen_curve:P-256", days=1)
        self.use(certificate)
        self.house.must("clock", "set", "2049-11-23T18:05:00+03:00")
        self.assert_nothing_is_sealed("batch.recipient_certificate", "expired")

    def test_a_certificate_for_something_else_stops_the_run_before_sealing(self):
        self.house.import_orders(3)
        self.house.must("clock", "set", AFTER_CUTOFF)
        for kind, usage, word in ((["rsa:1024"], "digitalSignature,keyEncipherment", "1024 bits"),
                                  (["rsa:2048"], "digitalSignature", "keyEncipherment"),
                                  (["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], "digitalSignature", "keyAgreement"),
                                  (["ed25519"], "digitalSignature", "ED25519")):
            with self.subTest(kind=kind):
                _, certificate = self.make_certificate(*kind, usage=usage)
                self.use(certificate)
                self.assert_nothing_is_sealed("batch.recipient_certificate", word)

    def test_fingerprints_are_read_in_any_usual_form_and_in_no_other(self):
        shown = fingerprint(self.keys / "demo-printhouse.crt")
        for form in (shown, shown.lower(), shown.replace(":", ""), shown.replace(":", "").lower()):
            self.house.set(recipient_sha256=json.dumps(form))
            self.house.must("acks", "import")
        for form in (shown[:-1], shown + "0", "sha256:" + shown, "x" * 64):
            self.house.set(recipient_sha256=json.dumps(form))
            self.assert_refused(self.house.run("stats"), USAGE, "batch.recipient_sha256", f"{self.house.config}:")

    def test_keys_that_are_not_filled_in_are_named(self):
        self.house.set(recipient_certificate='""', recipient_sha256='""')
        for command in (["nightly"], ["acks", "import"]):
            refused = self.house.run(*command)
            self.assert_refused(refused, USAGE, "batch.recipient_certificate", "batch.recipient_sha256")


class AcknowledgementTest(SealedHouseTest):
    def put(self, text, signature=None, name=f"{FIRST_BATCH}.ack.json"):
        acks = self.house.dir / "printhouse" / "acks"
        (acks / f"{name}.p7s").unlink(missing_ok=True)
        if signature is not None:
            shutil.copy(signature, acks / f"{name}.p7s")
        (acks / name).write_text(text)

    def sign(self, text, key, certificate):
        content, signature = self.house.above / "said.json", self.house.above / "said.p7s"
        content.write_text(text)
        openssl("cms", "-sign", "-binary", "-in", content, "-signer", certificate, "-inkey", key, "-outform", "DER",
                "-out", signature)
        return signature

    def answer(self, **changes):
        manifest = self.delivered() / "manifest.json"
        said = {"batch_id": FIRST_BATCH, "manifest_sha256": sha256(manifest), "state": "accepted",
                "received_at": AFTER_CUTOFF, "letters": LETTERS + 1, "rejected": []}
        return json.dumps({**said, **changes})

    def state(self):
        return self.house.select("SELECT state FROM batches")[0][0]

    def test_only_what_the_print_house_signed_counts(self):
        self.seal()
        mine = (self.keys / "demo-printhouse.key", self.keys / "demo-printhouse.crt")
        other = self.make_certificate("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        text = self.answer()
        for name, signature in {"unsigned": None, "signed by another": self.sign(text, *other),
                                "signed by us": self.sign(text, self.keys / "signing.key", self.keys / "signing.crt"),
                                "over other bytes": self.sign(text + " ", *mine)}.items():
            with self.subTest(name):
                self.put(text, signature)
                counts = self.house.json("acks", "import", status=PERSON)
                self.assertEqual((counts["taken"], counts["quarantined"]), (0, 1))
                self.assertEqual(self.state(), "dispatched")
        quarantine = self.house.dir / "printhouse" / "acks" / "quarantine"
        self.assertIn("not signed", (quarantine / f"{FIRST_BATCH}.ack.json.reason").read_text())
        self.put(text, self.sign(text, *mine))
        self.assertEqual(self.house.json("acks", "import")["taken"], 1)
        self.assertEqual(self.state(), "acknowledged")

    def test_a_quarantined_one_is_taken_from_there_once_it_is_right(self):
        self.seal()
        text = self.answer()
        self.put(text)
        self.house.json("acks", "import", status=PERSON)
        aside = self.house.dir / "printhouse" / "acks" / "quarantine" / f"{FIRST_BATCH}.ack.json"
        shutil.copy(self.sign(text, self.keys / "demo-printhouse.key", self.keys / "demo-printhouse.crt"),
                    f"{aside}.p7s")
        self.assertEqual(self.house.json("acks", "import", aside)["taken"], 1)
        self.assertFalse(aside.exists())

    def test_without_encryption_a_demo_takes_unsigned_ones_and_looks_at_signed_ones(self):
        self.house.set(encryption='"none"')
        self.seal()
        text = self.answer()
        other = self.make_certificate("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        self.put(text, self.sign(text, *other))
        self.assertEqual(self.house.json("acks", "import", status=PERSON)["quarantined"], 1)
        self.put(text)
        self.assertEqual(self.house.json("acks", "import")["taken"], 1)


class SigningKeyTest(HouseTest):
    def test_the_exported_certificate_is_that_of_the_signing_key(self):
        shown = self.house.must("keys", "export").stdout
        self.assertEqual(shown, (self.house.dir / "keys" / "signing.crt").read_text())
        answer = self.house.json("keys", "export")
        self.assertEqual(answer["certificate"], shown)
        der = openssl("x509", "-in", self.house.dir / "keys" / "signing.crt", "-outform", "DER").stdout
        self.assertEqual(answer["sha256"], hashlib.sha256(der).hexdigest())

    def test_a_folder_without_a_signing_key_says_what_to_do(self):
        keys = self.house.dir / "keys"
        for name in ("signing.key", "signing.crt"):
            (keys / name).unlink()
        config = self.house.config.read_text().splitlines(keepends=True)
        self.house.config.write_text("".join(line for line in config if not line.startswith("signing_")))
        for command in (["nightly"], ["keys", "export"]):
            self.assert_refused(self.house.run(*command), USAGE, "keys.signing_", "keys make-signing")
        self.house.must("keys", "make-signing")
        self.assertEqual((keys / "signing.key").stat().st_mode & 0o777, 0o600)
        self.house.must("nightly")
        again = self.house.run("keys", "make-signing")
        self.assert_refused(again, FAILED, "signing.key", "move it away")

    def test_a_signing_key_that_is_wrong_or_open_to_others_stops_the_night(self):
        key = self.house.dir / "keys" / "signing.key"
        good = key.read_bytes()
        table = {"garbage": b"garbage", "empty": b"", "cut": good[:100],
                 "another": (self.house.dir / "keys" / "demo-printhouse.key").read_bytes()}
        for name, content in table.items():
            with self.subTest(name):
                key.write_bytes(content)
                self.assert_refused(self.house.run("nightly"), USAGE, "keys.signing_key")
        key.write_bytes(good)
        key.chmod(0o640)
        self.assert_refused(self.house.run("nightly"), USAGE, key, "chmod 600")
        key.chmod(0o600)
        self.house.must("nightly")


class ProductionTest(HouseTest):
    profile = "production"

    def test_production_encrypts_and_names_what_is_not_filled_in(self):
        text = self.house.config.read_text()
        self.assertIn('encryption = "cms"', text)
        self.assertFalse((self.house.dir / "keys" / "demo-printhouse.key").exists())
        self.assertEqual((self.house.dir / "keys" / "signing.key").stat().st_mode & 0o777, 0o600)
        self.house.must("keys", "export")
        for command in (["nightly"], ["acks", "import"]):
            self.assert_refused(self.house.run(*command), USAGE, "batch.recipient_certificate",
                                "batch.recipient_sha256")
        self.house.set(encryption='"none"')
        self.assert_refused(self.house.run("stats"), USAGE, "batch.encryption")


class SealedDemoTest(unittest.TestCase):
    def test_the_demo_goes_the_whole_way_encrypted(self):
        done = run(POSTPROOF, "demo", "--letters", "40", "--encryption", "cms", "--json")
        self.assertEqual(done.status, DONE, str(done))
        folder = done.json["dir"]
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.assertEqual(done.json["ordered"], 40)
        self.assertGreater(done.json["confirmed"], 0)
        refused = run(POSTPROOF, "demo", "--encryption", "rot13")
        self.assertEqual(refused.status, USAGE, str(refused))


if __name__ == "__main__":
    unittest.main()
