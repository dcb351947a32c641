# SPDX-License-Identifier: Apache-2.0
"""Goal 5: many at once. Eight processes begin `advance`, `approve` and `freeze` on one
release at the same moment, round after round: every step runs once, every fact is on record once,
and nobody waits who only looks.
"""
import re
import subprocess
import threading
import time

import workplace

WORKERS = 8
STATUS_MS = 100
HOLDER = re.compile(r"held by pid \d+ on \S+, since \d{4}-\d\d-\d\dT\S+: relctl advance, by \S+")


def plan_of(phases):
    """A release of many phases, each of which somebody has to approve."""
    entries = "\n".join(f"  - {{ id: p{i}, traffic: {i / 10}%, enter: [shift], approve: [owner] }}"
                        for i in range(1, phases + 1))
    before, rest = workplace.PLAN.split("phases:\n")
    steps = rest[rest.index("steps:"):]
    before = re.sub(r"sources:.*?thresholds:\n", "thresholds:\n", before, flags=re.S)
    before = before.replace('  errors: { metric: errors, breach: "> 1%", then: rollback }\n', "")
    return f"{before}phases:\n{entries}\n{steps}"


def words_of(worker, number, phase):
    """What that worker does in that round."""
    kind = worker % 4
    if kind == 3:
        return ("freeze", "--reason", "busy", "--as", "alice") if number % 2 else \
            ("unfreeze", "--reason", "over", "--as", "alice")
    if kind == 2:
        return "approve", f"p{phase}", "--role", "owner", "--as", "alice"
    return "advance", "--to", f"p{phase}"


class Watcher(threading.Thread):
    """Runs `status` again and again, and keeps how long the slowest took."""

    def __init__(self, place):
        super().__init__()
        self.place, self.over, self.times, self.codes = place, threading.Event(), [], set()

    def run(self):
        while not self.over.is_set():
            ran = self.place.relctl("status")
            self.times.append(ran.seconds * 1000)
            self.codes.add(ran.code)
            time.sleep(0.05)


def round_of(place, findings, number, phase):
    begun = [place.begin(*words_of(worker, number, phase)) for worker in range(WORKERS)]
    codes = [process.wait(timeout=60) for process in begun]
    findings.count("commands", WORKERS)
    for worker, code in enumerate(codes):
        findings.check(code in (0, 3, 8, 9), f"round {number}: "
                       f"{words_of(worker, number, phase)} ended with {code}")


def settle(place, findings, phase):
    """The phase is entered and approved in the end, whoever came first."""
    if place.relctl("unfreeze", "--reason", "over", "--as", "alice").code not in (0, 2, 3):
        findings.check(False, "the freeze cannot be lifted")
    ran = place.relctl("advance", "--to", f"p{phase}")
    findings.check(ran.code == 0, f"p{phase} cannot be entered in the end: {ran}")
    ran = place.relctl("approve", f"p{phase}", "--role", "owner", "--as", "alice")
    findings.check(ran.code == 0, f"p{phase} cannot be approved in the end: {ran}")


def count_all(place, findings, phases):
    events = place.events()
    for i in range(1, phases + 1):
        entries = [e for e in events if e.kind == "PhaseEntered" and e.body["phase"] == f"p{i}"]
        approvals = [e for e in events if e.kind == "ApprovalGiven" and
                     e.body["subject"] == f"p{i}"]
        runs = [line for line in place.trace()
                if line[:1] == ["begun"] and line[2] == "shift" and line[3] == f"{i / 10:g}%"]
        for what, found in (("entries", entries), ("approvals", approvals), ("runs", runs)):
            findings.count("duplicated", max(0, len(found) - 1))
            findings.count("lost", int(not found))
            findings.check(len(found) == 1, f"p{i}: {len(found)} {what}")
    verified = place.relctl("audit", "verify")
    findings.check(verified.code == 0, f"{verified}")


def who_holds(place, findings):
    """The message of a lock names who, where, what and since when; `status` does not wait."""
    place.write("during-shift", "sleep 2")
    holder = place.begin("advance")
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and place.trace()[-1][0] != "begun":
        time.sleep(0.02)
    slowest, fastest = 0.0, 1e9
    for _ in range(10):
        ran = place.relctl("status")
        slowest, fastest = max(slowest, ran.seconds), min(fastest, ran.seconds)
        findings.check(ran.code == 0, f"status beside a holder: {ran}")
    refused = place.relctl("advance")
    findings.check(refused.code == 9 and HOLDER.search(refused.err),
                   f"the lock's message does not say who: {refused}")
    try:
        findings.check(holder.wait(timeout=30) == 0, "the holder did not get on")
    except subprocess.TimeoutExpired:
        workplace.end_group(holder)
        findings.check(False, "the holder hangs")
    return slowest * 1000


def main():
    given = workplace.options(__doc__, rounds=(5, 40))
    findings = workplace.Findings("5 together")
    for key in ("duplicated", "lost"):
        findings.count(key, 0)
    with workplace.Workplace(plan=plan_of(given.rounds + 1)) as place:
        place.must(*workplace.START)
        watcher = Watcher(place)
        watcher.start()
        try:
            for number in range(1, given.rounds + 1):
                round_of(place, findings, number, number)
                settle(place, findings, number)
        finally:
            watcher.over.set()
            watcher.join()
        count_all(place, findings, given.rounds)
        findings.check(watcher.codes == {0}, f"status ended with {watcher.codes}")
        alone = who_holds(place, findings)
        # Beside eight others status shares the processor with them; it never waits for their lock.
        watcher.times.sort()
        findings.most("status ms, median", watcher.times[len(watcher.times) // 2])
        findings.most("status ms beside a holder", alone)
        findings.check(alone <= STATUS_MS or not given.full, f"status took {alone:.0f} ms")
    findings.end()


if __name__ == "__main__":
    main()
