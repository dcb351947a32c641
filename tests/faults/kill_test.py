# SPDX-License-Identifier: Apache-2.0
"""Goal 1: killed at every system call, nothing is lost and nothing is done twice.

Each command is run to its end once, to count its calls, and then again for each of them, killed
before the call: the whole tree (KILL), relctl alone while its step lives on (KILL), the whole tree
with TERM; and the step alone. After each, the log, the trace of the steps and what relctl said are
compared, and the same command is run again. With --full it is also killed while it is run again
(`twice`), and a rollback comes instead (`back`).
"""
import random
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
    on record exactly once in the end; `settled` are the codes that a further run may end with.
    With `waits` it begins when the phase has been observed."""

    def __init__(self, words, before=(), steps=(), once=(), settled=(0,), asked=(), waits=False):
        self.words, self.before, self.steps, self.once = words, before, steps, once
        self.settled, self.asked, self.waits = settled, asked, waits


def advised(ran, words):
    """What to do next as relctl says it, else the same again. A step that was killed has failed,
    and what follows is for a person."""
    line = NEXT.search(ran.err)
    if not line or ran.code in (1, 9, 130, 143):
        return words
    return shlex.split(line.group(1), comments=True)


PLAN = workplace.PLAN.replace("enter: [shift] }", "enter: [shift], approve: [owner] }")
OBSERVED_S = 2.2
BACK = ("rollback", "--to", workplace.STABLE, "-y")
ENTER = ("advance", "--to", "p5")
APPROVE = ("approve", "p5", "--role", "owner", "--as", "alice")
CASES = {
    "start": Case(workplace.START, (), (), ("ReleaseOpened", "StartDecided"), asked=("ready",)),
    "advance": Case(ENTER, (workplace.START,), ("shift",), ("PhaseEntered", "PhaseStarted"),
                    (0, 8, 11)),
    "rollback": Case(BACK, (workplace.START, ENTER),
                     ("back", "smoke"), ("RollbackStarted", "RollbackSettled", "VersionRefused")),
    "approve": Case(APPROVE, (workplace.START, ENTER), (), ("ApprovalGiven",), (0, 8, 11)),
    "promote": Case(("advance", "--to", "full"), (workplace.START, ENTER, APPROVE), ("shift",),
                    ("PhasePassed", "PhaseEntered", "PhaseStarted"), waits=True),
}


def started_keys(events):
    return {event.body["operation_key"]: event.body["step"]
            for event in events if event.kind == "StepStarted"}


def has_succeeded(event):
    return event.kind == "StepEnded" and event.body.get("outcome") == "succeeded"


class Kill:
    """One command, killed in one way at one call after the other."""

    FRESH_S = 60  # What is observed grows with the age of what it began from.

    def __init__(self, place, name, way, findings, program=workplace.RELCTL):
        self.place, self.name, self.way, self.findings = place, name, way, findings
        self.case, self.program = CASES[name], str(program)
        self.empty = place.save()
        self.chance, self.is_step = random.Random(f"{name} {way}"), False
        self.prepare()

    def prepare(self):
        self.place.restore(self.empty)
        self.place.program = workplace.RELCTL
        for words in self.case.before:
            self.place.must(*words)
        if self.case.waits:
            time.sleep(OBSERVED_S)
        self.saved, self.prepared_at = self.place.save(), time.monotonic()
        self.earlier = {step: self.place.effects(step) for step in self.case.steps}
        self.begins_at = len(self.place.events())
        self.place.program = self.program

    def stops(self):
        if self.case.waits and time.monotonic() > self.prepared_at + self.FRESH_S:
            self.prepare()
        self.place.restore(self.saved)
        return self.traced()

    def traced(self):
        return Stops(self.place.argv(*self.case.words), self.place.folder, self.place.environ(),
                     "step" if self.way == "step" else "tree")

    def strike(self, stops, pid):
        if self.way == "root":
            stops.kill(stops.root)
        elif self.way == "step":
            self.is_step = workplace.parent_of(pid) == stops.root  # Else a part of it.
            stops.kill(pid)
        else:
            stops.kill_tree(signal.SIGTERM if self.way == "term" else signal.SIGKILL)

    def run(self, points, share=(0, 1)):
        """Kills at `points` places, or at each that there is, of which this takes its share: the
        `share[0]`-th of every `share[1]`."""
        stops = self.stops()
        ran = stops.run()
        self.findings.check(ran.code in self.case.settled, f"{self.name} unharmed: {ran}")
        total = stops.calls
        for point in workplace.spread(total, points)[share[0]::share[1]]:
            self.at(point, total)
        return total

    def at(self, point, total):
        here = f"{self.name}, {self.way} at call {point} of {total}"
        self.findings.count("points")
        try:
            stops = self.stops()
            ran = stops.run(point, self.strike)
            if stops.hangs:  # A machine that is busy may be slow once.
                stops = self.stops()
                ran = stops.run(point, self.strike)
            events = self.stood(here, stops, ran)
            if self.way == "step":
                self.step_died(here, stops, ran, events)
            if self.way == "twice":
                then, stops = self.chance.randint(1, total), self.traced()
                here = f"{here}, then at call {then}"
                events = self.stood(here, stops, stops.run(then, self.strike))
            if self.way == "back":
                self.goes_back(here, events)
            else:
                self.resumes(here, events)
        except AssertionError as why:
            self.findings.check(False, f"{here}: {why}")

    def stood(self, here, stops, ran):
        """The events after a strike, which have been looked at."""
        self.findings.check(not stops.hangs, f"{here}: hangs: {ran}")
        events = self.place.events()
        self.survived(here, ran, events)
        return events

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

    def step_died(self, here, stops, ran, events):
        """A step that was killed has not succeeded, even where its work is done; nor has one whose
        work is not done."""
        fresh = events[self.begins_at:]
        for step in {event.body["step"] for event in fresh if has_succeeded(event)}:
            keys = self.place.effects(step) & set(started_keys(fresh))
            self.findings.check(keys, f"{here}: {step} passes for done without its effect")
        if stops.struck is None or not self.is_step:
            return
        ends = [event for event in fresh if event.kind == "StepEnded"]
        failed = [event for event in ends if not has_succeeded(event)]
        self.findings.check(failed, f"{here}: a step died, and none has failed: {ran}")
        again = failed and any(event.position > failed[-1].position for event in ends)
        self.findings.check(ran.code != 0 or again, f"{here}: a step died, and {ran}")
        for line in self.place.trace():
            if line[0] == "begun" and int(line[4]) == stops.struck:
                first = [event for event in ends if event.body["step"] == line[2]][:1]
                self.findings.check(not first or not has_succeeded(first[0]),
                                    f"{here}: {line[2]} passes for done")

    def is_done(self, here, events):
        events = events[self.begins_at:]
        kinds = [event.kind for event in events]
        for kind in self.case.once:
            count = sum(1 for event in events if event.kind == kind and
                        event.body.get("go", True) and event.body.get("complete", True))
            self.findings.check(count == 1, f"{here}: {count} of {kind} on record")
        for step in self.case.steps + self.case.asked:
            ends = [event for event in events
                    if has_succeeded(event) and event.body["step"] == step]
            self.findings.count("lost", int(not ends))
            self.findings.check(ends, f"{here}: no good end of {step} on record in {kinds}")

    def resumes(self, here, before):
        """The same command again, until it is settled, changes nothing that was there."""
        ran_before = len(self.place.trace())
        finished = {event.body["step"] for event in before[self.begins_at:] if has_succeeded(event)}
        ran = self.place.relctl(*self.case.words)
        for _ in range(5):
            if ran.code in self.case.settled:
                break
            words = advised(ran, self.case.words)
            if words in (["advance"], ["advance", "--wait"]):
                time.sleep(1)  # A check that failed is asked again after its `every`.
            if words == ["advance", "--wait"]:
                words = self.case.words  # A reading that the dead did not take holds for a while.
            ran = self.place.relctl(*words)
        self.findings.check(ran.code in self.case.settled, f"{here}: again: {ran}")
        self.is_done(here + ", again", self.whole(here, before))
        for line in self.place.trace()[ran_before:]:
            twice = line[2] in finished and line[0] == "begun" and line[2] in self.case.steps
            self.findings.count("duplicated", int(twice))
            self.findings.check(not twice, f"{here}: {line[2]} was done and is done again")
        self.once_done(here)

    def whole(self, here, before):
        """The events, after another command."""
        events = self.place.events()
        self.findings.check(
            [event.hash for event in events[:len(before)]] == [event.hash for event in before],
            f"{here}: what was on record has changed")
        if self.findings.figures["points"] % 10 == 1:  # Every time it is read without relctl.
            verified = self.place.relctl("audit", "verify")
            self.findings.check(verified.code == 0, f"{here}: {verified}")
        return events

    def once_done(self, here):
        """Each step of the command has had one effect, under one key."""
        for step in self.case.steps:
            count = len(self.place.effects(step) - self.earlier[step])
            self.findings.count("duplicated", max(0, count - 1))
            self.findings.check(count == 1, f"{here}: {count} effects of {step}")

    def goes_back(self, here, before):
        """Wherever the command was killed, one command goes back, or gives up what has exposed
        nothing."""
        if not any(event.kind == "ReleaseOpened" for event in before):
            return
        ran = self.place.relctl(*BACK)
        self.findings.check(ran.code == 0, f"{here}: back: {ran}")
        kinds = [event.kind for event in self.whole(here, before)]
        exposed = any(line[2] == "shift" for line in self.place.trace())
        done = "RollbackSettled" if exposed else "ReleaseClosed"
        self.findings.check(kinds.count(done) == 1, f"{here}: back: {kinds.count(done)} of {done}")
        for step in ("back", "smoke"):
            count = len(self.place.effects(step))
            self.findings.count("duplicated", max(0, count - 1))
            self.findings.check(count == int("RollbackSettled" in kinds),
                                f"{here}: back: {count} effects of {step}")


WAYS = ("tree", "root", "term", "step")
SMALL = tuple((name, way) for name in ("start", "advance", "rollback", "approve") for way in WAYS
              if way != "step" or name != "approve")
FULL = SMALL + tuple(("promote", way) for way in WAYS) + tuple(
    (name, way) for way in ("twice", "back") for name in CASES)
SHARES = 4


def kill(findings, name, way, points, share=(0, 1), program=workplace.RELCTL):
    with workplace.MetricServer() as server:
        with workplace.Workplace(PLAN, "2s", server.url) as place:
            calls = Kill(place, name, way, findings, program).run(points, share)
            findings.most("calls", calls)


def must_catch(findings, name):
    """A harness that a bug put in on purpose passes proves nothing."""
    with tempfile.TemporaryDirectory() as folder:
        program = mutants.make(name, folder)
        caught = workplace.Findings(f"mutant {name}", told=2)
        for way in ("tree", "root"):
            kill(caught, "advance", way, 60, program=program)
        harm = caught.figures["lost"] + caught.figures["duplicated"]
        findings.count("mutants caught", int(harm > 0))
        findings.check(harm, f"the mutant {name} was not found")


def main():
    given = workplace.options(__doc__, points=(3, 100_000), jobs=(1, 2))
    findings = workplace.Findings("1 kill")
    for key in ("points", "lost", "duplicated"):
        findings.count(key, 0)
    shares = SHARES if given.full else 1
    workplace.share(findings, given.jobs, kill,
                    [(name, way, given.points, (i, shares))
                     for i in range(shares) for name, way in (FULL if given.full else SMALL)])
    if given.full:
        workplace.share(findings, given.jobs, must_catch, [(name,) for name in mutants.MUTANTS])
    findings.end()


if __name__ == "__main__":
    main()
