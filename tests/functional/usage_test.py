"""Wrong usage and bad input: the exit status, one clear line, and nothing half done."""

import unittest

from house import AFTER_CUTOFF, DONE, FAILED, PERSON, POSTPROOF, USAGE, HouseTest, run

COMMANDS = ["init", "serve", "demo", "orders import", "confirm", "nightly", "acks import", "sweep", "batches list",
            "batches show", "batches letters", "batches verify", "batches resend", "batches release",
            "batches reject", "letters show", "letters list", "letters cancel", "letters erase", "letters mark-lost",
            "letters preview", "letters proof", "letters envelope", "poll", "track", "ranges add", "ranges list",
            "keys list", "keys rotate", "keys revoke", "tokens create", "tokens list", "tokens revoke", "alarms list",
            "alarms ack", "audit list", "audit verify", "check", "stats", "backup", "restore", "migrate",
            "clock show", "clock accept", "clock set", "clock advance"]


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
        for arguments, status in [(["letters", "show", "ltr_none"], FAILED),
                                  (["batches", "show", "B20261123-09"], FAILED),
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
                          ["keys", "rotate"], ["tokens", "list"],
                          ["tokens", "create", "--name", "p2", "--role", "portal"], ["tokens", "revoke", "p2"],
                          ["alarms", "list"], ["audit", "list"], ["audit", "verify"], ["check"], ["stats"],
                          ["backup", house.above / "copy.db"], ["migrate"], ["clock", "show"],
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
        table = [(["--dir", folder, "--profile", "demo"], FAILED, "not empty"),
                 (["--dir", folder / "note.txt", "--profile", "demo"], FAILED, "note.txt"),
                 (["--dir", folder / "new", "--profile", "test"], USAGE, "--profile"), ([], USAGE, "--dir")]
        for arguments, status, word in table:
            self.assert_refused(run(POSTPROOF, "init", *arguments), status, word)
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
