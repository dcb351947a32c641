# SPDX-License-Identifier: Apache-2.0
"""Goal 11: whatever is done to a log, `audit verify` says so.

Every event of a log of 200 is edited in each of its columns, deleted, swapped with its neighbour
and
preceded by one that was inserted, by somebody who may write the file and knows its format: with the
hashes left alone, and with that event's own hash made good. Every truncation is held against each
kind of anchor: a position with its hash, and a signed checkpoint. Then a long log is timed.
"""
import pathlib
import random
import shutil
import sqlite3
import tempfile
import time

import workplace
from workplace import field

COLUMNS = "position, stream, version, track, at_ms, actor, kind, body, previous"
ALL = COLUMNS + ", is_reading, hash"


def link(fields):
    """The hash of an event with those fields."""
    return workplace.hashlib.sha256(
        b"".join(map(field, ["relctl.event/1", *fields]))).digest()


class Copy:
    """A copy of the log to write to, its triggers out of the way until it is closed."""

    def __init__(self, original, path):
        for beside in ("-wal", "-shm"):
            pathlib.Path(f"{path}{beside}").unlink(missing_ok=True)
        shutil.copy(original, path)
        self.log = sqlite3.connect(path, isolation_level=None)
        self.log.execute("PRAGMA journal_mode=DELETE")
        self.log.execute("BEGIN")
        self.triggers = self.log.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in self.triggers:
            self.log.execute(f"DROP TRIGGER {name}")

    def row(self, position):
        return list(self.log.execute(
            f"SELECT {ALL} FROM event WHERE position = ?", (position,)).fetchone())

    def put(self, row):
        self.log.execute("DELETE FROM event WHERE position = ?", (row[0],))
        self.log.execute(f"INSERT INTO event ({ALL}) VALUES ({', '.join('?' * 11)})", row)

    def rehash(self, position):
        row = self.row(position)
        row[10] = link(row[:9])
        self.put(row)

    def close(self):
        for _, sql in self.triggers:
            self.log.execute(sql)
        self.log.execute("COMMIT")
        self.log.close()


def edit(column, value):
    def do(copy, position, last):
        row = copy.row(position)
        row[column] = value(row[column])
        copy.log.execute("DELETE FROM event WHERE position = ?", (position,))
        copy.put(row)
    return do


def delete(copy, position, last):
    copy.log.execute("DELETE FROM event WHERE position = ?", (position,))


def delete_and_close_up(copy, position, last):
    """The events behind it move up, so that no position is missing."""
    copy.log.execute("DELETE FROM event WHERE position = ?", (position,))
    for behind in range(position + 1, last + 1):
        copy.log.execute("UPDATE event SET position = ? WHERE position = ?", (behind - 1, behind))


def swap(copy, position, last):
    if position == last:
        position -= 1
    first, second = copy.row(position), copy.row(position + 1)
    first[0], second[0] = second[0], first[0]
    copy.log.execute("DELETE FROM event WHERE position IN (?, ?)", (position, position + 1))
    copy.put(first)
    copy.put(second)


def insert(copy, position, last):
    for behind in range(last, position - 1, -1):
        copy.log.execute("UPDATE event SET position = ? WHERE position = ?", (behind + 1, behind))
    row = copy.row(position + 1)
    row[0], row[2] = position, row[2] + 100_000
    row[10] = link(row[:9])
    copy.put(row)


def append(copy, position, last):
    """An event at the end that no relctl appended, with a hash that is right, but no summary."""
    row = copy.row(last)
    row[0], row[1], row[2], row[8] = last + 1, "demo-9.9.9", 1, row[10]
    row[10] = link(row[:9])
    copy.put(row)


ATTACKS = {
    "edit stream": edit(1, lambda was: was + "x"),
    "edit version": edit(2, lambda was: was + 100_000),
    "edit track": edit(3, lambda was: was + "x"),
    "edit time": edit(4, lambda was: was + 1),
    "edit actor": edit(5, lambda was: was + "x"),
    "edit kind": edit(6, lambda was: was + "x"),
    "edit body": edit(7, lambda was: bytes(was) + b" "),
    "edit body, one bit": edit(7, lambda was: bytes([bytes(was)[0] ^ 1]) + bytes(was)[1:]),
    "edit previous": edit(8, lambda was: bytes([bytes(was)[0] ^ 1]) + bytes(was)[1:]),
    "edit hash": edit(10, lambda was: bytes([bytes(was)[0] ^ 1]) + bytes(was)[1:]),
    "delete": delete,
    "delete and close up": delete_and_close_up,
    "swap": swap,
    "insert": insert,
    "append": append,
}


class Tamper:
    def __init__(self, place, findings):
        self.place, self.findings = place, findings
        self.original = place.folder / "original.db"
        self.victim = place.folder / "log" / "victim.db"
        self.last = self.fill()
        self.anchors = [event.anchor for event in workplace.read_log(self.original)]
        self.sign()

    def fill(self):
        """A log of 200 events: a release, then notes."""
        self.place.start()
        while len(self.place.events()) < 200:
            self.place.must("note", "one more")
        log = sqlite3.connect(self.place.database)
        log.execute("VACUUM INTO ?", (str(self.original),))
        log.close()
        self.original.chmod(0o600)
        return 200

    def sign(self):
        made = self.place.must("audit", "checkpoint", "--new-key", "key", "--name", "example.com")
        self.place.write("public", made.out)
        for name, database in (("whole", self.original),):
            self.place.must("audit", "checkpoint", "--key", "key", "--out", f"{name}.checkpoint",
                            "--db", str(database))

    def verify(self, *words):
        return self.place.relctl("audit", "verify", "--db", str(self.victim), *words)

    def attack(self, name, position, honest_hash):
        copy = Copy(self.original, self.victim)
        ATTACKS[name](copy, position, self.last)
        if honest_hash and not (name == "delete and close up" and position == self.last):
            copy.rehash(position)
        copy.close()
        here = f"{name} at {position}{', its hash made good' if honest_hash else ''}"
        self.findings.count("attacks")
        # Behind the last event no link says what it was: that takes what was kept elsewhere.
        kept = ("--expect", self.anchors[-1]) if honest_hash and position == self.last else ()
        ran = self.verify(*kept)
        self.findings.check(ran.code == 3 and "broken" in ran.out, f"{here}: {ran}")

    def truncate(self, kept, later):
        """Only the first `kept` events are left, the summaries made good: a note writes them."""
        copy = Copy(self.original, self.victim)
        copy.log.execute("DELETE FROM event WHERE position > ?", (kept,))
        copy.log.execute("UPDATE release SET last_position = coalesce((SELECT max(position) FROM "
                         "event WHERE stream = release), 0)")
        copy.log.execute("DELETE FROM release WHERE last_position = 0")
        copy.close()
        self.place.must("note", "made good", "--db", str(self.victim))
        self.findings.count("truncations")
        alone = self.verify()
        self.findings.check(alone.code == 0 and "UNANCHORED" in alone.out,
                            f"cut after {kept}: {alone}")
        for words in (("--expect", self.anchors[later - 1]),
                      ("--checkpoint", "whole.checkpoint", "--public-key", "public")):
            held = self.verify(*words)
            self.findings.check(held.code == 3 and "broken" in held.out,
                                f"cut after {kept}, against {words[:2]}: {held}")

    def unharmed(self):
        copy = Copy(self.original, self.victim)
        copy.close()
        for words in (("--expect", self.anchors[len(self.anchors) // 2]),
                      ("--checkpoint", "whole.checkpoint", "--public-key", "public")):
            ran = self.verify(*words)
            self.findings.check(ran.code == 0 and "\nANCHORED" in ran.out, f"unharmed: {ran}")


def long_log(place, findings, events):
    """As many events, chained as relctl does."""
    path = place.folder / "log" / "long.db"
    copy = Copy(place.folder / "original.db", path)
    position = copy.log.execute("SELECT max(position) FROM event").fetchone()[0]
    row = copy.row(position)
    rows = []
    for _ in range(events - position):
        row = [row[0] + 1, row[1], row[2] + 1, *row[3:8], row[10], row[9], None]
        row[10] = link(row[:9])
        rows.append(tuple(row))
    copy.log.executemany(f"INSERT INTO event ({ALL}) VALUES ({', '.join('?' * 11)})", rows)
    copy.log.execute("UPDATE release SET last_position = ? WHERE release = ?", (row[0], row[1]))
    copy.close()
    best = 1e9
    for _ in range(3):
        began = time.monotonic()
        ran = place.relctl("audit", "verify", "--db", str(path))
        best = min(best, time.monotonic() - began)
        findings.check(ran.code == 0 and f"{events} events" in ran.out, f"long log: {ran}")
    findings.count("events verified", events)
    findings.most("in s", best)
    findings.check(best <= 2.0 * events / 100_000 + 0.2, f"{events} events took {best:.2f} s")


def main():
    given = workplace.options(__doc__, attacks=(60, 100_000), cuts=(10, 1000),
                              events=(20_000, 100_000))
    findings = workplace.Findings("11 tamper")
    with workplace.Workplace() as place:
        tamper = Tamper(place, findings)
        tamper.unharmed()
        every = [(name, position, honest) for name in ATTACKS
                 for position in range(1, tamper.last + 1)
                 for honest in (False, True)
                 if not (honest and name in ("delete", "edit hash", "append"))]
        random.Random(1).shuffle(every)
        for one in every[:given.attacks]:
            tamper.attack(*one)
        for kept in workplace.spread(tamper.last - 1, given.cuts):
            tamper.truncate(kept, random.Random(kept).randint(kept + 1, tamper.last))
        long_log(place, findings, given.events)
    findings.end()


if __name__ == "__main__":
    main()
