#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Coverage-guided fuzzing of every target: builds them with clang and libFuzzer, runs each, prints
a table. `--full` is the goal's fifteen million executions, which takes an hour of one core; without
it a hundredth of that. Everything worth keeping, and a twentieth of the executions, then goes
through a build with AddressSanitizer and UBSan. What is found lies in build-fuzz/findings/TARGET;
see README.md for what to do then."""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FUZZ = ROOT / "tests" / "fuzz"
FULL = 15_000_000

# What a target gets of a hundred executions, and the longest input. Readers of whole documents take
# milliseconds where the others take microseconds, so these get the more.
TARGETS = {
    "answers": (5, 2048),
    "event_json": (5, 4096),
    "exposition": (3, 2048),
    "limit": (16, 256),
    "manifest_yaml": (4, 1024),
    "plan_yaml": (2, 3072),
    "prometheus_json": (4, 2048),
    "quantity": (16, 256),
    "queries": (5, 512),
    "recordings": (4, 1024),
    "scenario_yaml": (3, 2048),
    "semver": (14, 256),
    "template_text": (12, 1024),
    "text": (7, 1024),
}
SHIPPED = {"plan_yaml": ["plans", "plans/templates"], "scenario_yaml": ["plans/scenarios"]}


def build(folder, sanitize, jobs):
    options = ["-G", "Ninja", "-DRELCTL_FUZZ=ON", f"-DRELCTL_SANITIZE={sanitize}",
               "-DRELCTL_SUITES=fuzz", "-DCMAKE_UNITY_BUILD=ON",
               "-DCMAKE_UNITY_BUILD_BATCH_SIZE=12", "-DCMAKE_C_COMPILER=clang",
               "-DCMAKE_CXX_COMPILER=clang++"]
    if not (folder / "CMakeCache.txt").exists():
        subprocess.run(["cmake", "-S", ROOT, "-B", folder, *options], check=True,
                       stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", folder, "--target", "fuzz_targets", "-j", str(jobs)],
                   check=True, stdout=sys.stderr)


def fuzz(folder, corpus, findings, target, executions, seed):
    """The executions done, the seconds taken, and what was found. The corpus grows."""
    corpus, findings = corpus / target, findings / target
    corpus.mkdir(parents=True, exist_ok=True)
    findings.mkdir(parents=True, exist_ok=True)
    # These times are of the clock: beside other work a niced process may stand still for long.
    command = [folder / "tests" / "fuzz" / f"fuzz_{target}", f"-runs={executions}",
               f"-max_len={TARGETS[target][1]}", f"-seed={seed}", "-timeout=120",
               "-report_slow_units=120",
               "-rss_limit_mb=2048", "-malloc_limit_mb=256", f"-artifact_prefix={findings}/",
               "-print_final_stats=1", corpus, FUZZ / "corpus" / target]
    command += [ROOT / shipped for shipped in SHIPPED.get(target, [])]
    environment = dict(os.environ, ASAN_OPTIONS="quarantine_size_mb=16:malloc_context_size=8")
    begun = time.monotonic()
    log = folder / f"{target}.log"
    with open(log, "wb") as out:
        code = subprocess.run(command, stdout=out, stderr=out, env=environment).returncode
    said = log.read_text(errors="replace")
    done = re.search(r"number_of_executed_units: +(\d+)", said)
    found = sorted(findings.iterdir())
    if code != 0 and not found:
        print(f"{target} ended with {code}; see {log}", file=sys.stderr)
        found = [log]
    return int(done.group(1)) if done else 0, time.monotonic() - begun, found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help=f"{FULL} executions in all")
    parser.add_argument("--executions", type=int, help="in all, instead")
    parser.add_argument("--targets", help="some of them, parted by commas; they share all")
    parser.add_argument("--build-dir", type=pathlib.Path, default=ROOT / "build-fuzz")
    parser.add_argument("--jobs", type=int, default=2, help="of the build")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chosen = arguments.targets.split(",") if arguments.targets else list(TARGETS)
    unknown = [name for name in chosen if name not in TARGETS]
    if unknown:
        parser.error(f"no target {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    executions = arguments.executions or (FULL if arguments.full else FULL // 100)
    folder = arguments.build_dir.resolve()
    sanitized = folder / "sanitized"
    build(folder, "", arguments.jobs)
    build(sanitized, "address", arguments.jobs)

    shares = sum(TARGETS[name][0] for name in chosen)
    totals = {"plain": 0, "sanitized": 0, "seconds": 0.0}
    every = set()
    print("| target | executions | seconds | sanitized | seconds | findings |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name in chosen:
        due = executions * TARGETS[name][0] // shares
        places = folder / "corpus", folder / "findings", name
        done, seconds, _ = fuzz(folder, *places, due, arguments.seed)
        again, more, found = fuzz(sanitized, *places, due // 20, arguments.seed + 1)
        print(f"| {name} | {done} | {seconds:.0f} | {again} | {more:.0f} | {len(found)} |",
              flush=True)
        for path in found:
            print(f"{name}: {path}", file=sys.stderr)
        every.update(found)
        totals["plain"] += done
        totals["sanitized"] += again
        totals["seconds"] += seconds + more
    print(f"| all | {totals['plain']} | | {totals['sanitized']} | {totals['seconds']:.0f} in all "
          f"| {len(every)} |")
    return 1 if every else 0


if __name__ == "__main__":
    sys.exit(main())
