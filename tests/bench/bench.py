#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares relctl with its peers and its limits, whole processes taking turns. See README.md."""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

import local
import long_bake
import prometheus
import rules
import runs
import startup

ROOT = pathlib.Path(__file__).resolve().parents[2]
PARTS = {"rules": rules, "prometheus": prometheus, "local": local, "long": long_bake,
         "startup": startup}


def build():
    folder = ROOT / "build-bench"
    subprocess.run(["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
                    "-DRELCTL_TESTS=OFF"], check=True, stdout=sys.stderr)
    subprocess.run(["cmake", "--build", folder, "--target", "relctl"], check=True,
                   stdout=sys.stderr)
    return folder / "cli" / "relctl"


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--relctl", help="the program to measure; else it is built")
    parser.add_argument("--runs", type=int, default=5, help="of each side, taking turns")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, with commas between")
    parser.add_argument("--smoke", action="store_true",
                        help="tiny inputs, once: whether it works, not how fast")
    arguments = parser.parse_args()
    unknown = [part for part in arguments.only.split(",") if part not in PARTS]
    if unknown or arguments.runs < 1:
        parser.error(f"--only takes some of {','.join(PARTS)}, and --runs at least 1")
    return arguments


def main():
    arguments = read_arguments()
    relctl = str(pathlib.Path(arguments.relctl or build()).resolve())
    count = 1 if arguments.smoke else arguments.runs
    print(f"{os.cpu_count()} processors, {count} runs of each side")
    for name in arguments.only.split(","):
        with tempfile.TemporaryDirectory() as folder:
            try:
                text = PARTS[name].compare(relctl, folder, count, arguments.smoke)
            except runs.Failed as failure:
                print(f"\n## {name}\n\n{failure}")
                return 1
        print(f"\n## {name}\n\n{text}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
