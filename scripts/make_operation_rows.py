#!/usr/bin/env python3
"""Writes tracking/operation_rows.inc from tracking/post_operations.csv.

Usage: scripts/make_operation_rows.py [--check]
  --check  write nothing; exit 1 if the .inc is not what the .csv gives.
"""
import csv
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "tracking"
MEANINGS = {"", "accepted", "in_transit", "at_office", "delivered", "handed", "returning", "returned", "lost"}
COLUMNS = ["oper_type", "oper_attr", "name_ru", "name_en", "state"]


def quoted(text):
    if any(ord(symbol) < 0x20 for symbol in text):
        raise SystemExit(f"control character in {text!r}")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def row_of(record, line):
    if record["state"] not in MEANINGS:
        raise SystemExit(f"line {line}: unknown state {record['state']!r}")
    attribute = record["oper_attr"] or "no_attribute"
    meaning = record["state"] or "none"
    return "{%s, %s, M::%s, %s, %s}," % (
        int(record["oper_type"]), attribute, meaning, quoted(record["name_ru"]), quoted(record["name_en"]))


def main():
    with open(FOLDER / "post_operations.csv", encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        if reader.fieldnames != COLUMNS:
            raise SystemExit(f"columns are {reader.fieldnames}, not {COLUMNS}")
        rows = [row_of(record, reader.line_num) for record in reader]
    text = "// Made by scripts/make_operation_rows.py from post_operations.csv.\n" + "\n".join(rows) + "\n"
    target = FOLDER / "operation_rows.inc"
    if "--check" in sys.argv[1:]:
        return 0 if target.exists() and target.read_text(encoding="utf-8") == text else 1
    target.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
