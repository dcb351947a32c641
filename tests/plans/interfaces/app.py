#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""One version of the camera service: app.py PORT VERSION.

Cameras are kept twice, in cameras.db and in cameras.yaml. Each request counts as fifty. Faults:
{"fails": true} for every request, {"seconds": 0.4}, {"forgets_yaml": true},
{"puts_off": true}: a change is accepted (202) where it is to be done (200).
"""
import contextlib
import json
import sqlite3
import sys
import uuid

import service
import stores

STANDS_FOR = 50
READS = {"/api/v1/system/info": {"status": "ok"}, "/api/v1/alerts/history-db": {"alerts": []},
         "/api/v1/alerts/rules": {"rules": []}}

version = sys.argv[2]
number = version.removeprefix("v")
counters = service.Counters()
for group in ("read", "write"):
    for code in ("200", "201", "204", "500"):
        counters.add("http_requests_total", 0, group=group, version=number, code=code)


def change(method, camera, body, fault):
    """One change, in both stores or in neither; the status and the answer."""
    with contextlib.closing(stores.connect()) as database, database:
        database.execute("BEGIN IMMEDIATE")
        if method == "DELETE":
            database.execute("DELETE FROM camera WHERE id = ?", (camera,))
        else:
            database.execute("INSERT OR REPLACE INTO camera VALUES (?, ?)", (camera, body["name"]))
        if not fault.get("forgets_yaml"):
            stores.write_yaml(database)
    changed = 202 if fault.get("puts_off") else 200
    return {"POST": 201, "PUT": changed, "DELETE": 204}[method], {"id": camera}


def respond(method, path, body):
    fault = service.fault_of(version)
    if fault.get("fails"):
        return 500, {"error": "out of order"}
    if method == "GET":
        return (200, READS[path]) if path in READS else (404, {})
    if not path.startswith("/api/v1/cameras"):
        return 404, {}
    camera = path.removeprefix("/api/v1/cameras").strip("/") or uuid.uuid4().hex
    try:
        return change(method, camera, json.loads(body or "{}"), fault)
    except sqlite3.OperationalError as error:
        return 503, {"error": str(error)}


def answer(method, path, _, body):
    status, said = respond(method, path, body)
    group = "read" if method == "GET" else "write"
    counters.add("http_requests_total", STANDS_FOR, group=group, version=number, code=str(status))
    counters.observe("http_seconds", service.fault_of(version).get("seconds", 0.05), STANDS_FOR,
                     group=group, version=number)
    return status, said


service.serve(int(sys.argv[1]), version, counters, answer)
