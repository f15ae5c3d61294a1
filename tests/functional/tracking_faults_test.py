"""Asking the post while everything goes wrong at once: every letter ends as its addressee's name says, once."""

import csv
import unittest

from house import AFTER_CUTOFF, DONE, POSTSIM, HouseTest, run
from people import COLUMNS, person

FATES = {"Смирнова": "delivered", "Возвратова": "returned", "Потеряев": "lost", "Неявкин": "delivered"}
EACH = 5
LIST_COLUMNS = ["INDEX", "OPSNAME", "OPSTYPE", "OPSSUBM", "REGION", "AUTONOM", "AREA", "CITY", "CITY_1", "ACTDATE",
                "INDEXOLD"]
FAULTS = ["refuse=0.05", "error500=0.05", "html200=0.05", "truncate=0.05", "wrong_namespace=0.05", "duplicate=0.3",
          "reorder=0.3", "late=0.3", "future=0.3", "unknown=0.3", "partial=0.2", "expired=0.1", "seed=5"]


class TrackingFaultsTest(HouseTest):
    def order_fates(self):
        lines = []
        for number in range(EACH * len(FATES)):
            name = list(FATES)[number % len(FATES)]
            feminine = name.endswith("а")
            lines.append({**person(number), "language": "ru", "recipient_last_name": name,
                          "recipient_first_name": "Анна" if feminine else "Пётр", "recipient_middle_name": ""})
        path = self.house.above / "fates.csv"
        with open(path, "w", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)
        self.house.must("orders", "import", path)
        return {line["account_id"]: FATES[line["recipient_last_name"]] for line in lines}

    def print_and_post(self):
        self.house.start_post()
        self.house.must("clock", "set", AFTER_CUTOFF)
        self.house.must("nightly")
        self.house.take_acknowledgement()

    def let_pass(self, days):
        for _ in range(days):
            self.house.must("clock", "advance", "23h")
            self.house.run("poll")
            for _ in range(3):
                self.house.must("clock", "advance", "20m")
                self.house.run("poll")

    def test_letters_end_as_they_should_under_all_faults_at_once(self):
        fates = self.order_fates()
        self.print_and_post()
        set_faults = run(POSTSIM, "faults", "--data", self.house.dir, "set", *FAULTS)
        self.assertEqual(set_faults.status, DONE, str(set_faults))
        self.let_pass(58)
        letters = self.house.json("letters", "list", "--limit", 200)["items"]
        self.assertEqual({letter["account_id"]: letter["status"] for letter in letters}, fates)
        for letter in letters:
            ended = [event for event in self.house.select(
                "SELECT e.to_status FROM letter_events e JOIN letters l USING (letter_no) "
                f"WHERE l.letter_id = '{letter['id']}' AND e.to_status = 'void'")]
            self.assertEqual(len(ended), 1 if letter["status"] in ("returned", "lost") else 0, letter)
        way = self.house.json("track", letters[0]["track_number"])
        self.assertTrue(way["checked_at"])
        self.assertEqual(sorted(way["events"], key=lambda event: event["at"]), way["events"])

    def test_a_fresh_look_asks_by_itself_and_tells_the_places(self):
        self.order_fates()
        self.print_and_post()
        self.house.must("clock", "advance", "5d")
        number = self.house.json("letters", "list", "--limit", 1)["items"][0]["track_number"]
        self.assertEqual(self.house.json("track", number)["events"], [])
        fresh = self.house.json("track", number, "--fresh")
        self.assertTrue(fresh["events"])
        self.assertTrue(all(event["place"] for event in fresh["events"]))
        english = self.house.json("track", number, "--lang", "en")
        self.assertTrue(english["summary"].isascii())
        spoken = self.house.must("track", number).stdout
        self.assertIn(fresh["summary"], spoken)
        self.assertIn("Прием: Партионный, 101000 Москва", spoken)

    def test_answers_of_tickets_have_their_places_from_the_list_of_offices(self):
        self.order_fates()
        self.print_and_post()
        self.let_pass(5)
        number = self.house.json("letters", "list", "--limit", 1)["items"][0]["track_number"]
        events = self.house.json("track", number)["events"]
        self.assertTrue(events)
        self.assertEqual({event["place"] for event in events}, {None})
        known = events[0]["index"]
        path = self.house.above / "offices.csv"
        path.write_text(f"{','.join(LIST_COLUMNS)}\n{known},Главный почтамт,П{',' * (len(LIST_COLUMNS) - 3)}\n")
        self.house.must("indexes", "import", path)
        for event in self.house.json("track", number)["events"]:
            self.assertEqual(event["place"], "Главный почтамт" if event["index"] == known else None)
        self.assertIn(f"{known} Главный почтамт", self.house.must("track", number).stdout)

    def test_a_spent_quota_raises_an_alarm_and_questions_go_on_after_midnight(self):
        self.order_fates()
        self.print_and_post()
        run(POSTSIM, "faults", "--data", self.house.dir, "set", "quota=0")
        self.house.must("clock", "advance", "24h")
        summary = self.house.run("poll", "--all", "--json").json
        self.assertTrue(summary["quota_spent"])
        kinds = [alarm["kind"] for alarm in self.house.run("alarms", "list", "--json").json["items"]]
        self.assertIn("quota_spent", kinds)
        run(POSTSIM, "faults", "--data", self.house.dir, "clear")
        self.assertEqual(self.house.run("poll", "--all", "--json").json["calls"], 0)
        self.house.must("clock", "advance", "24h")
        self.assertEqual(self.house.run("poll", "--all", "--json").json["tickets_issued"], 1)
        kinds = [alarm["kind"] for alarm in self.house.run("alarms", "list", "--json").json["items"]]
        self.assertNotIn("quota_spent", kinds)


if __name__ == "__main__":
    unittest.main()
