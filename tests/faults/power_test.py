# SPDX-License-Identifier: Apache-2.0
"""Goal 2: the power fails at any system call, and nothing that was said is lost.

The log lies on an ext4 in a file that is held in memory. At the N-th call everything is killed, and
the file is copied as it is: it holds only what the file system has written through, as a disk does
that lost its power. The copy is mounted and read. What relctl had said, and the steps that had
begun, were kept elsewhere. Models lost pages, not a disk that lies about a flush.
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile

import workplace
from kill_test import ANCHOR, CASES, started_keys
from syscall_stops import Stops

SKIPPED = 77
SIZE = 24 * 1024 * 1024


def run(*words):
    return subprocess.run(words, check=False, capture_output=True).returncode == 0


class Image:
    """An ext4 in a file, mounted at a folder."""

    def __init__(self, path, folder):
        self.path, self.folder = str(path), str(folder)

    def make(self):
        with open(self.path, "wb") as file:
            file.truncate(SIZE)
        return run("mkfs.ext4", "-q", "-m", "0", self.path)

    def mount(self):
        return run("mount", "-o", "loop", self.path, self.folder)

    def unmount(self):
        run("umount", self.folder)


class Power:
    def __init__(self, place, name, findings):
        self.place, self.name, self.findings = place, name, findings
        self.case = CASES[name]
        self.images = tempfile.mkdtemp(prefix="relctl-images-", dir=workplace.SHARED)
        self.seed = Image(f"{self.images}/seed", place.folder / "log")
        self.disk = Image(f"{self.images}/disk", place.folder / "log")
        self.after = Image(f"{self.images}/after", place.folder / "log")

    def prepare(self):
        """The log on its disk, as the command finds it; false where nothing can be mounted."""
        if not (self.seed.make() and self.seed.mount()):
            return False
        (self.place.folder / "log").chmod(0o700)
        for words in self.case.before:
            self.place.must(*words)
        self.seed.unmount()
        self.saved = self.place.save()
        return True

    def strike(self, at):
        shutil.copyfile(self.seed.path, self.disk.path)
        self.place.restore(self.saved)
        self.disk.mount()
        try:
            stops = Stops(self.place.argv(*self.case.words), self.place.folder,
                          self.place.environ())
            ran = stops.run(at, lambda stops, pid: stops.kill_tree(signal.SIGKILL))
            shutil.copyfile(self.disk.path, self.after.path)
        finally:
            self.disk.unmount()
        return stops.calls, ran

    def run(self, points):
        total, ran = self.strike(0)
        self.findings.check(ran.code == 0, f"{self.name} unharmed: {ran}")
        for point in workplace.spread(total, points):
            _, ran = self.strike(point)
            here = f"{self.name}, power cut at call {point} of {total}"
            self.findings.count("points")
            if not self.findings.check(self.after.mount(), f"{here}: the disk cannot be mounted"):
                continue
            try:
                self.look(here, ran)
            except (AssertionError, workplace.sqlite3.Error) as why:
                self.findings.count("corrupt")
                self.findings.check(False, f"{here}: {why}")
            finally:
                self.after.unmount()

    def look(self, here, ran):
        events = self.place.events()
        said = set(ANCHOR.findall(ran.out + ran.err)) - {event.anchor for event in events}
        begun = {line[1] for line in self.place.trace()} - set(started_keys(events))
        self.findings.count("lost", len(said) + len(begun))
        self.findings.check(not said and not begun, f"{here}: lost {said} {begun}")
        if not events and self.name == "start":
            return  # Nothing had been said yet.
        verified = self.place.relctl("audit", "verify")
        self.findings.check(verified.code == 0, f"{here}: {verified}")
        again = self.place.relctl(*self.case.words)
        self.findings.check(again.code in self.case.settled, f"{here}: again: {again}")

    def remove(self):
        self.seed.unmount()
        shutil.rmtree(self.images, ignore_errors=True)


def main():
    given = workplace.options(__doc__, points=(3, 120))
    findings = workplace.Findings("2 power")
    for key in ("points", "lost", "corrupt"):
        findings.count(key, 0)
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    for name in ("start", "advance", "rollback"):
        with workplace.Workplace(observe="2s") as place:
            power = Power(place, name, findings)
            try:
                if not power.prepare():
                    print("needs root and ext4 in a file", file=sys.stderr)
                    sys.exit(SKIPPED)
                power.run(given.points)
            finally:
                power.remove()
    findings.end()


if __name__ == "__main__":
    main()
