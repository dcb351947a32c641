# SPDX-License-Identifier: Apache-2.0
"""Goal 4: a log that is full, read-only or corrupt loses nothing and stops no way back.

The log lies on a small file system in memory. For each amount of free space `advance` runs, and
from an exposed release `rollback`; what a rollback could not write is taken in later. Then the same
with the file system read-only, and with a log, or with --full its -wal, that was damaged in many
ways.
"""
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys

import workplace

SKIPPED = 77
ENTER = ("advance", "--to", "p5")
BACK = ("rollback", "--to", workplace.STABLE, "-y")
EVENT = '{"schema":"relctl.event/1"'


class SmallDisk:
    """A file system of two MiB under the place's folder of the log."""

    def __init__(self, place):
        self.folder = place.folder / "log"
        self.mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "relctl-test", str(self.folder)],
            check=False, capture_output=True).returncode == 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.mounted:
            subprocess.run(["umount", "-l", str(self.folder)], check=False)

    def read_only(self, on):
        subprocess.run(["mount", "-o", f"remount,{'ro' if on else 'rw'}", str(self.folder)],
                       check=True)

    def put(self, saved, free_kib=None):
        """What was saved, and with `free_kib` a filler that leaves so much."""
        for file in self.folder.iterdir():
            file.unlink()
        for file in pathlib.Path(saved).iterdir():
            shutil.copy2(file, self.folder)
        if free_kib is not None:
            room = os.statvfs(self.folder)
            spare = room.f_bavail * room.f_frsize - free_kib * 1024
            with open(self.folder / "filler", "wb") as filler:
                filler.write(bytes(max(0, spare)))

    def free(self):
        (self.folder / "filler").unlink()


class Disk:
    def __init__(self, place, disk, findings):
        self.place, self.disk, self.findings = place, disk, findings
        place.start()
        self.started = place.copy_of(place.folder / "log")
        reader = sqlite3.connect(place.database)  # As long as it is open, -wal stays.
        reader.execute("SELECT count(*) FROM event").fetchall()
        place.must(*ENTER)
        self.unmerged = place.copy_of(place.folder / "log")
        reader.close()
        self.exposed = place.copy_of(place.folder / "log")

    def fresh(self):
        """The trace and the effects as if nothing had run yet."""
        self.place.write("trace", "")
        for file in (self.place.folder / "effects").iterdir():
            file.unlink()

    def advance(self, free_kib):
        here = f"advance with {free_kib} KiB free"
        self.disk.put(self.started, free_kib)
        self.fresh()
        before = self.place.events()
        ran = self.place.relctl(*ENTER)
        self.findings.count("points")
        after = self.kept(here, before)
        began = {e.body["operation_key"] for e in after if e.kind == "StepStarted"}
        unknown = [line for line in self.place.trace() if line[1] not in began]
        self.findings.count("lost", len(unknown))
        self.findings.check(not unknown, f"{here}: ran without an intent on record: {unknown}")
        entered = any(event.kind == "PhaseStarted" for event in after)
        self.findings.check(ran.code == 0 and entered or ran.code == 1 and ran.err,
                            f"{here}: entered is {entered}, but {ran}")
        self.readable(here)
        self.disk.free()
        again = self.place.relctl(*ENTER)
        self.findings.check(again.code == 0, f"{here}, then with room: {again}")
        self.findings.check(len(self.place.effects("shift")) == 1, f"{here}: effects differ from 1")

    def kept(self, here, before):
        after = self.place.events()
        same = [e.hash for e in after[:len(before)]] == [e.hash for e in before]
        self.findings.count("lost", int(not same))
        self.findings.check(same, f"{here}: events are gone")
        return after

    def readable(self, here):
        for words in (("status",), ("log",), ("audit", "verify"), ("audit", "head"), ("explain",)):
            ran = self.place.relctl(*words)
            self.findings.check(ran.code == 0, f"{here}: {words}: {ran}")

    def rollback(self, here, *more):
        """Goes back, whatever the log is like; the lines to take in later."""
        self.fresh()
        ran = self.place.relctl(*BACK, *more)
        self.findings.count("points")
        self.findings.check(ran.code == 0, f"{here}: {ran}")
        for step in ("back", "smoke"):
            done = self.place.effects(step)
            self.findings.check(len(done) == 1, f"{here}: {len(done)} effects of {step}: {ran}")
        return [line for line in ran.out.splitlines() if line.startswith(EVENT)]

    def take_in(self, here, lines):
        if lines:
            self.place.write("kept.jsonl", "\n".join(lines) + "\n")
            ran = self.place.relctl("audit", "adopt", "kept.jsonl", "--release", workplace.RELEASE)
            self.findings.count("adopted")
            self.findings.check(ran.code == 0, f"{here}: adopt: {ran}")
        kinds = [event.kind for event in self.place.events()]
        settled = kinds.count("RollbackSettled")
        self.findings.count("lost", int(settled == 0))
        self.findings.check(settled == 1 and "VersionRefused" in kinds,
                            f"{here}: {settled} of RollbackSettled on record: {kinds}")
        for words, code in ((("audit", "verify"), 0), (("advance",), 20)):
            ran = self.place.relctl(*words, "--release", workplace.RELEASE)
            self.findings.check(ran.code == code, f"{here}: {words}: {ran}")

    def full(self, free_kib):
        here = f"rollback with {free_kib} KiB free"
        self.disk.put(self.exposed, free_kib)
        before = self.place.events()
        lines = self.rollback(here)
        self.kept(here, before)
        self.readable(here)
        self.disk.free()
        self.take_in(here, lines)

    def locked_up(self):
        here = "read-only"
        self.disk.put(self.exposed)
        self.disk.read_only(True)
        try:
            refused = self.place.relctl("advance")
            self.findings.check(refused.code == 1 and refused.err, f"{here}: {refused}")
            self.readable(here)
            lines = self.rollback(here)
        finally:
            self.disk.read_only(False)
        self.take_in(here, lines)

    def corrupt(self, name, damage):
        here = f"corrupt, {name}"
        self.disk.put(self.exposed)
        damage(self.place.database)
        refused = self.place.relctl("advance")
        # A flip may have hit nothing that is read.
        self.findings.check(refused.code in (0, 1, 2, 3, 8, 11), f"{here}: {refused}")
        lines = self.rollback(here, "--plan", str(self.place.folder / "plan.yaml"))
        looked = self.place.relctl("audit", "verify")
        self.findings.check(looked.code in (0, 1, 2, 3), f"{here}: {looked}")
        if lines:
            self.disk.put(self.exposed)
        elif looked.code != 0:
            self.findings.check(False, f"{here}: went back into a broken log: {looked}")
            return
        self.take_in(here, lines)

    def corrupt_wal(self, name, damage):
        """SQLite passes over what does not fit, and all that comes after: the tail is lost, which
        nobody can tell without an anchor, and the rest is a log like any other."""
        here = f"corrupt -wal, {name}"
        self.disk.put(self.unmerged)
        damage(pathlib.Path(f"{self.place.database}-wal"))
        self.fresh()
        begun = [event.hash for event in self.place.events()]
        ran = self.place.relctl(*BACK)
        self.findings.count("points")
        self.findings.check(ran.code == 0, f"{here}: {ran}")
        self.readable(here)
        after = [event.hash for event in self.place.events()]
        self.findings.check(after[:len(begun)] == begun and len(after) > len(begun),
                            f"{here}: {len(begun)} events, then {len(after)}")


def flips(chance, count):
    def damage(path):
        whole = bytearray(path.read_bytes())
        for _ in range(count):
            whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(whole))
    return damage


def page_of(number, content):
    def damage(path):
        whole = bytearray(path.read_bytes())
        whole[number * 4096:(number + 1) * 4096] = content * 4096
        path.write_bytes(bytes(whole))
    return damage


def damages(chance, count):
    yield "empty", lambda path: path.write_bytes(b"")
    yield "text", lambda path: path.write_text("this is no database " * 200)
    yield "half", lambda path: path.write_bytes(path.read_bytes()[:path.stat().st_size // 2])
    yield "one page", lambda path: path.write_bytes(path.read_bytes()[:4096])
    yield "gone", lambda path: path.unlink()
    for i in range(count):
        yield f"page {i}", page_of(i % 12, b"\xff" if i % 2 else b"\0")
        yield f"{1 + i * 3} bits flipped", flips(chance, 1 + i * 3)


def main():
    given = workplace.options(__doc__, sizes=(6, 128), damages=(3, 60))
    findings = workplace.Findings("4 disk")
    for key in ("points", "lost", "adopted"):
        findings.count(key, 0)
    with workplace.Workplace(observe="30s") as place, SmallDisk(place) as disk:
        if not disk.mounted:
            print("needs root: a file system cannot be mounted", file=sys.stderr)
            sys.exit(SKIPPED)
        all_of_it = Disk(place, disk, findings)
        for step in workplace.spread(128, given.sizes):
            all_of_it.advance(step * 4)
            all_of_it.full(step * 4)
        all_of_it.full(0)
        all_of_it.locked_up()
        for name, damage in damages(random.Random(4), given.damages):
            all_of_it.corrupt(name, damage)
        if given.full:
            for name, damage in damages(random.Random(5), given.damages):
                all_of_it.corrupt_wal(name, damage)
    findings.end()


if __name__ == "__main__":
    main()
