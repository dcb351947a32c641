# SPDX-License-Identifier: Apache-2.0
"""Goal 3: a system call that fails, with any error it can give, once or from then on.

`advance` and `rollback` run with one of their own calls failing. They must end within ten
seconds, by itself, with 0 only if its effect is there and is on record (or told on standard
output),
else with words; and the next command must be able to use the log.
"""
import errno
import random
import sys

import workplace
from kill_test import advised
from syscall_stops import Failing, call_names

SKIPPED = 77
LONGEST_S = 10
LONGEST_LOCK_S = 30  # SQLite itself asks ten seconds for a lock that the system refuses.
EVENT = '{"schema":"relctl.event/1"'
ENTER = ("advance", "--to", "p5")
BACK = ("rollback", "--to", workplace.STABLE, "-y")

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


class Errors:
    def __init__(self, place, findings, words, before, steps):
        self.place, self.findings, self.words, self.steps = place, findings, words, steps
        for earlier in before:
            place.must(*earlier)
        self.saved = place.save()
        self.before = place.events()

    def run(self, *failure, longest_s=LONGEST_S):
        self.place.restore(self.saved)
        failing = Failing(self.place.argv(*self.words), self.place.folder, self.place.environ(),
                          *failure, longest_s=longest_s)
        return failing, failing.run()

    def points(self):
        """Every (number of the call, its name, error, from then on)."""
        failing, ran = self.run()
        self.findings.check(ran.code == 0, f"unharmed: {ran}")
        calls = failing.names
        self.loaded = calls.index("munmap") + 1  # The loader's last: it lets go of its cache.
        self.findings.count("calls", len(calls))
        self.findings.count("with errors", sum(1 for name in calls if name in ERRORS))
        return [(number, name, error, again) for number, name in enumerate(calls, 1)
                for error in ERRORS.get(name, ()) for again in (False, True)
                if not (again and error == "EINTR")]  # Nothing is interrupted for ever.

    def fail(self, number, name, error, again):
        here = f"{self.words[0]}: call {number}, {name}, fails with {error}" + " for good" * again
        self.findings.count("points")
        longest_s = LONGEST_LOCK_S if name == "fcntl lock" else LONGEST_S
        for _ in range(2):  # A machine that is busy may be slow once.
            failing, ran = self.run(number, getattr(errno, error), again, longest_s=longest_s)
            if not failing.hangs:
                break
        if not self.findings.check(not failing.hangs, f"{here}: hangs: {ran}"):
            return
        if number > self.loaded or ran.code == 0:
            self.ended_well(here, ran, name)
        self.usable(here, ran)

    def ended_well(self, here, ran, name):
        check = self.findings.check
        # What the loader cannot load never was relctl.
        check(ran.code < 126 and ran.code != 70 or "loading shared libraries" in ran.err,
              f"{here}: {ran}")
        check(ran.code == 0 or ran.err or ran.out or name == "write", f"{here}: no word: {ran}")
        if ran.code != 0:
            return
        for step in self.steps:
            check(len(self.place.effects(step)) == 1, f"{here}: exit 0 without its effect: {ran}")
        told = EVENT in ran.out and "RollbackSettled" in ran.out
        kinds = [event.kind for event in self.place.events()]
        check(told or {"PhaseStarted", "RollbackSettled"} & set(kinds[len(self.before):]),
              f"{here}: exit 0 and not on record: {ran}")

    def usable(self, here, ran):
        check = self.findings.check
        lines = [line for line in ran.out.splitlines() if line.startswith(EVENT)]
        if lines:
            self.place.write("kept.jsonl", "\n".join(lines) + "\n")
            adopted = self.place.relctl("audit", "adopt", "kept.jsonl")
            check(adopted.code == 0, f"{here}: adopt: {adopted}")
        words = self.words
        for _ in range(5):
            again = self.place.relctl(*words)
            if again.code in (0, 20):
                break
            words = advised(again, self.words)
        check(again.code in (0, 20), f"{here}: again: {again}")
        for step in self.steps:
            done = len(self.place.effects(step))
            # Events that could be told to nobody are lost with the words; a step may
            # then run twice.
            check(done == 1 or lines, f"{here}: {done} effects of {step} in the end")
        events = self.place.events()
        check([e.hash for e in events[:len(self.before)]] == [e.hash for e in self.before],
              f"{here}: events are gone")
        verified = self.place.relctl("audit", "verify")
        check(verified.code == 0, f"{here}: {verified}")


def main():
    given = workplace.options(__doc__, points=(6, 1_000_000))
    findings = workplace.Findings("3 errors")
    if not call_names():
        print("needs x86-64 and the kernel's headers", file=sys.stderr)
        sys.exit(SKIPPED)
    cases = ((ENTER, (workplace.START,), ("shift",)),
             (BACK, (workplace.START, ENTER), ("back", "smoke")))
    with workplace.MetricServer() as server:
        for words, before, steps in cases:
            with workplace.Workplace(observe="2s", url=server.url) as place:
                errors = Errors(place, findings, words, before, steps)
                points = errors.points()
                random.Random(3).shuffle(points)
                for point in points[:given.points]:
                    errors.fail(*point)
    findings.end()


if __name__ == "__main__":
    main()
