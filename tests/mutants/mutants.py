#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Puts deliberate bugs into what decides, one at a time, and sees that a test fails for each.

    tests/mutants/mutants.py               the named bugs, every comparison of FILES (half an hour)
    tests/mutants/mutants.py --named       the named bugs alone
    tests/mutants/mutants.py --every 20    the named bugs and every 20th comparison
    tests/mutants/mutants.py --list        what would be tried

It works in a copy of the tree, so nothing here is touched. Exit 1: a bug that no test noticed.
"""

import argparse
import pathlib
import re
import resource
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
# Longer, or more, is a loop without an end: the tests take a second.
MOST_SECONDS = {"core": 60, "plan": 60, "simulate": 300}
MOST_BYTES = 4 << 30

STARTED = "std::get_if<core::StepStarted>(&event)"
APPEND = "    auto result = append(m_log, view, std::move(decision.events), now, m_actor);\n"

# (title, file, text, what it becomes, the test programs that must notice)
NAMED = [
    ("NaN is compared", "lib/core/judge_points.cpp",
     "if (!std::isfinite(value)) {", "if (!point.value) {", ["core"]),
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
    """One bug: the text that `file` then has, or the `number` that switches it on."""

    def __init__(self, title, file, programs, text=None, number=None):
        self.title, self.file, self.programs = title, file, programs
        self.text, self.number = text, number


def named():
    for title, file, before, after, programs in NAMED:
        text = (ROOT / file).read_text()
        if text.count(before) != 1:
            sys.exit(f"mutants.py: mend NAMED: {file} holds the text of '{title}' "
                     f"{text.count(before)} times")
        yield Mutant(title, file, programs, text=text.replace(before, after))


def equivalents():
    """FILE: CODE -> OPERATOR, then a reason: mutants that no input can tell from the original."""
    known = {}
    for line in (pathlib.Path(__file__).parent / "equivalent.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            what, _, reason = line.partition("  # ")
            known[what.strip()] = reason
    return known


class Switchboard:
    """FILES with a switch at each comparison (comparison.hpp), and the mutants that it makes."""

    def __init__(self, known):
        self.known, self.used, self.mutants, self.texts, self.next = known, set(), [], {}, 1
        for pattern in FILES:
            for path in sorted(ROOT.glob(pattern)):
                file = str(path.relative_to(ROOT))
                lines = path.read_text().splitlines(keepends=True)
                self.texts[file] = "".join(self.switched(file, number, line)
                                           for number, line in enumerate(lines, 1))

    def switched(self, file, number, line):
        code = line.split("//")[0]
        if code.lstrip().startswith(("#", "template")):
            return line
        made, copied = "", 0
        for found in COMPARISON.finditer(code):
            if code.count('"', 0, found.start()) % 2 == 1:
                continue  # Inside a text.
            operator = found.group(1)
            made += line[copied:found.end(1)]
            made += f" relctl::mutants::At{{{self.next}}} {operator}"
            copied = found.end(1)
            column = found.start(1) - len(line) + len(line.lstrip())
            self.add(f"{file}: {line.strip()} @{column}", OTHERS[operator], file, number)
        return made + line[copied:]

    def add(self, place, others, file, line):
        for other in others:
            name, number = f"{place} -> {other}", self.next
            self.next += 1
            if name in self.known:
                self.used.add(name)
                continue
            # The module's own tests first: they notice most.
            programs = ["plan", "core"] if file.startswith("lib/plan/") else ["core", "plan"]
            title = f"{name}  (line {line})"
            self.mutants.append(Mutant(title, file, programs, number=number))


class Workshop:
    """A copy of the tree with the switches in it, built once. Only a named bug is built again: the
    files that it changes are compiled alone, everything else in batches."""

    def __init__(self, folder, texts, named_files, jobs):
        self.tree, self.build = folder / "tree", folder / "build"
        self.texts, self.jobs = texts, jobs
        listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], check=True,
                                capture_output=True).stdout
        for name in filter(None, listed.decode().split("\0")):
            if (ROOT / name).is_file():
                (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.tree / name)
        for file in sorted({*texts, *named_files}):
            self.restore(file)
            path = self.tree / file
            with open(path.parent / "CMakeLists.txt", "a") as lists:
                lists.write(f"\nset_source_files_properties({path.name} PROPERTIES "
                            "SKIP_UNITY_BUILD_INCLUSION ON COMPILE_OPTIONS "
                            "\"-Wno-parentheses;-include;"
                            f"{self.tree}/tests/mutants/comparison.hpp\")\n")
        self.run(["cmake", "-S", self.tree, "-B", self.build, "-G", "Ninja",
                  "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O0", "-DRELCTL_TESTS=ON",
                  "-DCMAKE_UNITY_BUILD=ON", "-DCMAKE_UNITY_BUILD_BATCH_SIZE=12",
                  "-DRELCTL_SUITES=support;plan;core;simulate"])

    def restore(self, file):
        (self.tree / file).write_text(self.texts.get(file) or (ROOT / file).read_text())

    @staticmethod
    def run(command, timeout=None):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=timeout)
        if done.returncode != 0:
            raise RuntimeError(done.stdout[-2000:])

    def make(self, programs):
        self.run(["ninja", f"-j{self.jobs}", "-C", self.build,
                  *(f"test_{program}" for program in programs)])

    def test(self, programs, number=0):
        """The first complaint of the tests, or None if none has any."""
        for program in programs:
            test = self.build / "tests" / program / f"test_{program}"
            command = ["env", "RELCTL_SEEDS=300", f"RELCTL_MUTANT={number}", test, "--abort"]
            try:
                done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                      text=True, errors="replace", timeout=MOST_SECONDS[program],
                                      preexec_fn=bound_memory)
            except subprocess.TimeoutExpired:
                return f"{program}: does not end"
            if done.returncode == 77:
                return "the compiler"
            if done.returncode != 0:
                return f"{program}: {failed_case(done.stdout)}"
        return None

    def try_out(self, mutant):
        if mutant.number is not None:
            return self.test(mutant.programs, mutant.number)
        (self.tree / mutant.file).write_text(mutant.text)
        try:
            self.make(mutant.programs)
            return self.test(mutant.programs)
        except RuntimeError:
            return "the compiler"
        finally:
            self.restore(mutant.file)


def bound_memory():
    """Of a loop that a mutant makes endless."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))


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
    options.add_argument("--jobs", type=int, default=2, metavar="N", help="of the builds")
    options.add_argument("--list", action="store_true", help="print what would be tried")
    asked = options.parse_args()

    known = equivalents()
    switchboard = Switchboard(known)
    if stale := set(known) - switchboard.used:
        sys.exit("mutants.py: equivalent.txt names what is not there:\n  "
                 + "\n  ".join(sorted(stale)))
    of_name = list(named())
    mutants = ([] if asked.named else switchboard.mutants[:: asked.every]) + of_name
    if asked.list:
        print("\n".join(mutant.title for mutant in mutants))
        return 0

    begin, survivors = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="relctl-mutants-") as folder:
        workshop = Workshop(pathlib.Path(folder), switchboard.texts,
                            {mutant.file for mutant in of_name}, asked.jobs)
        workshop.make(["plan", "core", "simulate"])
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
