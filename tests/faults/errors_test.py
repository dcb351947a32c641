# SPDX-License-Identifier: Apache-2.0
"""Goal 3: a system call that fails, with any error it can give, once or from then on.

`advance` and `rollback`, with --full also `start` and a promotion, run with one of their own calls
failing, with --full also with one that reads or writes only half of what was asked. They must end
within ten seconds, by themselves, with 0 only if the effect is there and is on record (or told on
standard output), else with words; and the next command must be able to use the log.
"""
import collections
import errno
import random
import sys
import time

import workplace
from kill_test import advised
from syscall_stops import Failing, call_names

SKIPPED = 77
LONGEST_S = 10
EVENT = '{"schema":"relctl.event/1"'
ENTER = ("advance", "--to", "p5")
BACK = ("rollback", "--to", workplace.STABLE, "-y")
PART = 200
COUNTED = ("read", "write", "pread64", "pwrite64", "sendto", "recvfrom")

FILES = ("EACCES", "EIO")
ERRORS = {
    "openat": ("EACCES", "EMFILE", "ENOSPC", "EROFS", "EINTR", "ENOENT"),
    "read": ("EIO", "EINTR"), "pread64": ("EIO", "EINTR"),
    "write": ("EIO", "ENOSPC", "EINTR", "EDQUOT"), "pwrite64": ("EIO", "ENOSPC", "EINTR", "EFBIG"),
    "fdatasync": ("EIO", "ENOSPC"), "fsync": ("EIO", "ENOSPC"), "close": ("EIO", "EINTR"),
    "ftruncate": ("EIO", "ENOSPC"), "fallocate": ("ENOSPC", "EOPNOTSUPP"),
    "mmap": ("ENOMEM",), "mremap": ("ENOMEM",), "mprotect": ("ENOMEM",),
    "fstat": FILES, "newfstatat": FILES + ("ENOENT",), "lstat": FILES, "stat": FILES,
    "access": FILES, "faccessat2": FILES, "statfs": FILES, "fstatfs": FILES, "readlink": FILES,
    "readlinkat": FILES, "getdents64": FILES, "getcwd": ("ENOENT", "EACCES"),
    "unlink": FILES + ("EROFS",), "rename": FILES + ("ENOSPC",), "mkdir": FILES, "chmod": FILES,
    "fchmod": FILES, "fchown": ("EPERM",), "flock": ("EINTR", "ENOLCK"),
    "fcntl lock": ("EAGAIN", "ENOLCK"), "fcntl duplicate": ("EMFILE",), "lseek": ("EINVAL",),
    "pipe2": ("EMFILE", "ENFILE"), "memfd_create": ("EMFILE", "ENOMEM"),
    "clone": ("EAGAIN", "ENOMEM"), "clone3": ("EAGAIN", "ENOSYS"), "vfork": ("EAGAIN",),
    "execve": ("EACCES", "ENOENT", "ENOEXEC", "ENOMEM"), "wait4": ("EINTR", "ECHILD"),
    "waitid": ("EINTR", "ECHILD"), "poll": ("EINTR", "ENOMEM"), "ppoll": ("EINTR", "ENOMEM"),
    "pidfd_open": ("EMFILE", "ENOSYS"), "pidfd_send_signal": ("ESRCH",), "kill": ("ESRCH", "EPERM"),
    "signalfd4": ("EMFILE",), "eventfd2": ("EMFILE",), "inotify_init1": ("EMFILE",),
    "inotify_add_watch": ("ENOSPC",), "socket": ("EMFILE", "EAFNOSUPPORT"),
    "connect": ("ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH"), "sendto": ("EPIPE", "ECONNRESET"),
    "recvfrom": ("ECONNRESET", "ETIMEDOUT"), "setsockopt": ("ENOPROTOOPT",),
    "getsockopt": ("ENOBUFS",), "getsockname": ("ENOBUFS",), "getpeername": ("ENOTCONN",),
    "getrandom": ("ENOSYS", "EINTR"), "setpgid": ("EPERM", "ESRCH"), "chdir": ("EACCES", "ENOENT"),
    "dup2": ("EBUSY", "EINTR"), "close_range": ("ENOSYS",), "ioctl": ("ENOTTY",),
    "prctl": ("EINVAL",), "setsid": ("EPERM",), "uname": ("EFAULT",),
}


class Case:
    """A command whose calls fail; `before` brings about what it begins from, `steps` it runs, each
    of them once, and one of `once` is on record when it has ended with 0."""

    def __init__(self, words, before, steps, once, waits_s=0.0):
        self.words, self.before, self.steps, self.once = words, before, steps, once
        self.waits_s = waits_s


CASES = {
    "advance": Case(ENTER, (workplace.START,), ("shift",), {"PhaseStarted", "RollbackSettled"}),
    "rollback": Case(BACK, (workplace.START, ENTER), ("back", "smoke"), {"RollbackSettled"}),
    "start": Case(workplace.START, (), (), {"StartDecided"}),
    "promote": Case(("advance", "--to", "full"), (workplace.START, ENTER), ("shift",),
                    {"PhaseStarted", "RollbackSettled"}, 2.2),
}


class Errors:
    FRESH_S = 60  # What is observed grows with the age of what it began from.

    def __init__(self, place, findings, name):
        self.place, self.findings, self.name, self.case = place, findings, name, CASES[name]
        self.words, self.steps = self.case.words, self.case.steps
        self.empty = place.save()
        self.prepare()

    def prepare(self):
        self.place.restore(self.empty)
        for earlier in self.case.before:
            self.place.must(*earlier)
        time.sleep(self.case.waits_s)
        self.saved, self.prepared_at = self.place.save(), time.monotonic()
        self.before = self.place.events()
        self.earlier = {step: self.place.effects(step) for step in self.steps}

    def run(self, *failure, longest_s=LONGEST_S):
        if self.case.waits_s and time.monotonic() > self.prepared_at + self.FRESH_S:
            self.prepare()
        self.place.restore(self.saved)
        failing = Failing(self.place.argv(*self.words), self.place.folder, self.place.environ(),
                          *failure, longest_s=longest_s)
        return failing, failing.run()

    def points(self, more):
        """Every (name of the call, which of that name, error, from then on); with `more` also the
        calls that do less than was asked."""
        failing, ran = self.run()
        self.findings.check(ran.code == 0, f"unharmed: {ran}")
        calls = collections.Counter(failing.names)
        self.findings.count("calls", len(failing.names))
        self.findings.count("with errors", sum(calls[name] for name in ERRORS))
        return [(name, nth, error, again) for name in calls if name in ERRORS
                for nth in range(1, calls[name] + 1)
                for error in ERRORS[name] + ("SHORT",) * (more and name in COUNTED)
                for again in (False, True)
                if not (again and error == "EINTR")]  # Nothing is interrupted for ever.

    def effects(self, step):
        return len(self.place.effects(step) - self.earlier[step])

    def fail(self, name, nth, error, again):
        here = f"{self.name}: {name} number {nth} fails with {error}" + " for good" * again
        self.findings.count("points")
        failure = Failing.SHORT if error == "SHORT" else getattr(errno, error)
        for _ in range(2):  # A machine that is busy may be slow once.
            failing, ran = self.run(name, nth, failure, again)
            if not failing.hangs:
                break
        if not self.findings.check(not failing.hangs, f"{here}: hangs: {ran}"):
            return
        if self.name == "rollback" and name == "fdatasync":
            self.findings.check(ran.code == 0, f"{here}: a bad disk stops the way back: {ran}")
        if not failing.was_loading or ran.code == 0:
            self.ended_well(here, ran, name)
            self.findings.check(error != "SHORT" or ran.code == 0, f"{here}: {ran}")
        self.usable(here, ran)

    def ended_well(self, here, ran, name):
        check = self.findings.check
        # What the loader cannot load never was relctl.
        check(ran.code < 126 and ran.code != 70 or "loading shared libraries" in ran.err,
              f"{here}: {ran}")
        check(ran.code == 0 or ran.err or ran.out or name in ("write", "sendto"),
              f"{here}: no word: {ran}")
        if ran.code != 0:
            return
        for step in self.steps:
            check(self.effects(step) == 1, f"{here}: exit 0 without its effect: {ran}")
        told = EVENT in ran.out and "RollbackSettled" in ran.out
        kinds = [event.kind for event in self.place.events()]
        check(told or self.case.once & set(kinds[len(self.before):]),
              f"{here}: exit 0 and not on record: {ran}")

    def usable(self, here, ran):
        check = self.findings.check
        lines = [line for line in ran.out.splitlines() if line.startswith(EVENT)]
        if lines:
            self.place.write("kept.jsonl", "\n".join(lines) + "\n")
            adopted = self.place.relctl("audit", "adopt", "kept.jsonl")
            check(adopted.code == 0, f"{here}: adopt: {adopted}")
        words = self.words
        for _ in range(5):  # What relctl names may come before what was asked for.
            again = self.place.relctl(*words)
            if again.code in (0, 20) and words == self.words:
                break
            words = self.words if again.code == 0 else advised(again, self.words)
        check(again.code in (0, 20), f"{here}: again: {again}")
        for step in self.steps:
            done = self.effects(step)
            # Events that could be told to nobody are lost with the words; a step may
            # then run twice.
            check(done == 1 or lines, f"{here}: {done} effects of {step} in the end")
        events = self.place.events()
        check([e.hash for e in events[:len(self.before)]] == [e.hash for e in self.before],
              f"{here}: events are gone")
        verified = self.place.relctl("audit", "verify")
        check(verified.code == 0, f"{here}: {verified}")


def fail_each(findings, name, url, points):
    with workplace.Workplace(observe="2s", url=url) as place:
        errors = Errors(place, findings, name)
        for point in points:
            errors.fail(*point)


def points_of(findings, name, url, most, more):
    with workplace.Workplace(observe="2s", url=url) as place:
        points = Errors(place, findings, name).points(more)
    random.Random(3).shuffle(points)
    return points[:most]


def main():
    given = workplace.options(__doc__, points=(6, 1_000_000), jobs=(1, 6))
    findings = workplace.Findings("3 errors")
    if not call_names():
        print("needs x86-64 and the kernel's headers", file=sys.stderr)
        sys.exit(SKIPPED)
    with workplace.MetricServer() as server:
        parts = []
        for name in CASES if given.full else ("advance", "rollback"):
            points = points_of(findings, name, server.url, given.points, given.full)
            parts += [(name, server.url, points[i:i + PART]) for i in range(0, len(points), PART)]
        workplace.share(findings, given.jobs, fail_each, parts)
    findings.end()


if __name__ == "__main__":
    main()
