#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""One version of the recipe app: app.py PORT VERSION.

/evening is a user who calls all four endpoints. Each request counts as fifty, so that a test sees
the volume of minutes in a second. Faults: {"fails": true}, {"seconds": 0.4}.
"""
import sys

import service

STANDS_FOR = 50
ENDPOINTS = ("recommend", "swap", "cart_share", "plan_share")

version = sys.argv[2]
number = version.removeprefix("v")
counters = service.Counters()
for code in ("200", "429", "500"):
    counters.add("http_requests_total", 0, version=number, code=code)
for name in ("share_join_success_total", "api_request_failed_total"):
    counters.add(name, 0)


def answer(_, path, __, ___):
    fault = service.fault_of(version)
    status = 500 if fault.get("fails") else 200
    for endpoint in ENDPOINTS if path == "/evening" else [path.strip("/")]:
        counters.add("http_requests_total", STANDS_FOR, version=number, code=str(status))
        counters.observe("api_seconds", fault.get("seconds", 0.05), STANDS_FOR, version=number,
                         endpoint=endpoint)
    counters.add("share_join_success_total", STANDS_FOR)
    return status, f"{version} {path.strip('/')}\n"


service.serve(int(sys.argv[1]), version, counters, answer)
