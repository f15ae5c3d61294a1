"""A configuration or a key file with any fault: everything stops before anything is touched, and the fault is named."""

import json
import os
import unittest

from house import AFTER_CUTOFF, DONE, POSTPROOF, USAGE, HouseTest, run


class ConfigurationTest(HouseTest):
    def line_of(self, text):
        lines = self.house.config.read_text().splitlines()
        return next(number for number, line in enumerate(lines, 1) if line.startswith(text))

    def assert_stops_everything(self, *words):
        for command in (["nightly"], ["serve"], ["stats"], ["orders", "import", "x.csv"]):
            with self.subTest(command=command):
                self.assert_refused(self.house.run(*command), USAGE, *words)

    def test_a_missing_configuration_is_named(self):
        self.house.config.unlink()
        self.assert_stops_everything(self.house.config)
        outcome = run(POSTPROOF, "stats", cwd=self.house.above, environment={"POSTPROOF_CONFIG": ""})
        self.assert_refused(outcome, USAGE, "postproof.toml")

    def test_the_configuration_is_found_by_environment_and_in_the_folder(self):
        named = run(POSTPROOF, "clock", "show", environment={"POSTPROOF_CONFIG": str(self.house.config)}, cwd="/")
        self.assertEqual(named.status, DONE, str(named))
        here = run(POSTPROOF, "clock", "show", environment={"POSTPROOF_CONFIG": ""}, cwd=self.house.dir)
        self.assertEqual(here.status, DONE, str(here))

    def test_a_wrong_key_is_named_with_its_line(self):
        original = self.house.config.read_text()
        table = [("rules", "reorder_dayz = 30", "rules.reorder_dayz"), ("server", "port = 1", "server.port"),
                 ("log", "[colour]", "colour")]
        for section, line, key in table:
            with self.subTest(key=key):
                self.house.config.write_text(original.replace(f"[{section}]\n", f"[{section}]\n{line}\n"))
                self.assert_stops_everything(f"{self.house.config}:{self.line_of(line)}:", key)

    def test_a_wrong_value_is_named_with_its_line(self):
        original = self.house.config.read_text()
        for key, value in [("reorder_days", '"30"'), ("reorder_days", "30.0"), ("reorder_days", "0"),
                           ("reorder_days", "-1"),
                           ("code_valid_days", "44"), ("account_attempts", "9999999999"), ("cutoff", '"25:00"'),
                           ("cutoff", "18"), ("zone", '"MSK"'), ("allow_plain", '"no"'), ("form", '"letters"'),
                           ("listen", '"here"'), ("listen", '"0.0.0.0:8080"'), ("inn", '"77"'), ("address", '"one"'),
                           ("letters_per_file", "0"), ("kind", '"fax"'), ("single_url", '"ftp://post.example"'),
                           ("level", '"loud"'), ("profile", '"test"'), ("profile", "1")]:
            with self.subTest(key=key, value=value):
                self.house.config.write_text(original)
                self.house.set(**{key: value})
                refused = self.house.run("stats")
                self.assertEqual(refused.status, USAGE, str(refused))
                self.assertIn(f"{self.house.config}:", refused.stderr)
                self.assertIn(key, refused.stderr)

    def test_all_wrong_keys_are_told_at_once(self):
        self.house.set(reorder_days="0", order_limit="0", level='"loud"')
        refused = self.house.run("stats")
        for key in ("rules.reorder_days", "rules.order_limit", "log.level"):
            self.assert_refused(refused, USAGE, f"{self.house.config}:", key)

    def test_what_is_no_toml_is_named_with_its_line(self):
        lines = self.house.config.read_text().splitlines()
        for wrong in ("[rules", "reorder_days = = 3", 'name = "open', "\x00"):
            with self.subTest(wrong=wrong):
                self.house.config.write_text("\n".join([*lines[:4], wrong, *lines[4:]]))
                self.assert_refused(self.house.run("stats"), USAGE, f"{self.house.config}:5:")

    def test_no_plain_codes_for_a_print_house_in_production(self):
        self.house.set(profile='"production"')
        place = f"{self.house.config}:{self.line_of('encryption')}:"
        self.assert_refused(self.house.run("stats"), USAGE, place, "encryption")


class KeyFileTest(HouseTest):
    def test_a_bad_key_file_stops_everything(self):
        file = self.house.dir / "keys" / "keys.json"
        good = file.read_text()
        ring = json.loads(good)
        root = ring["keys"][0]["root"]
        before = self.house.counts()
        table = {"garbage": "garbage", "empty": "", "another document": "{}", "short": good.replace(root, root[:32]),
                 "all zero": good.replace(root, "0" * len(root)), "cut off": good[:-20], "twice": good + good,
                 "not hexadecimal": good.replace(root, "z" * len(root))}
        for name, content in table.items():
            with self.subTest(name):
                file.write_text(content)
                refused = self.house.run("stats")
                self.assert_refused(refused, USAGE, file)
                self.assertNotIn(root, refused.said)
                self.assert_refused(self.house.run("nightly"), USAGE, file)
        file.write_text(good)
        self.house.must("stats")
        self.assertEqual(self.house.counts(), before)

    def test_a_key_file_that_others_can_read_or_that_is_gone_stops_everything(self):
        file = self.house.dir / "keys" / "keys.json"
        for mode in (0o644, 0o640, 0o604, 0o660):
            with self.subTest(mode=oct(mode)):
                file.chmod(mode)
                self.assert_refused(self.house.run("stats"), USAGE, file)
        file.rename(file.with_suffix(".away"))
        self.assert_refused(self.house.run("stats"), USAGE, file)
        self.assertFalse(file.exists(), "no new key is made in place of a lost one")

    def test_another_houses_keys_open_nothing(self):
        self.house.import_orders(2)
        file = self.house.dir / "keys" / "keys.json"
        ring = json.loads(file.read_text())
        for key in ring["keys"]:
            key["root"] = os.urandom(32).hex()
        file.write_text(json.dumps(ring))
        self.house.must("clock", "set", AFTER_CUTOFF)
        outcome = self.house.run("nightly")
        self.assertNotEqual(outcome.status, DONE, str(outcome))
        self.assertEqual(list((self.house.dir / "printhouse" / "in").iterdir()), [])

if __name__ == "__main__":
    unittest.main()
