# SPDX-License-Identifier: Apache-2.0
"""Goal 14: the clock jumps while a phase is observed, and nothing is promoted before its time.

libfaketime moves the wall clock of a running `advance --wait` by an hour back, an hour or ten years
on, or begins it just before a change to or from daylight saving; the clock that waits are measured
by goes on. The phase may pass only when it was observed for its whole time and its readings are
there, the order of events stays theirs, and the command comes back.
"""
import glob
import os
import subprocess
import sys
import time

import workplace

SKIPPED = 77
OBSERVE_S = 3
JUMP_AFTER_S = 1.5
PATIENCE_S = 20
LIBRARY = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")

JUMPS = {"none": 0, "-1 h": -3600, "+1 h": 3600, "+10 y": 10 * 365 * 86400, "-1 s": -1, "+1 s": 1}
# The last seconds before 02:00 becomes 03:00 and before 03:00 becomes 02:00 in Berlin, in UTC.
CHANGES = {"to summer": "2026-03-29 00:59:58", "to winter": "2026-10-25 00:59:58"}


class Clock:
    """The file that libfaketime reads the offset from."""

    def __init__(self, place):
        self.file = place.folder / "offset"
        place.environment.update(
            LD_PRELOAD=LIBRARY[0], FAKETIME_TIMESTAMP_FILE=str(self.file), FAKETIME_NO_CACHE="1",
            FAKETIME_DONT_FAKE_MONOTONIC="1", TZ="Europe/Berlin")
        self.set(0)

    def set(self, seconds):
        # In one step: a reader must not find an empty file.
        draft = self.file.with_suffix(".new")
        draft.write_text(f"{seconds:+d}\n" if seconds else "+0\n")
        os.replace(draft, self.file)


def offset_to(moment):
    """Seconds from now to that time in UTC."""
    there = time.mktime(time.strptime(moment + " UTC", "%Y-%m-%d %H:%M:%S %Z")) - time.timezone
    return round(there - time.time())


def observe(findings, server, name, first, jump):
    """One phase, the clock at `first` seconds off and then moved by `jump`."""
    with workplace.Workplace(observe=f"{OBSERVE_S}s", url=server.url) as place:
        clock = Clock(place)
        clock.set(first)
        place.start()
        place.must("advance", "--to", "p5")
        began = time.monotonic()
        waiting = place.begin("advance", "--wait")
        time.sleep(JUMP_AFTER_S)
        clock.set(first + jump)
        try:
            code = waiting.wait(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            workplace.end_group(waiting)
            code = None
        took = time.monotonic() - began
        events = place.events()
        passed = any(event.kind == "PhasePassed" for event in events)
        findings.count("jumps")
        findings.count("early", int(passed and took < OBSERVE_S - 0.1))
        said = (place.folder / "said").read_text()
        findings.check(not passed or took >= OBSERVE_S - 0.1,
                       f"{name}: passed after {took:.2f} s: {said}")
        findings.check(code in (0, 8, 11, None), f"{name}: ended with {code}: {said}")
        # Set back, the phase is not over for an hour; set on, an hour lacks its readings, and data
        # that is missing is waited for.
        findings.check(code is not None or abs(jump) > PATIENCE_S,
                       f"{name}: does not come back: {said}")
        if not jump:
            findings.check(passed, f"{name}: did not pass: {said}")
        clock.set(first)
        for words in (("status",), ("audit", "verify"), ("rollback", "-y")):
            ran = place.relctl(*words)
            findings.check(ran.code == 0, f"{name}: {words}: {ran}")


def main():
    given = workplace.options(__doc__, jumps=(2, 100))
    findings = workplace.Findings("14 time")
    findings.count("early", 0)
    if not LIBRARY:
        print("needs faketime", file=sys.stderr)
        sys.exit(SKIPPED)
    cases = [(name, 0, jump) for name, jump in JUMPS.items()]
    cases += [(name, offset_to(moment), 0) for name, moment in CHANGES.items()]
    order = [2, 3, 6, 7, 0, 1, 4, 5]
    with workplace.MetricServer() as server:
        for at in order[:given.jumps]:
            observe(findings, server, *cases[at])
    findings.end()


if __name__ == "__main__":
    main()
