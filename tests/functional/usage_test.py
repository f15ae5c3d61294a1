"""Wrong usage and bad input: the exit status, one clear line, and nothing half done."""

import json
import os
import unittest

from house import (AFTER_CUTOFF, COLUMNS, DONE, FAILED, PERSON, POSTPROOF, USAGE, HouseTest, orders_csv, person, run)

COMMANDS = ["init", "serve", "demo", "orders import", "confirm", "nightly", "acks import", "sweep", "batches list",
            "batches show", "batches letters", "batches verify", "batches release", "letters show", "letters list",
            "letters cancel", "letters erase", "letters mark-lost", "letters preview", "letters proof", "letters envelope",
            "poll", "track", "ranges add", "ranges list", "keys list", "keys rotate", "keys revoke", "tokens create",
            "tokens list", "tokens revoke", "alarms list", "alarms ack", "audit list", "audit verify", "check", "stats",
            "backup", "migrate", "clock show", "clock accept", "clock set", "clock advance"]


class HelpTest(unittest.TestCase):
    def test_every_command_has_help_with_an_example(self):
        for command in ["", *COMMANDS]:
            with self.subTest(command=command):
                shown = run(POSTPROOF, *command.split(), "--help")
                self.assertEqual(shown.status, DONE, str(shown))
                self.assertRegex(shown.stdout, rf"Example:\s+postproof {command}".rstrip())
                self.assertEqual(shown.stderr, "")

    def test_the_version_is_told(self):
        shown = run(POSTPROOF, "--version")
        self.assertEqual(shown.status, DONE)
        self.assertRegex(shown.stdout, r"^postproof \d+\.\d+\.\d+\n$")


class CommandLineTest(HouseTest):
    def test_wrong_usage_is_told_and_touches_nothing(self):
        table = [
            ([], "required"),
            (["fly"], "fly"),
            (["nightly", "--fast"], "--fast"),
            (["nightly", "--cutoff"], "--cutoff"),
            (["nightly", "--cutoff", "tomorrow"], "--cutoff"),
            (["nightly", "--cutoff", "2026-11-23T08:00:00"], "--cutoff"),
            (["nightly", "--cutoff", "2026-11-24T18:00:00+03:00"], "--cutoff"),
            (["orders"], "required"),
            (["orders", "import"], "FILE"),
            (["orders", "import", "a.csv", "b.csv"], "b.csv"),
            (["letters", "list", "--limit", "0"], "--limit"),
            (["letters", "list", "--limit", "201"], "--limit"),
            (["letters", "list", "--limit", "x"], "--limit"),
            (["letters", "list", "--status", "flying"], "--status"),
            (["letters", "list", "--cursor", "x"], "--cursor"),
            (["letters", "mark-lost", "ltr_x"], "--reason"),
            (["tokens", "create", "--name", "x", "--role", "king"], "--role"),
            (["tokens", "create", "--name", "a b", "--role", "portal"], "--name"),
            (["ranges", "add", "10100026000019"], "COUNT"),
            (["ranges", "add", "10100026000019", "ten"], "COUNT"),
            (["confirm", "a b"], "account"),
            (["clock", "set", "noon"], "clock set"),
            (["clock", "advance", "10"], "90s"),
            (["clock", "advance", "-5m"], "90s"),
            (["track", "10100026000019", "--lang", "fr"], "--lang"),
        ]
        before = self.house.counts()
        for arguments, word in table:
            with self.subTest(arguments=arguments):
                self.assert_refused(self.house.run(*arguments), USAGE, word)
        self.assertEqual(self.house.counts(), before)

    def test_what_is_not_there_is_a_refusal(self):
        table = [
            (["letters", "show", "ltr_none"], FAILED, "letter"),
            (["letters", "cancel", "ltr_none"], FAILED, "letter"),
            (["letters", "erase", "ltr_none"], FAILED, "letter"),
            (["batches", "show", "B20261123-01"], FAILED, "batch"),
            (["batches", "verify", "B20261123-01"], FAILED, "batch"),
            (["batches", "release", "B20261123-01"], FAILED, "batch"),
            (["batches", "letters", "../../etc/passwd"], FAILED, "batch"),
            (["track", "10100026999914"], FAILED, "number"),
            (["track", "12"], FAILED, "digits"),
            (["tokens", "revoke", "nobody"], FAILED, "token"),
            (["keys", "revoke", "k99"], FAILED, "key"),
            (["alarms", "ack", "99"], FAILED, "99"),
            (["orders", "import", "/nowhere/orders.csv"], FAILED, "/nowhere/orders.csv"),
            (["orders", "import", self.house.dir], FAILED, self.house.dir),
        ]
        before = self.house.counts()
        for arguments, status, word in table:
            with self.subTest(arguments=arguments):
                self.assert_refused(self.house.run(*arguments), status, word)
        self.assertEqual(self.house.counts(), before)

    def test_a_failure_with_json_is_a_problem_document(self):
        for arguments, status in [(["letters", "show", "ltr_none"], FAILED), (["batches", "show", "B20261123-09"], FAILED),
                                  (["orders", "import", "/nowhere.csv"], FAILED), (["track", "12"], FAILED),
                                  (["nightly", "--cutoff", "2027-01-01T18:00:00+03:00"], USAGE),
                                  (["clock", "set", "2020-01-01T00:00:00Z"], FAILED), (["nightly", "--fast"], USAGE),
                                  (["fly"], USAGE), (["orders", "import"], USAGE)]:
            with self.subTest(arguments=arguments):
                outcome = self.house.run("--json", *arguments)
                self.assertEqual(outcome.status, status, str(outcome))
                problem = outcome.json
                self.assertLessEqual({"type", "title", "status", "detail", "code"}, set(problem))
                self.assertIsInstance(problem["status"], int)
                self.assertRegex(problem["code"], r"^[a-z_]+$")
                self.assertNotEqual(outcome.stderr, "")

    def test_every_json_answer_is_one_document(self):
        house = self.house
        house.import_orders(3)
        letter = house.json("letters", "list")["items"][0]
        house.must("clock", "set", AFTER_CUTOFF)
        for arguments in (["nightly", "--dry-run"], ["nightly", "--no-hand-over"], ["nightly"], ["nightly"], ["sweep"],
                          ["acks", "import"], ["batches", "list"], ["batches", "show", "B20261123-01"],
                          ["batches", "letters", "B20261123-01"], ["batches", "verify", "B20261123-01"],
                          ["letters", "show", letter["id"]], ["letters", "list"], ["track", letter["track_number"]],
                          ["ranges", "list"], ["ranges", "add", "10200026000016", "10"], ["keys", "list"],
                          ["keys", "rotate"], ["tokens", "list"], ["tokens", "create", "--name", "p2", "--role", "portal"],
                          ["tokens", "revoke", "p2"], ["alarms", "list"], ["audit", "list"], ["audit", "verify"],
                          ["check"], ["stats"], ["backup", house.above / "copy.db"], ["migrate"], ["clock", "show"],
                          ["clock", "accept"], ["clock", "advance", "1s"]):
            with self.subTest(arguments=arguments):
                outcome = house.run(*arguments, "--json")
                self.assertEqual(outcome.status, DONE, str(outcome))
                self.assertIsInstance(outcome.json, dict)
                if arguments[-1] == "list":
                    self.assertIsInstance(outcome.json["items"], list)

    def test_init_leaves_a_folder_that_is_not_empty_alone(self):
        folder = self.house.above / "mine"
        folder.mkdir()
        (folder / "note.txt").write_text("mine")
        self.assert_refused(run(POSTPROOF, "init", "--dir", folder, "--profile", "demo"), FAILED, "not empty")
        self.assert_refused(run(POSTPROOF, "init", "--dir", folder / "note.txt", "--profile", "demo"), FAILED, "note.txt")
        self.assert_refused(run(POSTPROOF, "init", "--dir", folder / "new", "--profile", "test"), USAGE, "--profile")
        self.assert_refused(run(POSTPROOF, "init"), USAGE, "--dir")
        self.assertEqual([path.name for path in folder.iterdir()], ["note.txt"])
        self.assertEqual((folder / "note.txt").read_text(), "mine")

    def test_nothing_is_due_on_a_day_of_rest(self):
        self.house.import_orders(2)
        self.house.must("clock", "set", AFTER_CUTOFF)
        self.house.must("nightly")
        self.house.import_orders(1, first=2)
        self.house.must("clock", "set", "2026-11-28T20:00:00+03:00")  # a Saturday: the night of Friday is still to do
        self.assertEqual(self.house.json("nightly", status=PERSON)["letters"], 2)
        self.house.import_orders(1, first=3)
        self.house.must("clock", "set", "2026-11-29T20:00:00+03:00")
        sunday = self.house.run("nightly", "--json")
        self.assertIsNone(sunday.json["batch_id"], str(sunday))
        self.assertIn(sunday.status, (DONE, PERSON))


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
        for section, line, key in [("rules", "reorder_dayz = 30", "rules.reorder_dayz"), ("server", "port = 1", "server.port"),
                                   ("log", "[colour]", "colour")]:
            with self.subTest(key=key):
                self.house.config.write_text(original.replace(f"[{section}]\n", f"[{section}]\n{line}\n"))
                self.assert_stops_everything(f"{self.house.config}:{self.line_of(line)}:", key)

    def test_a_wrong_value_is_named_with_its_line(self):
        original = self.house.config.read_text()
        for key, value in [("reorder_days", '"30"'), ("reorder_days", "30.0"), ("reorder_days", "0"), ("reorder_days", "-1"),
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
        self.assert_refused(self.house.run("stats"), USAGE, f"{self.house.config}:{self.line_of('encryption')}:", "encryption")


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


class RangeTest(HouseTest):
    def test_bad_ranges_are_refused(self):
        table = [
            ("10100026000019", "1", FAILED, "shares numbers"),  # the demo's own range begins here
            ("10100026500007", "10", FAILED, "shares numbers"),
            ("1010002600001", "10", FAILED, "14"),
            ("101000260000195", "10", FAILED, "14"),
            ("10100026O00015", "10", FAILED, None),
            ("10200026000017", "10", FAILED, "last digit"),  # wrong check digit
            ("10200026000016", "0", FAILED, None),
            ("10200026000016", "-1", FAILED, None),
            ("10200026000016", "100000", FAILED, None),
        ]
        before = self.house.json("ranges", "list")
        for first, count, status, word in table:
            with self.subTest(first=first, count=count):
                outcome = self.house.run("ranges", "add", first, "--", count)
                self.assert_refused(outcome, status, *([word] if word else []))
                self.assertEqual(self.house.json("ranges", "list"), before)
        self.house.must("ranges", "add", "10200026000016", "10")
        self.assertEqual(len(self.house.json("ranges", "list")["items"]), len(before["items"]) + 1)
        self.assert_refused(self.house.run("ranges", "add", "10200026000016", "1"), FAILED, "shares numbers")

    def test_orders_past_the_last_number_are_told_line_by_line(self):
        self.house.must("ranges", "list")
        path = self.house.above / "orders.csv"
        self.exhaust_but(2)
        path.write_text(orders_csv(5))
        answer = self.house.json("orders", "import", path, status=PERSON)
        self.assertEqual(answer, {"placed": 2, "already": 0, "rejected": 3})
        rejected = (self.house.above / "orders.rejected.csv").read_text().splitlines()
        self.assertEqual(rejected[0], "line,request_id,field,code,message")
        self.assertEqual([line.split(",")[:4] for line in rejected[1:]],
                         [[str(n + 2), f"req-{n:06}", "", "track_numbers_exhausted"] for n in (2, 3, 4)])
        self.house.must("ranges", "add", "10200026000016", "10")
        self.assertEqual(self.house.json("orders", "import", path), {"placed": 3, "already": 2, "rejected": 0})
        self.assertFalse((self.house.above / "orders.rejected.csv").exists())

    def exhaust_but(self, left):
        """As after very many orders; the numbers themselves are of no interest here."""
        import sqlite3
        database = sqlite3.connect(self.house.dir / "postproof.db")
        database.execute("UPDATE track_ranges SET used = count - ?", (left,))
        database.commit()
        database.close()


class ProductionTest(HouseTest):
    profile = "production"

    def test_production_names_what_is_to_be_filled_in_before_anything_is_touched(self):
        path = self.house.orders_file(2)
        without_range = self.house.run("orders", "import", path)
        self.assert_refused(without_range, USAGE, "ranges add")
        self.house.must("ranges", "add", "10100026000019", "100")
        table = [(["orders", "import", path], ["sender.name", "letters.portal_url"]), (["serve"], ["sender.name"]),
                 (["nightly"], ["sender.name", "batch.encryption", "batch.test_recipient.last_name"])]
        for command, keys in table:
            with self.subTest(command=command):
                self.assert_refused(self.house.run(*command), USAGE, *keys)
        self.assertEqual(self.house.select("SELECT count(*) FROM letters"), [(0,)])

    def test_the_clock_of_production_cannot_be_moved(self):
        self.assert_refused(self.house.run("clock", "set", AFTER_CUTOFF), USAGE, "demo")
        self.assert_refused(self.house.run("clock", "advance", "1h"), USAGE, "demo")
        self.assertFalse((self.house.dir / "clock.offset").exists())


class ImportTest(HouseTest):
    def write(self, content):
        path = self.house.above / "orders.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def test_a_file_that_is_no_order_file_is_refused_as_a_whole(self):
        good = orders_csv(3)
        header, *lines = good.splitlines()
        table = {
            "empty": "",
            "another encoding": good.encode("utf-16"),
            "one byte that is no UTF-8": good.encode() + b"\xff\n",
            "NUL": good + "\0",
            "column missing": good.replace(",address_house", "", 1),
            "column unknown": good.replace("address_house", "address_castle", 1),
            "column twice": good.replace("address_house", "address_city", 1),
            "quote open": good + '"open',
            "semicolons": good.replace(",", ";"),
            "no header": "\n".join(lines),
        }
        before = self.house.counts()
        for name, content in table.items():
            with self.subTest(name):
                path = self.write(content)
                self.assert_refused(self.house.run("orders", "import", path), FAILED, path)
                self.assertFalse((self.house.above / "orders.rejected.csv").exists())
                self.assertEqual(self.house.counts(), before)

    def test_a_bad_line_is_told_with_line_and_field_and_the_others_are_placed(self):
        table = [("recipient_last_name", "", "required"), ("recipient_last_name", "Smithов", "bad_characters"),
                 ("recipient_first_name", "=cmd|calc", "bad_characters"), ("recipient_last_name", "Б" * 129, "too_long"),
                 ("account_id", "not an id", "bad_characters"), ("account_level", "golden", "not_allowed"),
                 ("language", "tt", "not_allowed"), ("address_index", "1010", "bad_format"),
                 ("address_index", "000000", "bad_format"), ("address_country", "BY", "not_supported"),
                 ("address_city", "", "required"), ("address_house", "", "required"), ("request_id", "", "required"),
                 ("request_id", "два", "bad_characters")]
        rows = [",".join(COLUMNS)]
        for number, (column, value, _) in enumerate(table):
            rows.append(",".join({**person(number), column: value}[name] for name in COLUMNS))
        rows.append(",".join(person(900)[name] for name in COLUMNS))
        rows.append("only,three,fields")
        path = self.write("\n".join(rows) + "\n")
        refused = self.house.run("orders", "import", path, "--json")
        self.assertEqual(refused.status, PERSON, str(refused))
        self.assertEqual(refused.json, {"placed": 1, "already": 0, "rejected": len(table) + 1})
        lines = (self.house.above / "orders.rejected.csv").read_text().splitlines()[1:]
        told = [(int(line.split(",")[0]), line.split(",")[2], line.split(",")[3]) for line in lines]
        wanted = [(n + 2, column, code) for n, (column, _, code) in enumerate(table)]
        self.assertEqual(told, wanted + [(len(table) + 3, "", "bad_format")])

    def test_the_rejected_file_holds_no_personal_data(self):
        path = self.write(orders_csv(20, recipient_first_name="Анна1"))
        self.house.must("orders", "import", path, status=PERSON)
        rejected = (self.house.above / "orders.rejected.csv").read_text()
        self.assertNotIn("Анна", rejected)
        for number in range(20):
            self.assertNotIn(person(number)["recipient_last_name"], rejected)

    def test_a_request_id_with_other_content_is_refused(self):
        self.house.import_orders(2)
        path = self.write(orders_csv(2, address_house="99"))
        answer = self.house.json("orders", "import", path, status=PERSON)
        self.assertEqual(answer, {"placed": 0, "already": 0, "rejected": 2})
        self.assertIn("request_id_reused", (self.house.above / "orders.rejected.csv").read_text())

    def test_a_bom_windows_line_ends_and_quotes_are_read(self):
        quoted = "\r\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in orders_csv(3).splitlines())
        answer = self.house.json("orders", "import", self.write(b"\xef\xbb\xbf" + quoted.encode()))
        self.assertEqual(answer, {"placed": 3, "already": 0, "rejected": 0})


class ClockTest(HouseTest):
    def turn_back(self, seconds):
        """What an operator's or the machine's wrong clock does."""
        file = self.house.dir / "clock.offset"
        file.write_text(f"{int(file.read_text()) - seconds}\n")

    def test_the_clock_is_not_set_before_the_floor(self):
        self.house.import_orders(1)
        before = self.house.json("clock", "show")["now"]
        self.assert_refused(self.house.run("clock", "set", "2026-11-23T08:59:00+03:00"), FAILED, "before")
        self.assertEqual(self.house.json("clock", "show")["now"][:16], before[:16])

    def test_a_clock_that_went_back_holds_sealing_and_expiry_until_it_is_accepted(self):
        house = self.house
        house.import_orders(3)
        house.must("clock", "set", "2026-11-23T19:00:00+03:00")
        self.turn_back(3000)  # 18:10: the letters are due, but the clock is not to be trusted
        for command in (["nightly"], ["sweep"]):
            self.assert_refused(house.run(*command), FAILED, "clock")
        self.assertEqual(house.select("SELECT count(*) FROM batches"), [(0,)])
        alarms = house.json("alarms", "list", status=PERSON)["items"]
        self.assertEqual([alarm["kind"] for alarm in alarms], ["clock_disagrees"])
        house.must("clock", "accept")
        self.assertEqual(house.json("nightly")["letters"], 4)
        house.must("sweep")
        self.assertEqual(house.json("alarms", "list")["items"], [])

    def test_a_clock_that_went_back_a_little_is_trusted(self):
        house = self.house
        house.import_orders(3)
        house.must("clock", "set", "2026-11-23T18:10:00+03:00")
        self.turn_back(240)
        self.assertEqual(house.json("nightly")["letters"], 4)

    def test_a_clock_file_that_is_no_number_is_refused(self):
        (self.house.dir / "clock.offset").write_text("soon\n")
        self.assert_refused(self.house.run("nightly"), FAILED, "clock.offset")


if __name__ == "__main__":
    unittest.main()
