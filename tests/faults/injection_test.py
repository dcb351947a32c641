# SPDX-License-Identifier: Apache-2.0
"""Goal 13: no text that comes from outside is run, and none reaches a terminal as a command to it.

Hostile versions, names, reasons and template values go through every command that takes them, at a
terminal. Nothing may be executed, no raw escape may come out, and a version that the log has never
seen has no effect.
"""
import itertools
import os
import pty
import re
import subprocess

import workplace

MARK = "pwned"
CORES = ("$(touch pwned)", "`touch pwned`", "; touch pwned", "| touch pwned", "& touch pwned #",
         "\n touch pwned", "'; touch pwned; '", '"; touch pwned; "', "--help", "--db=/tmp/x",
         "-y", "--to=v9.9.9", "../../pwned", "/etc/passwd", "{{version}}", "{{{to}}}",
         "{{#to}}x{{/to}}", "{{>/etc/passwd}}", "%s%s%n", "\x1b[2J\x1b]0;x\x07",
         "\x1b]52;c;aGk=\x07",
         "\x9b31m", "\x07\x08\x7f", "\u202egnp.exe", "\u0000", "'; DROP TABLE event; --",
         "a" * 5000, "\ufeff", "💥" * 50, "\r\nSet-Cookie: x=y", "<script>alert(1)</script>",
         "${PATH}", "${IFS}touch${IFS}pwned", "$((1+1))", "~root", "*", "v1.3.2;touch pwned",
         "v1.3.2$(touch pwned)", "1.3.2 && touch pwned", "v1.3.2\x1b[31m")


def hostile():
    """At least two hundred, none of them a version."""
    shapes = ("{}", "v1.4.0{}", "{}v1.4.0", "v1.4.0-{}", "v1.4.0+{}")
    return [shape.format(core) for shape, core in itertools.product(shapes, CORES)]


def at_terminal(place, words):
    """What relctl writes to a terminal without colour, and its exit code."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [place.program, *words, "--color", "never", "--no-input"], cwd=place.folder,
        env=place.environ(TERM="xterm"), stdin=subprocess.DEVNULL, stdout=slave, stderr=slave)
    os.close(slave)
    said = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        said += part
    os.close(master)
    return process.wait(), said


UNSAFE = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]")


class Injection:
    def __init__(self, place, findings):
        self.place, self.findings = place, findings
        place.start()
        place.must("advance", "--to", "p5")
        self.saved = place.save()

    def send(self, kind, words, text):
        if "\0" in "".join(words):
            return  # The system takes no such argument.
        here = f"{kind} {text[:60]!r}"
        code, said = at_terminal(self.place, words)
        self.findings.count("texts")
        self.findings.check(code in (0, 1, 2, 3, 8, 9, 10, 11, 20),
                            f"{here}: exit {code}: {said!r}")
        found = UNSAFE.search(said.replace(b"\r\x1b[K", b""))  # Its own line of progress.
        self.findings.check(not found, f"{here}: {found and found.group()!r} comes out: {said!r}")
        self.executed(here)

    def executed(self, here):
        found = list(self.place.folder.rglob(MARK)) or [
            path for path in (workplace.pathlib.Path("/tmp") / MARK,) if path.exists()]
        self.findings.check(not found, f"{here}: ran, {found}")
        for path in found:
            path.unlink()

    def versions(self, text):
        runs = len(self.place.trace())
        self.send("rollback --to", ("rollback", "--to", text, "-y"), text)
        self.send("start --version",
                  ("start", "plan.yaml", "--version", text, "--from", "v1.3.2"), text)
        self.findings.check(len(self.place.trace()) == runs,
                            f"a version {text[:60]!r} that nobody knows has run a step")

    def facts(self, text):
        self.send("note", ("note", text, "--as", text), text)
        self.send("approve", ("approve", text, "--role", text, "--reason", text), text)
        self.send("notify --set", ("notify", "started", "--set", f"phase={text}"), text)
        self.send("--release", ("status", "--release", text), text)
        self.send("--expect", ("audit", "verify", "--expect", text), text)

    def readings(self):
        """What was taken in is shown again."""
        for words in (("status",), ("log",), ("explain",), ("report",), ("list", "--all")):
            self.send("shown by", words, words[0])

    def steps(self, text):
        """A value that a person hands over goes to a step as one argument."""
        self.place.restore(self.saved)
        self.send("incident",
                  ("incident", "open", "--severity", "P0", "--scope", "orders", "--summary", text),
                  text)
        self.send("status", ("status",), text)
        self.send("log", ("log",), text)


def main():
    given = workplace.options(__doc__, texts=(16, 1000))
    findings = workplace.Findings("13 injection")
    with workplace.Workplace(observe="30s") as place:
        injection = Injection(place, findings)
        texts = hostile()
        for at in workplace.spread(len(texts), given.texts):
            injection.versions(texts[at - 1])
            injection.facts(texts[at - 1])
        injection.readings()
        for at in workplace.spread(len(texts), max(2, given.texts // 4)):
            injection.steps(texts[at - 1])
    findings.end()


if __name__ == "__main__":
    main()
