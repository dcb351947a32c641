#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Counts what really happened: HAProxy's access log against the weights it was seen to have.

usage: measure.py VERSION [AFTER]

Run in the demo's folder. Prints, for each weight the canary had after the time AFTER, the share of
requests that VERSION answered; then how long after the first failure its weight was 0. Exits 1 when
a request reached VERSION after that. Of relctl only the time of its decision is taken, where
events.jsonl holds its log.
"""
import datetime
import itertools
import json
import os
import sys


def read_requests():
    """Time, server, status and version of each request; HAProxy's own notices are left out."""
    with open("access.log", encoding="utf-8") as log:
        for line in log:
            fields = line.split()
            if len(fields) == 4 and fields[0].replace(".", "").isdigit():
                yield float(fields[0]), fields[1], int(fields[2]), fields[3]


def read_weights(after):
    """Runs of the same weight: weight, first and last time it was seen."""
    with open("weights.log", encoding="utf-8") as log:
        seen = [tuple(map(float, line.split())) for line in log if len(line.split()) == 3]
    seen = [entry for entry in seen if entry[0] >= after]
    for weight, run in itertools.groupby(seen, key=lambda entry: entry[1] / (entry[1] + entry[2])):
        times = [entry[0] for entry in run]
        yield weight, times[0], times[-1]


def read_decision():
    """When relctl recorded that it goes back, by itself or by a person; None without its log."""
    if not os.path.exists("events.jsonl"):
        return None
    with open("events.jsonl", encoding="utf-8") as log:
        for event in map(json.loads, log):
            if event["kind"] == "RollbackRequested":
                return datetime.datetime.fromisoformat(event["at"]).timestamp()
    return None


def print_shares(version, requests, weights):
    heads = ["weight", "seconds", "requests", "by " + version, "share", "failed"]
    print("{:>7}{:>9}{:>10}{:>12}{:>8}{:>8}".format(*heads))
    for weight, first, last in weights:
        during = [r for r in requests if first <= r[0] <= last]
        own = [r for r in during if r[3] == version]
        if during:
            failed = sum(r[2] >= 500 for r in own)
            share = f"{len(own) / len(during):.1%}"
            print(f"{weight:>7.0%}{last - first:>9.1f}{len(during):>10}{len(own):>12}"
                  f"{share:>8}{failed:>8}")


def print_rollback(version, requests, weights):
    """Returns how many requests reached the version once its weight was seen to be 0 again."""
    failures = [r[0] for r in requests if r[3] == version and r[2] >= 500]
    if not failures:
        print(f"{version} failed no request")
        return 0
    back = [first for weight, first, _ in weights if weight == 0 and first > failures[0]]
    if not back:
        print(f"{version} failed {len(failures)} requests and still has traffic")
        return 1
    after = [r for r in requests if r[0] > back[0]]
    late = sum(r[3] == version for r in after)
    decided = read_decision()
    if decided:
        print(f"{decided - failures[0]:6.1f} s after {version} first failed a request, "
              "relctl decided to go back")
    print(f"{back[0] - failures[0]:6.1f} s after it, the weight was 0")
    print(f"{late:6} of the {len(after)} requests since then reached {version}")
    return late


def main():
    version, after = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    requests = [r for r in read_requests() if r[0] >= after]
    weights = list(read_weights(after))
    print_shares(version, requests, weights)
    sys.exit(1 if print_rollback(version, requests, weights) else 0)


main()
