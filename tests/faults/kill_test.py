# SPDX-License-Identifier: Apache-2.0
"""Goal 1: killed at every system call, nothing is lost and nothing is done twice.

Each command is run to its end once, to count its calls, and then again for each of them, killed
before the call: the whole tree (KILL), relctl alone while its step lives on (KILL), the whole tree
with TERM; and the step alone. After each, the log, the trace of the steps and what relctl said are
compared, and the same command is run again.
"""
import re
import shlex
import signal
import tempfile
import time

import mutants
import workplace
from syscall_stops import Stops

ANCHOR = re.compile(r"\b(\d+:[0-9a-f]{64})\b")
NEXT = re.compile(r"^next: relctl (.*)$", re.M)
BREAKS = "relctl: bug"


class Case:
    """A command to kill. `before` brings about what it begins from; `steps` it runs, each of them
    once, and `asked` each time that it is begun anew; `once` are the kinds of events that must be
    on record exactly once in the end; `settled` are the codes that a further run may end with."""

    def __init__(self, words, before=(), steps=(), once=(), settled=(0,), asked=()):
        self.words, self.before, self.steps, self.once = words, before, steps, once
        self.settled, self.asked = settled, asked


def advised(ran, words):
    """What to do next as relctl says it, else the same again. A step that was killed has failed,
    and what follows is for a person."""
    line = NEXT.search(ran.err)
    if not line or ran.code in (1, 9, 130, 143):
        return words
    return shlex.split(line.group(1), comments=True)


PLAN = workplace.PLAN.replace("enter: [shift] }", "enter: [shift], approve: [owner] }")
ENTER = ("advance", "--to", "p5")
CASES = {
    "start": Case(workplace.START, (), (), ("ReleaseOpened", "StartDecided"), asked=("ready",)),
    "advance": Case(ENTER, (workplace.START,), ("shift",), ("PhaseEntered", "PhaseStarted"),
                    (0, 8, 11)),
    "rollback": Case(("rollback", "--to", workplace.STABLE, "-y"), (workplace.START, ENTER),
                     ("back", "smoke"), ("RollbackStarted", "RollbackSettled", "VersionRefused")),
    "approve": Case(("approve", "p5", "--role", "owner", "--as", "alice"),
                    (workplace.START, ENTER), (), ("ApprovalGiven",), (0, 8, 11)),
}


def started_keys(events):
    return {event.body["operation_key"]: event.body["step"]
            for event in events if event.kind == "StepStarted"}


class Kill:
    """One command, killed in one way at one call after the other."""

    def __init__(self, place, name, way, findings, program=workplace.RELCTL):
        self.place, self.name, self.way, self.findings = place, name, way, findings
        self.case = CASES[name]
        for words in self.case.before:
            place.must(*words)
        self.saved = place.save()
        place.program = str(program)

    def stops(self):
        self.place.restore(self.saved)
        return Stops(self.place.argv(*self.case.words), self.place.folder, self.place.environ(),
                     "step" if self.way == "step" else "tree")

    def strike(self, stops, pid):
        if self.way == "root":
            stops.kill(stops.root)
        elif self.way == "step":
            stops.kill(pid)
        else:
            stops.kill_tree(signal.SIGTERM if self.way == "term" else signal.SIGKILL)

    def run(self, points):
        stops = self.stops()
        ran = stops.run()
        self.findings.check(ran.code in self.case.settled, f"{self.name} unharmed: {ran}")
        total = stops.calls
        for point in workplace.spread(total, points):
            self.at(point, total)
        return total

    def at(self, point, total):
        here = f"{self.name}, {self.way} at call {point} of {total}"
        stops = self.stops()
        ran = stops.run(point, self.strike)
        self.findings.count("points")
        try:
            events = self.place.events()
            self.survived(here, ran, events)
            self.resumes(here, events)
        except AssertionError as why:
            self.findings.check(False, f"{here}: {why}")

    def survived(self, here, ran, events):
        """What was said and done before is on record."""
        check = self.findings.check
        status = self.place.relctl("status")
        check(status.code == 0 or status.code == 2 and not events, f"{here}: {status}")
        check(BREAKS not in ran.err and ran.code not in (70, 134, 139), f"{here}: {ran}")
        known = {event.anchor for event in events}
        lost = set(ANCHOR.findall(ran.out + ran.err)) - known
        self.findings.count("lost", len(lost))
        check(not lost, f"{here}: said {lost}, which is not in the log")
        keys = started_keys(events)
        unknown = [line for line in self.place.trace() if line[1] not in keys]
        self.findings.count("lost", len(unknown))
        check(not unknown, f"{here}: ran without an intent on record: {unknown}")
        if ran.code == 0:
            self.is_done(here + ", which ended with 0", events)
        if self.way == "step":
            self.step_died(here, events)

    def step_died(self, here, events):
        """A step that did not do its work must not pass for one that did."""
        for event in events:
            if event.kind == "StepEnded" and event.body.get("outcome") == "succeeded":
                key = next(k for k, step in started_keys(events).items()
                           if step == event.body["step"])
                self.findings.check(key in self.place.effects(event.body["step"]),
                                    f"{here}: {event.body['step']} passes for done")

    def is_done(self, here, events):
        kinds = [event.kind for event in events]
        for kind in self.case.once:
            count = sum(1 for event in events if event.kind == kind and
                        event.body.get("go", True) and event.body.get("complete", True))
            self.findings.check(count == 1, f"{here}: {count} of {kind} on record")
        for step in self.case.steps + self.case.asked:
            ends = [event for event in events if event.kind == "StepEnded" and
                    event.body["step"] == step and event.body.get("outcome") == "succeeded"]
            self.findings.count("lost", int(not ends))
            self.findings.check(ends, f"{here}: no good end of {step} on record in {kinds}")

    def resumes(self, here, before):
        """The same command again, until it is settled, changes nothing that was there."""
        ran_before = len(self.place.trace())
        finished = {event.body["step"] for event in before
                    if event.kind == "StepEnded" and event.body.get("outcome") == "succeeded"}
        ran = self.place.relctl(*self.case.words)
        for _ in range(5):
            if ran.code in self.case.settled:
                break
            words = advised(ran, self.case.words)
            if words == ["advance"]:
                time.sleep(1)  # A check that failed is asked again after its `every`.
            ran = self.place.relctl(*words)
        self.findings.check(ran.code in self.case.settled, f"{here}: again: {ran}")
        events = self.place.events()
        self.findings.check(
            [event.hash for event in events[:len(before)]] == [event.hash for event in before],
            f"{here}: what was on record has changed")
        self.is_done(here + ", again", events)
        for line in self.place.trace()[ran_before:]:
            twice = line[2] in finished and line[0] == "begun" and line[2] in self.case.steps
            self.findings.count("duplicated", int(twice))
            self.findings.check(not twice, f"{here}: {line[2]} was done and is done again")
        self.once_done(here)
        verified = self.place.relctl("audit", "verify")
        self.findings.check(verified.code == 0, f"{here}: {verified}")

    def once_done(self, here):
        """Each step of the command has had one effect, under one key."""
        for step in self.case.steps:
            count = len(self.place.effects(step))
            self.findings.count("duplicated", max(0, count - 1))
            self.findings.check(count == 1, f"{here}: {count} effects of {step}")


WAYS = ("tree", "root", "term", "step")


def kill_all(findings, points, names=tuple(CASES), ways=WAYS, program=workplace.RELCTL):
    with workplace.MetricServer() as server:
        for name in names:
            for way in ways:
                if way == "step" and not CASES[name].steps + CASES[name].asked:
                    continue
                with workplace.Workplace(PLAN, "2s", server.url) as place:
                    calls = Kill(place, name, way, findings, program).run(points)
                    findings.most("calls", calls)


def must_catch(name, findings):
    """A harness that a bug put in on purpose passes proves nothing."""
    with tempfile.TemporaryDirectory() as folder:
        program = mutants.make(name, folder)
        caught = workplace.Findings(f"mutant {name}", told=2)
        kill_all(caught, 60, ("advance",), ("tree", "root"), program)
        harm = caught.figures["lost"] + caught.figures["duplicated"]
        findings.count("mutants caught", int(harm > 0))
        findings.check(harm, f"the mutant {name} was not found")


def main():
    given = workplace.options(__doc__, points=(3, 100_000))
    findings = workplace.Findings("1 kill")
    for key in ("points", "lost", "duplicated"):
        findings.count(key, 0)
    kill_all(findings, given.points)
    if given.full:
        for name in mutants.MUTANTS:
            must_catch(name, findings)
    findings.end()


if __name__ == "__main__":
    main()
