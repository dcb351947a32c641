# SPDX-License-Identifier: Apache-2.0
"""Goal 11: readers that do not read. A pipe that is full, a pipe whose reader sleeps, a terminal
after Ctrl-S: the release is decided on and taken back as if somebody read, everything arrives once
somebody does, and what nobody reads is lost with an error that says so.
"""
import fcntl
import os
import pty
import subprocess
import threading
import time

import workplace

PATIENCE_S, LATE_S = 5.0, 1.0
LINES = 450
LONG = "".join(f"    line {i} of a message that is longer than a pipe is deep {'.' * 60}\n"
               for i in range(LINES))


def plan(is_long):
    if not is_long:
        return workplace.PLAN
    return workplace.PLAN.replace('  started: "{{version}} entered {{phase}} {{anchor}}"\n',
                                  "  started: |\n" + LONG)


def shallow_pipe():
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    return reader, writer


def full_pipe():
    """A pipe that takes no more; nobody but the caller could read it."""
    reader, writer = os.pipe()
    flags = fcntl.fcntl(writer, fcntl.F_GETFL)
    fcntl.fcntl(writer, fcntl.F_SETFL, flags | os.O_NONBLOCK)
    try:
        while True:
            os.write(writer, b"." * 4096)
    except BlockingIOError:
        pass
    fcntl.fcntl(writer, fcntl.F_SETFL, flags)
    return reader, writer


def begin(place, writer, *words):
    return subprocess.Popen(place.argv(*words), cwd=place.folder, env=place.environ(),
                            stdin=subprocess.DEVNULL, stdout=writer, stderr=writer)


def seconds_until(place, kind, limit=20):
    begun = time.monotonic()
    while time.monotonic() < begun + limit:
        if any(event.kind == kind for event in place.events()):
            return time.monotonic() - begun
        time.sleep(0.05)
    return limit


def moment(place, kind, after):
    events = place.events()
    begun = next(event for event in events if event.kind == after)
    return next((event.at_ms - begun.at_ms) / 1000 for event in events
                if event.kind == kind and event.position > begun.position)


def nobody_reads(found, url):
    """The phase passes and the way back is gone; then it is said that nobody reads."""
    with workplace.Workplace(plan(False), url=url) as place:
        place.start()
        reader, writer = full_pipe()
        advance = begin(place, writer, "advance", "--wait")
        passed = seconds_until(place, "PhasePassed")
        found.most("full pipe: phase passed after, s", passed)
        found.check(passed < 15, f"full pipe: no phase passed within {passed:.1f} s")
        code = advance.wait(timeout=20)
        found.check(code == 1, f"full pipe: advance ended with {code}")
        rollback = begin(place, writer, "rollback", "-y", "--to", workplace.STABLE)
        code = rollback.wait(timeout=20)
        begun = moment(place, "StepStarted", "RollbackRequested")
        found.most("full pipe: way back begun after, s", begun)
        found.check(begun < LATE_S, f"full pipe: the way back begun after {begun} s")
        done = moment(place, "RollbackSettled", "RollbackRequested")
        found.check(code == 1 and done < 3, f"full pipe: rollback {code}, settled after {done} s")
        fcntl.fcntl(reader, fcntl.F_SETFL, os.O_NONBLOCK)
        said = os.read(reader, 1 << 20)
        found.check(said.strip(b".") == b"", f"full pipe: something went in between: {said[-200:]}")
        os.close(reader)
        os.close(writer)


def takes_over(found, url):
    """A rollback does not wait for a relctl that nobody reads."""
    with workplace.Workplace(plan(False), observe="30s", url=url) as place:
        place.start()
        reader, writer = full_pipe()
        advance = begin(place, writer, "advance", "--wait")
        seconds_until(place, "PhaseStarted")
        time.sleep(1)
        ran = place.relctl("rollback", "-y", "--to", workplace.STABLE)
        begun = moment(place, "StepStarted", "RollbackRequested")
        found.most("full pipe: takeover begun after, s", begun)
        found.check(ran.code == 0 and begun < LATE_S, f"takeover begun after {begun} s: {ran}")
        advance.wait(timeout=20)
        os.close(reader)
        os.close(writer)


def advance_into_pipe(place):
    place.start()
    reader, writer = shallow_pipe()
    advance = begin(place, writer, "advance", "--wait")
    os.close(writer)
    return advance, reader


def reads_late(found, url):
    """More than a pipe holds, to a reader that sleeps until the phase has passed."""
    with workplace.Workplace(plan(True), url=url) as place:
        advance, reader = advance_into_pipe(place)
        passed = seconds_until(place, "PhasePassed")
        found.check(passed < 15, f"sleeping reader: no phase passed within {passed:.1f} s")
        text = b""
        while chunk := os.read(reader, 65536):
            text += chunk
        code = advance.wait(timeout=20)
        lost = [i for i in range(LINES) if f"line {i} of".encode() not in text]
        found.count("late reader: bytes", len(text))
        found.check(code == 0 and len(text) > 50000 and not lost,
                    f"sleeping reader: {code}, {len(text)} bytes, lost {lost[:3]}")
        os.close(reader)


def goes_away(found, url):
    """A reader that ends: no error and no crash."""
    with workplace.Workplace(plan(True), url=url) as place:
        advance, reader = advance_into_pipe(place)
        seconds_until(place, "PhaseStarted")
        os.close(reader)
        code = advance.wait(timeout=20)
        found.check(code == 0, f"a reader that went away: {code}")


def is_stopped(found, url):
    """A terminal after Ctrl-S; after Ctrl-Q all is there."""
    with workplace.Workplace(plan(True), url=url) as place:
        place.start()
        master, slave = pty.openpty()
        os.write(master, b"\x13")
        time.sleep(0.2)
        advance = begin(place, slave, "advance", "--wait")
        passed = seconds_until(place, "PhasePassed")
        found.most("Ctrl-S: phase passed after, s", passed)
        found.check(passed < 15, f"Ctrl-S: no phase passed within {passed:.1f} s")
        os.write(master, b"\x11")
        text, until = b"", time.monotonic() + 10
        os.set_blocking(master, False)
        while time.monotonic() < until and b"p5" not in text[-2000:].rpartition(b"passed")[0]:
            try:
                text += os.read(master, 65536)
            except BlockingIOError:
                if advance.poll() is not None:
                    break
                time.sleep(0.02)
        code = advance.wait(timeout=20)
        lost = [i for i in range(LINES) if f"line {i} of".encode() not in text]
        found.check(code == 0 and not lost, f"Ctrl-Q: {code}, {len(text)} bytes, lost {lost[:3]}")
        os.close(master)
        os.close(slave)


def main():
    workplace.options(__doc__)
    found = workplace.Findings("readers")
    with workplace.MetricServer() as metrics:
        cases = (nobody_reads, takes_over, reads_late, goes_away, is_stopped)
        threads = [threading.Thread(target=found.guard, args=(case, found, metrics.url))
                   for case in cases]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    found.count("cases", len(cases))
    found.end()


if __name__ == "__main__":
    main()
