# SPDX-License-Identifier: Apache-2.0
"""Goal 7: no step, however hostile, outlives its deadline, its grace and half a second, leaves a
process, fills the memory, or passes for done without its work. All run at the same time, each in a
workplace of its own.
"""
import os
import sys
import threading
import time

import workplace

DEADLINE_S, GRACE_S, SLACK_S = 1, 5, 0.5
MOST_KIB = 64 * 1024

PLAN = workplace.PLAN.replace(
    'shift: { run: [./step, shift, "{{traffic}}"], timeout: 20s, idempotent: true }',
    f'shift: {{ run: [./step, shift, "{{{{traffic}}}}"], timeout: {DEADLINE_S}s, '
    'verify: { run: [./is-shifted], within: 1s } }')

FOREVER = "while :; do sleep 1; done"
SPIN = "while :; do :; done"  # Without a child that could be ended in its place.


def flood(gigabytes):
    return f"head -c {int(gigabytes * 1e9)} /dev/zero; exit 7"


class Hostile:
    """What a step does; whether it may use its whole deadline and, deaf to TERM, the grace."""

    def __init__(self, script, waits=True, deaf=False):
        self.script, self.waits, self.deaf = script, waits, deaf

    @property
    def longest(self):
        return DEADLINE_S * self.waits + GRACE_S * self.deaf + SLACK_S


def hostiles(gigabytes):
    return {
        "ignores TERM": Hostile(f"trap '' TERM INT HUP; {FOREVER}", deaf=True),
        "ignores TERM, spins": Hostile(f"trap '' TERM; {SPIN}", deaf=True),
        "forks twice into sessions of their own, hangs": Hostile(
            f"(setsid sh -c '(setsid sh -c \"{FOREVER}\" &) ; {FOREVER}' &) ; {FOREVER}",
            deaf=True),  # Whoever has left the group gets no TERM.
        "forks twice, deaf, hangs": Hostile(
            f"(setsid sh -c 'trap \"\" TERM; {FOREVER}' &) ; sleep 0.2; {FOREVER}", deaf=True),
        "forks twice and fails": Hostile(
            f"(setsid sh -c '{FOREVER}' &) ; sleep 0.2; exit 3", waits=False, deaf=True),
        "floods its output": Hostile(flood(gigabytes)),
        "floods its errors": Hostile(f"( {flood(gigabytes)} ) >&2; exit 7"),
        "closes its streams": Hostile(f"exec <&- >&- 2>&-; {FOREVER}"),
        "sleeps for ever": Hostile("sleep 100000"),
        "stops itself": Hostile("kill -STOP $$; sleep 5", deaf=True),
        "dies by SEGV": Hostile("kill -SEGV $$", waits=False),
        "dies by KILL": Hostile("kill -KILL $$", waits=False),
        "kills its group": Hostile("kill -KILL 0", waits=False),
        "reads for ever": Hostile("cat > /dev/null; cat; exit 4", waits=False),
        "one line without an end": Hostile("yes | tr -d '\\n' | head -c 300000000; exit 5"),
        "fills its arguments with escapes": Hostile(
            "printf '\\033]0;x\\007\\377\\376'; exit 6", waits=False),
        "exits 0 without its work": Hostile("exit 0"),
    }


def advance(place):
    """How it ended, how long it took, the most memory in KiB; what it says is in `said`."""
    began = time.monotonic()
    process = place.begin("advance", "--to", "p5")
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, time.monotonic() - began, used.ru_maxrss


def attack(name, hostile, findings, lock, patience):
    with workplace.Workplace(plan=PLAN) as place:
        place.write("is-shifted", "#!/bin/sh\nls effects | grep -q '^shift '\n")
        (place.folder / "is-shifted").chmod(0o755)
        place.start()
        place.write("during-shift", hostile.script)
        code, seconds, kib = advance(place)
        said = (place.folder / "said").read_text(errors="replace")
        time.sleep(0.1)
        left = [pid for pid in workplace.processes_of(place.folder)]
        events = place.events()
        with lock:
            findings.count("steps")
            findings.most("slowest s", seconds)
            findings.most("most MiB", kib // 1024)
            findings.count("left", len(left))
            findings.check(seconds <= hostile.longest + verify_time(name) + patience,
                           f"{name}: over only after {seconds:.2f} s, {hostile.longest} s are due")
            findings.check(kib <= MOST_KIB, f"{name}: took {kib} KiB")
            findings.check(not left, f"{name}: {left} live on")
            findings.check(code == 10, f"{name}: advance ended with {code}: {said}")
            findings.check("\033" not in said, f"{name}: escapes on standard error: {said!r}")
            findings.check(not any(e.kind == "PhaseStarted" for e in events),
                           f"{name}: the phase has started")
        for pid in left:
            os.kill(pid, 9)


def begun_without_ends(findings):
    """Whoever starts relctl may ignore how children end, which is inherited: the system then says
    nothing of it."""
    ignoring = ("import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); "
                "os.execvp(sys.argv[1], sys.argv[1:])")
    with workplace.Workplace() as place:
        place.start()
        ran = place.relctl("advance", "--to", "p5", under=(sys.executable, "-c", ignoring))
        findings.count("steps")
        findings.check(ran.code == 0, f"begun with SIGCHLD ignored: {ran}")


def verify_time(name):
    """Only a step that says that it is done is verified, for a second at most."""
    return 1.0 if name == "exits 0 without its work" else 0.0


def main():
    given = workplace.options(__doc__, megabytes=(300, 10_000))
    findings = workplace.Findings("7 hostile steps")
    lock = threading.Lock()
    # Small, they all run at once, beside other tests: no step has the machine to itself.
    patience = 0.0 if given.full else 4.0
    threads = [threading.Thread(target=attack, args=(name, hostile, findings, lock, patience))
               for name, hostile in hostiles(given.megabytes / 1000).items()]
    if given.full:  # One after the other, so that each has the machine.
        for thread in threads:
            thread.start()
            thread.join()
    else:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    begun_without_ends(findings)
    findings.end()


if __name__ == "__main__":
    main()
