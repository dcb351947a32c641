# SPDX-License-Identifier: Apache-2.0
"""Runs of whole programs that take turns, and what they took."""

import os
import statistics
import subprocess
import tempfile
import time


class Failed(Exception):
    pass


class Ran:
    def __init__(self, wall, cpu, peak_mib, out):
        self.wall, self.cpu, self.peak_mib, self.out = wall, cpu, peak_mib, out


def run_once(command, folder, environment=None, codes=(0,)):
    """The program's wall and CPU time in seconds and its peak memory, its children's included."""
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        program = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT,
                                   stdin=subprocess.DEVNULL,
                                   env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(program.pid, 0)
        wall = time.perf_counter() - began
        program.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode(errors="replace")
    if program.returncode not in codes:
        raise Failed(f"{' '.join(command)}: exit code {program.returncode}\n{text[-2000:]}")
    return Ran(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text)


class Side:
    """One of the programs that are compared."""

    def __init__(self, name, command, folder, environment=None, codes=(0,)):
        self.name, self.command, self.folder = name, command, folder
        self.environment, self.codes, self.ran = environment, codes, []

    def run(self):
        self.ran.append(run_once(self.command, self.folder, self.environment, self.codes))
        return self.ran[-1]


def take_turns(sides, runs):
    """Once each to warm up, then all in turn."""
    for side in sides:
        run_once(side.command, side.folder, side.environment, side.codes)
    for _ in range(runs):
        for side in sides:
            side.run()


def seconds(value):
    return f"{value * 1000:.2f} ms" if value < 1 else f"{value:.2f} s"


def row_of(side):
    walls = [ran.wall for ran in side.ran]
    return [side.name, seconds(statistics.median(walls)),
            f"{seconds(min(walls))} – {seconds(max(walls))}",
            seconds(statistics.median(ran.cpu for ran in side.ran)),
            f"{max(ran.peak_mib for ran in side.ran):.0f} MiB"]


def table(rows):
    lines = ["| program | median | range | CPU | peak |", "| --- | ---: | ---: | ---: | ---: |"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def ratio(above, below):
    """How many times longer `above` took, pair by pair."""
    pairs = [a.wall / b.wall for a, b in zip(above.ran, below.ran)]
    return (f"{above.name} / {below.name}: {statistics.median(pairs):.2f} "
            f"({min(pairs):.2f} – {max(pairs):.2f})")
