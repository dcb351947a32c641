#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Puts deliberate bugs into what decides, one at a time, and sees that a test fails for each.

    tests/mutants/mutants.py               the named bugs and every comparison of FILES (an hour)
    tests/mutants/mutants.py --named       the named bugs alone
    tests/mutants/mutants.py --every 20    the named bugs and every 20th comparison
    tests/mutants/mutants.py --list        what would be tried

It works in a copy of the tree, so nothing here is touched. Exit 1: a bug that no test noticed.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = ["lib/core/judge*.cpp", "lib/core/gate*.cpp",
         "lib/plan/limit.cpp", "lib/plan/limit_value.cpp"]

# Each comparison becomes the one that differs at the limit alone, and its opposite.
OTHERS = {">": (">=", "<="), ">=": (">", "<"), "<": ("<=", ">="), "<=": ("<", ">"),
          "==": ("!=",), "!=": ("==",)}
COMPARISON = re.compile(r" (>=|<=|==|!=|>|<) ")

STARTED = "std::get_if<core::StepStarted>(&event)"
APPEND = "    auto result = append(m_log, view, std::move(decision.events), now, m_actor);\n"

# (title, file, text, what it becomes, the test programs that must notice)
NAMED = [
    ("NaN is compared", "lib/core/judge_points.cpp",
     "!reading.value || !std::isfinite(*reading.value)", "!reading.value", ["core"]),
    ("windows is off by one", "lib/core/judge_shapes.cpp",
     "if (beyond >= count)", "if (beyond > count)", ["core"]),
    ("an effect before its intent", "lib/engine/engine.cpp", APPEND,
     "    for (const core::Event& event : decision.events)\n"
     f"      if (const auto* started = {STARTED})\n"
     "        m_world.begin(core::effect_of(m_plan, view.state, *started));\n" + APPEND,
     ["simulate"]),
    ("an outcome is not appended", "lib/engine/engine.cpp", APPEND,
     "    std::erase_if(decision.events, [](const core::Event& event) {\n"
     "      return std::holds_alternative<core::StepEnded>(event);\n    });\n" + APPEND,
     ["simulate"]),
    ("unknown counts as good", "lib/core/judge_points.cpp",
     "point.cause = Cause::baseline;\n    return point;",
     "point.side = Side::good;\n    return point;", ["core"]),
]


class Mutant:
    def __init__(self, title, file, text, programs):
        self.title, self.file, self.text, self.programs = title, file, text, programs


def named():
    for title, file, before, after, programs in NAMED:
        text = (ROOT / file).read_text()
        if text.count(before) != 1:
            sys.exit(f"mutants.py: mend NAMED: {file} holds the text of '{title}' "
                     f"{text.count(before)} times")
        yield Mutant(title, file, text.replace(before, after), programs)


def equivalents():
    """FILE: CODE -> OPERATOR, then a reason: mutants that no input can tell from the original."""
    known = {}
    for line in (pathlib.Path(__file__).parent / "equivalent.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            what, _, reason = line.partition("  # ")
            known[what.strip()] = reason
    return known


def comparisons(known, used):
    for pattern in FILES:
        for path in sorted(ROOT.glob(pattern)):
            file = str(path.relative_to(ROOT))
            lines = path.read_text().splitlines(keepends=True)
            for number, line in enumerate(lines):
                code = line.split("//")[0]
                if code.lstrip().startswith(("#", "template")):
                    continue
                for found in COMPARISON.finditer(code):
                    for other in OTHERS[found.group(1)]:
                        column = found.start(1) - len(line) + len(line.lstrip())
                        name = f"{file}: {line.strip()} @{column} -> {other}"
                        if name in known:
                            used.add(name)
                            continue
                        mutated = line[: found.start(1)] + other + line[found.end(1):]
                        text = "".join(lines[:number] + [mutated] + lines[number + 1:])
                        yield Mutant(f"{name}  (line {number + 1})", file, text, ["plan", "core"])


class Workshop:
    """A copy of the tree, built once; each mutant rebuilds what it changed."""

    def __init__(self, folder):
        self.tree, self.build = folder / "tree", folder / "build"
        listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], check=True,
                                capture_output=True).stdout
        for name in filter(None, listed.decode().split("\0")):
            if (ROOT / name).is_file():
                (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.tree / name)
        self.run(["cmake", "-S", self.tree, "-B", self.build, "-G", "Ninja",
                  "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O1", "-DRELCTL_TESTS=ON",
                  "-DRELCTL_SUITES=support;plan;core;simulate"])

    @staticmethod
    def run(command, timeout=None):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=timeout)
        if done.returncode != 0:
            raise RuntimeError(done.stdout[-2000:])

    def test(self, programs):
        """The first complaint of the tests, or None if none has any."""
        self.run(["ninja", "-C", self.build, *(f"test_{program}" for program in programs)])
        for program in programs:
            test = self.build / "tests" / program / f"test_{program}"
            command = ["env", "RELCTL_SEEDS=300", test, "--abort"]
            try:
                done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                      text=True, errors="replace", timeout=300)
            except subprocess.TimeoutExpired:
                return f"{program}: does not end"
            if done.returncode != 0:
                return f"{program}: {failed_case(done.stdout)}"
        return None

    def try_out(self, mutant):
        path = self.tree / mutant.file
        path.write_text(mutant.text)
        try:
            return self.test(mutant.programs)
        except RuntimeError:
            return "the compiler"
        finally:
            shutil.copy(ROOT / mutant.file, path)


def failed_case(output):
    """Catch2 frames the name of a failed case with two lines of dashes."""
    lines = output.splitlines()
    framed = [lines[i + 1].strip() for i in range(len(lines) - 1) if lines[i].startswith("-----")]
    return next(filter(None, framed), "ended by a signal")


def main():
    options = argparse.ArgumentParser(description=__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--named", action="store_true", help="the named bugs alone")
    options.add_argument("--every", type=int, default=1, metavar="N", help="every Nth comparison")
    options.add_argument("--list", action="store_true", help="print what would be tried")
    asked = options.parse_args()

    known, used = equivalents(), set()
    of_comparisons = list(comparisons(known, used))
    if stale := set(known) - used:
        sys.exit("mutants.py: equivalent.txt names what is not there:\n  "
                 + "\n  ".join(sorted(stale)))
    mutants = list(named()) + ([] if asked.named else of_comparisons[:: asked.every])
    if asked.list:
        print("\n".join(mutant.title for mutant in mutants))
        return 0

    begin, survivors = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="relctl-mutants-") as folder:
        workshop = Workshop(pathlib.Path(folder))
        if complaint := workshop.test(["plan", "core", "simulate"]):
            sys.exit(f"mutants.py: without any mutant a test fails: {complaint}")
        for mutant in mutants:
            noticed = workshop.try_out(mutant)
            print(f"{'killed' if noticed else 'ALIVE '}  {mutant.title}  by {noticed}" if noticed
                  else f"ALIVE   {mutant.title}", flush=True)
            if not noticed:
                survivors.append(mutant)
    print(f"{len(mutants)} mutants, {len(survivors)} alive, {len(known)} equivalent, "
          f"{time.monotonic() - begin:.0f} s")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
