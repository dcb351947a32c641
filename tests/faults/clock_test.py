# SPDX-License-Identifier: Apache-2.0
"""Goal 14: whatever the clocks do while a phase is observed, nothing is promoted before its time
and no stretch of it goes unwatched.

libfaketime sets the wall clock an hour back, an hour or ten years on, or begins just before a
change to or from daylight saving, in the middle of `advance --wait` or between two commands; the
source keeps history, so that it would fill hours that nobody has waited for. It also moves every
clock at once, as sleep does. SIGSTOP is the machine that stands still. Time namespaces (root) are
the machine that was started again, with another time since boot.
"""
import collections
import concurrent.futures
import glob
import os
import signal
import subprocess
import sys
import time

import workplace

SKIPPED = 77
OBSERVE_S, ENTERED_S, PATIENCE_S, AT_ONCE = 3, 1.5, 15, 8
HOUR, YEARS = 3600, 10 * 365 * 86400
LIBRARY = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")

# A wall clock that is `first` seconds off, and off by `jump` more from the middle of the phase on.
Jump = collections.namedtuple("Jump", "name first jump between", defaults=(False,))
JUMPS = [
    Jump("an hour late, set right", -HOUR, HOUR),
    Jump("an hour back", 0, -HOUR),
    Jump("an hour late, set right between commands", -HOUR, HOUR, True),
    Jump("not set", 0, 0),
    Jump("an hour on", 0, HOUR),
    Jump("ten years late, set right", -YEARS, YEARS),
    Jump("ten years on", 0, YEARS),
    Jump("an hour back between commands", 0, -HOUR, True),
    Jump("an hour on between commands", 0, HOUR, True),
    Jump("a second late, set right", -1, 1),
    Jump("a second back", 0, -1),
]
# The last seconds before 02:00 becomes 03:00 and before 03:00 becomes 02:00 in Berlin, in UTC.
CHANGES = {"to summer": "2025-03-30 00:59:58", "to winter": "2025-10-26 00:59:58"}


class Clock:
    """The file that libfaketime reads the offset from."""

    def __init__(self, place, every_clock=False):
        self.file = place.folder / "offset"
        place.environment.update(
            LD_PRELOAD=LIBRARY[0], FAKETIME_TIMESTAMP_FILE=str(self.file), FAKETIME_NO_CACHE="1",
            FAKETIME_DONT_FAKE_MONOTONIC="0" if every_clock else "1", TZ="Europe/Berlin")
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


class Observed:
    """A phase under `advance --wait`: what became of it, and after how long."""

    def __init__(self, place):
        self.place, self.process, self.code = place, place.begin("advance", "--wait"), None

    def wait(self, seconds=PATIENCE_S):
        try:
            self.code = self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            workplace.end_group(self.process)
        return self

    def events(self, kind):
        return [event for event in self.place.events() if event.kind == kind]

    def passed(self):
        return bool(self.events("PhasePassed"))

    def set_anew(self):
        return [event.body["clock_set_by_ms"] for event in self.events("PhaseStarted")
                if "clock_set_by_ms" in event.body]

    def said(self):
        return (self.place.folder / "said").read_text()


def entered(place, under=()):
    place.must(*workplace.START, under=under)
    place.must("advance", "--to", "p5", under=under)
    return time.monotonic()


def finish(findings, name, place):
    """Whatever happened, the log is whole and in order and the way back is open."""
    positions = [event.position for event in place.events()]
    findings.check(positions == sorted(set(positions)), f"{name}: the order is {positions}")
    for words in (("status",), ("audit", "verify"), ("rollback", "-y")):
        ran = place.relctl(*words)
        findings.check(ran.code == 0, f"{name}: {words}: {ran}")
    findings.count("cases")


def jump(findings, server, case):
    with workplace.Workplace(observe=f"{OBSERVE_S}s", url=server.url) as place:
        clock = Clock(place)
        clock.set(case.first)
        began = entered(place)
        if not case.between:
            observed = Observed(place)
            time.sleep(ENTERED_S)
        clock.set(case.first + case.jump)
        jumped = time.monotonic()
        if case.between:
            observed = Observed(place)
        observed.wait()
        ended, said = time.monotonic(), observed.said()
        # What lies ahead of the source's own clock it does not know: there is nothing to pass on.
        is_known = case.first + case.jump <= 1
        due = (jumped if case.jump else began) + OBSERVE_S - 0.3
        early = observed.passed() and ended < due
        findings.count("early", int(early))
        findings.check(not early, f"{case.name}: {due - ended:.2f} s early: {said}")
        findings.check(observed.passed() == is_known,
                       f"{case.name}: exit {observed.code}, passed {observed.passed()}: {said}")
        told = observed.set_anew()
        findings.check(len(told) == (1 if case.jump else 0) and
                       all(abs(ms - case.jump * 1000) < 300 for ms in told),
                       f"{case.name}: told as set by {told}: {said}")
        clock.set(case.first)
        finish(findings, case.name, place)


def watched_after(findings):
    """Set back by an hour, the phase is watched at once, not in an hour."""
    with workplace.MetricServer() as server, \
            workplace.Workplace(observe="60s", url=server.url) as place:
        clock = Clock(place)
        entered(place)
        observed = Observed(place)
        time.sleep(ENTERED_S)
        clock.set(-HOUR)
        server.set("0.5")
        set_at = time.monotonic()
        observed.wait()
        took = time.monotonic() - set_at
        findings.most("breach seen after s", took)
        findings.check(bool(observed.events("RollbackRequested")) and took < 8,
                       f"a breach after the clock went back: {took:.1f} s: {observed.said()}")
        findings.count("cases")


def after_rollback(findings, server, by):
    """The observation after a way back is no shorter for a clock that is set meanwhile."""
    plan = workplace.PLAN.replace("rollback:\n", f"rollback:\n  observe: {OBSERVE_S}s\n")
    with workplace.Workplace(plan=plan, observe="60s", url=server.url) as place:
        clock = Clock(place)
        clock.set(-by)
        entered(place)
        place.must("rollback", "-y")
        observed = Observed(place)
        time.sleep(ENTERED_S)
        clock.set(0)
        jumped = time.monotonic()
        observed.wait()
        took = time.monotonic() - jumped
        recovered = bool(observed.events("ReleaseRecovered"))
        findings.check(recovered and took >= OBSERVE_S - 0.3,
                       f"set by {by} s after a rollback: {took:.2f} s: {observed.said()}")
        findings.check([round(ms / 1000) for ms in observed.set_anew()] == [by],
                       f"after a rollback: told as set by {observed.set_anew()}: {observed.said()}")
        findings.count("cases")


def daylight(findings, server, name, moment):
    """Local time skips or repeats an hour; relctl counts in UTC."""
    with workplace.Workplace(observe=f"{OBSERVE_S}s", url=server.url) as place:
        Clock(place).set(offset_to(moment))
        began = entered(place)
        observed = Observed(place).wait()
        took = time.monotonic() - began
        findings.check(observed.passed() and took >= OBSERVE_S - 0.3 and not observed.set_anew(),
                       f"{name}: {took:.2f} s: {observed.said()}")
        finish(findings, name, place)


def sleep(findings, server):
    """Every clock is an hour on: time has passed, and was not seen. It is no clock that was set,
    and what there is no data of is waited for."""
    with workplace.Workplace(observe=f"{OBSERVE_S}s", url=server.url) as place:
        clock = Clock(place, every_clock=True)
        entered(place)
        observed = Observed(place)
        time.sleep(ENTERED_S)
        clock.set(HOUR)
        observed.wait(6)
        findings.check(not observed.passed() and not observed.set_anew(),
                       f"after sleep: {observed.set_anew()}: {observed.said()}")
        finish(findings, "sleep", place)


def stopped(findings, server, keeps_history):
    """relctl stands still over the end of the phase. A source with history has seen it all the
    same; without, what it has missed is missing: the grid time just before may still be read."""
    plan = workplace.PLAN if keeps_history else workplace.PLAN.replace(
        'prometheus: "${PROM_URL}"', 'exposition: "${PROM_URL}/page"').replace(
        'rate(errors[1s])', 'errors').replace("window: 1s", "window: 1s, max_gap: 1s")
    with workplace.Workplace(plan=plan, observe=f"{OBSERVE_S}s", url=server.url) as place:
        entered(place)
        observed = Observed(place)
        time.sleep(ENTERED_S)
        os.kill(observed.process.pid, signal.SIGSTOP)
        time.sleep(OBSERVE_S)
        os.kill(observed.process.pid, signal.SIGCONT)
        woken = time.monotonic()
        observed.wait()
        took = time.monotonic() - woken
        name = f"stopped, {'with' if keeps_history else 'without'} history"
        findings.check(observed.passed(), f"{name}: exit {observed.code}: {observed.said()}")
        findings.check(took < 3 if keeps_history else took >= OBSERVE_S - 2,
                       f"{name}: passed {took:.2f} s after it went on: {observed.said()}")
        findings.check(not observed.set_anew(), f"{name}: {observed.set_anew()}")
        finish(findings, name, place)


def in_time(offset):
    """Words that run a command where that many seconds more have passed since boot."""
    return ("unshare", "-T", "--fork", "--kill-child", "--boottime", str(offset), "--monotonic",
            str(offset)) if offset else ()


def restarted(findings, server, first, then):
    """The time since boot jumps between two commands, as when the machine was started again."""
    name = f"since boot {first:+d} s, then {then:+d} s"
    with workplace.Workplace(observe=f"{OBSERVE_S}s", url=server.url) as place:
        began = entered(place, in_time(first))
        ran = place.relctl("advance", "--wait", under=in_time(then), seconds=PATIENCE_S)
        took = time.monotonic() - began
        passed = any(event.kind == "PhasePassed" for event in place.events())
        findings.check(ran.code == 0 and passed and OBSERVE_S - 0.3 <= took < OBSERVE_S + 5,
                       f"{name}: {took:.2f} s: {ran}")
        findings.check(sum(event.kind == "PhaseStarted" for event in place.events()) == 1,
                       f"{name}: observed anew: {ran}")
        finish(findings, name, place)


def taken_over(findings, server):
    """A rollback ends an `advance --wait` that counts the time since boot otherwise."""
    with workplace.Workplace(observe="60s", url=server.url) as place:
        entered(place)
        waiting = place.begin("advance", "--wait", under=in_time(1_000_000))
        time.sleep(ENTERED_S)
        ran = place.relctl("rollback", "-y", seconds=30)
        findings.check(ran.code == 0 and ran.seconds < 10,
                       f"a rollback from another time namespace: {ran}")
        workplace.end_group(waiting)
        findings.count("cases")


def main():
    given = workplace.options(__doc__, jumps=(3, 100))
    findings = workplace.Findings("14 time")
    findings.count("early", 0)
    if not LIBRARY:
        print("needs faketime", file=sys.stderr)
        sys.exit(SKIPPED)
    with workplace.MetricServer() as server, \
            concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        cases = [(jump, server, case) for case in JUMPS[:given.jumps]]
        cases += [(watched_after,), (stopped, server, False), (after_rollback, server, HOUR)]
        if given.full:
            cases += [(daylight, server, *change) for change in CHANGES.items()]
            cases += [(sleep, server), (stopped, server, True), (after_rollback, server, -HOUR)]
        if os.geteuid() == 0 and subprocess.run([*in_time(1), "true"], check=False,
                                                capture_output=True).returncode == 0:
            offsets = [(0, 1_000_000), (1_000_000, 0), (10, 1_000_000)]
            cases += [(restarted, server, *each) for each in offsets[:3 if given.full else 1]]
            cases += [(taken_over, server)]
        for run in [pool.submit(case[0], findings, *case[1:]) for case in cases]:
            run.result()
    findings.end()


if __name__ == "__main__":
    main()
