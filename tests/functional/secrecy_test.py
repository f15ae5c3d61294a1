"""Codes, names and addresses are only where they must be: every file and every output of a whole way is searched."""

import unittest

from house import AFTER_CUTOFF, DONE, FIRST_BATCH, HouseTest
from people import person

LETTERS = 60


def forms(code):
    """A code as it is shown, as it is compared, and as people type it."""
    bare = code.replace(" ", "")
    return [code, bare, "-".join(bare[at:at + 4] for at in (0, 4, 8))]


class SecrecyTest(HouseTest):
    def files(self):
        """Every file of the data folder but the letters, and what the simulated print house keeps for itself."""
        for path in sorted(self.house.dir.rglob("*")):
            inside = path.relative_to(self.house.dir)
            printed = inside.parts[0] == "postsim" or (path.name.startswith("letters-") and path.suffix == ".pdf")
            if path.is_file() and not printed:
                yield path

    def assert_nowhere(self, needles, paths, what):
        for path in paths:
            content = path.read_bytes()
            for needle in needles:
                self.assertNotIn(needle, content, f"{what} in {path}")

    def database_files(self):
        return sorted(self.house.dir.glob("postproof.db*"))

    def go_the_whole_way(self):
        house = self.house
        house.start_post()
        house.import_orders(LETTERS)
        house.must("clock", "set", AFTER_CUTOFF)
        house.must("nightly")
        self.seed = house.select("SELECT nonce_seed FROM batches")[0][0]
        self.assertTrue(self.seed)
        self.assertTrue(any(self.seed in path.read_bytes() for path in self.database_files()))
        house.take_acknowledgement()
        self.assert_nowhere([self.seed], self.database_files(), "the nonces of an acknowledged batch")
        self.sheets = house.sheets()
        self.assertEqual(len(self.sheets), LETTERS + 1)
        for command in (["poll"], ["clock", "advance", "10d"], ["poll"], ["clock", "advance", "16m"], ["poll"],
                        ["sweep"]):
            house.run(*command)
        self.confirm_some()
        for command in (["stats"], ["check"], ["alarms", "list"], ["audit", "list"], ["letters", "list"],
                        ["batches", "list"], ["batches", "show", FIRST_BATCH], ["batches", "letters", FIRST_BATCH],
                        ["batches", "verify", FIRST_BATCH], ["tokens", "list"], ["keys", "list"],
                        ["track", self.sheets[0]["track_number"]]):
            house.run(*command)
            house.run(*command, "--json")
        house.must("backup", house.dir / "copy.db")

    def confirm_some(self):
        """Right and wrong codes, by command and by call."""
        accounts = dict(self.house.select("SELECT track_number, account_id FROM letters WHERE is_test = 0"))
        people = [(accounts[sheet["track_number"]], sheet["code"]) for sheet in self.sheets
                  if sheet["track_number"] in accounts]
        (first, code), (second, other), (third, last) = people[:3]
        self.assertEqual(self.house.run("confirm", first, stdin=other).status, 1)
        self.assertEqual(self.house.run("confirm", first, stdin=code).status, DONE)
        self.assertEqual(self.house.run("confirm", first, "--json", stdin=code).status, 1)
        self.assertEqual(self.house.run("confirm", third, stdin=last[:-1] + "x").status, 1)
        service, caller = self.house.serve()
        replies = [caller.confirm(second, code), caller.confirm(second, other), caller.confirm(second, other),
                   caller.confirm(third, last + "9"), caller.order(LETTERS), caller.order(1)]
        self.assertEqual([reply.status for reply in replies], [422, 200, 409, 422, 201, 409])
        ended = service.terminate()
        self.assertEqual(ended.status, DONE)
        self.house.said += [ended.said] + [f"{reply.headers}{reply.body.decode()}" for reply in replies]

    def test_a_whole_way_leaves_codes_on_the_sheets_only_and_names_nowhere(self):
        self.go_the_whole_way()
        self.check_codes()
        self.check_people()
        self.check_nonces()

    def check_codes(self):
        needles = [form for sheet in self.sheets for form in forms(sheet["code"])]
        self.assertEqual(len(set(needles)), 3 * (LETTERS + 1))
        self.assert_nowhere([needle.encode() for needle in needles], self.files(), "a code")
        for said in self.house.said:
            for needle in needles:
                self.assertNotIn(needle, said, "a code in what a program said")

    def check_people(self):
        """Short words are left out: they might stand in other texts."""
        columns = ["recipient_last_name", "recipient_first_name", "recipient_middle_name", "address_street"]
        words = {person(n)[column] for n in range(LETTERS + 1) for column in columns}
        words = {word for word in words if len(word) > 4} | {"Образцов", "Петрович"}
        self.assertGreater(len(words), 20)
        settings = {"postproof.toml"}  # holds the test letter's addressee
        self.assert_nowhere([word.encode() for word in words],
                            [path for path in self.files() if path.name not in settings], "a name or street")
        for said in self.house.said:
            for word in words:
                self.assertNotIn(word, said, "a name or street in what a program said")

    def check_nonces(self):
        self.assertEqual(self.house.select("SELECT batch_id, nonce_seed FROM batches"), [(FIRST_BATCH, None)])
        self.assert_nowhere([self.seed], self.files(), "the nonces of an acknowledged batch")

    def test_an_erased_name_is_gone_from_database_and_log(self):
        house = self.house
        house.import_orders(3)
        letters = house.json("letters", "list")["items"]
        one = letters[0]["id"]
        box = house.select(f"SELECT box FROM recipients JOIN letters USING (letter_no) WHERE letter_id = '{one}'")[0][0]
        self.assertTrue(any(box in path.read_bytes() for path in self.database_files()))
        house.must("letters", "erase", one, status=1)
        house.must("letters", "cancel", one)
        house.must("letters", "erase", one)
        self.assertEqual(house.select("SELECT count(*) FROM recipients"), [(2,)])
        self.assert_nowhere([box], self.database_files(), "an erased name and address")
        house.must("letters", "cancel", letters[1]["id"])
        box = house.select("SELECT box FROM recipients JOIN letters USING (letter_no) WHERE letter_id = "
                           f"'{letters[1]['id']}'")[0][0]
        house.must("clock", "advance", "31d")
        house.must("sweep")
        self.assertEqual(house.select("SELECT count(*) FROM recipients"), [(1,)])
        self.assert_nowhere([box], self.database_files(), "a name and address past their time")

    def test_what_holds_keys_or_data_is_closed_to_others(self):
        self.house.import_orders(3)
        for path in (self.house.dir / "keys").iterdir():
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)
        self.assertEqual(self.house.dir.stat().st_mode & 0o007, 0)


if __name__ == "__main__":
    unittest.main()
