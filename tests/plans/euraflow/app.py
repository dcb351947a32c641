#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""One version of the core, as its package holds it: app.py PORT, or app.py --check, which says
whether this version can run on the database as it is now.

Orders are written twice, into `orders` and its shadow. Each request counts as fifty. Faults, by
version: {"fails": true}, {"reads": ["a column that may be gone"]}, {"backlog": 150} (of the plugin
ozon-orders, growing by ten a second, until it is disabled).
"""
import json
import pathlib
import sys
import threading
import time
import uuid

import psycopg2

import service

STANDS_FOR = 50
LATENCY_MS = 50
LATENCY_BUCKETS = (100, 1000, 2500, 5000, 10_000, float("inf"))

version = (pathlib.Path(__file__).resolve().parent / "VERSION").read_text().strip()
number = version.removeprefix("v")
is_new = number.split(".") >= ["2", "3"]
reads = "id, shop, quantity, amount, created_at, version" + (", currency" if is_new else "")
reads += "".join(f", {column}" for column in service.fault_of(version).get("reads", []))
counters = service.Counters()
for code in ("200", "201", "202", "204", "500"):
    counters.add("ef_requests_total", 0, version=number, code=code)
for job in ("orders_pull", "shipments_push", "inventory_push", "price_push"):
    counters.add(f"ef_ozon_{job}_fail_total", 0)


def create(at, body):
    """One order, in both tables at one time."""
    order, shop, quantity = uuid.uuid4().hex, body.get("shop"), body.get("quantity", 1)
    for table in ("orders", "orders_shadow"):
        at.execute(f"INSERT INTO {table} (id, shop, quantity, amount, created_at, version) "
                   "VALUES (%s, %s, %s, %s, now(), %s)",
                   (order, shop, quantity, 10 * quantity, number))
    return 201, {"id": order}


def latest(at):
    at.execute(f"SELECT {reads} FROM orders ORDER BY created_at DESC LIMIT 1")
    found = at.fetchone()
    return 200, {"id": found[0] if found else None}


def remove(at, order):
    for table, column in (("orders", "id"), ("orders_shadow", "id"), ("shipments", "order_id")):
        at.execute(f"DELETE FROM {table} WHERE {column} = %s", (order,))
    return 204, {}


def go_on(at, order, step):
    """An order that is shipped, then pushed to the platform, then reconciled; in this order."""
    if step == "shipment":
        at.execute("INSERT INTO shipments SELECT id FROM orders WHERE id = %s", (order,))
        return 201 if at.rowcount else 404, {}
    if step == "push":
        at.execute("UPDATE shipments SET pushed = true WHERE order_id = %s", (order,))
        return 202 if at.rowcount else 409, {}
    at.execute("SELECT FROM orders JOIN orders_shadow USING (id, amount) JOIN shipments "
               "ON order_id = id WHERE id = %s AND pushed", (order,))
    return 200, {"balanced": at.rowcount == 1}


def orders(at, method, path, body):
    parts = path.strip("/").split("/")[2:]
    if method == "POST" and not parts:
        return create(at, json.loads(body or "{}"))
    if parts == ["latest"]:
        return latest(at)
    return remove(at, parts[0]) if method == "DELETE" else go_on(at, *parts)


class Work:
    """Requests, one after the other, over one connection."""

    def __init__(self, connection):
        self.connection = connection
        self.lock = threading.Lock()

    def answer(self, method, path, _, body):
        status, said = 500, {}
        if not service.fault_of(version).get("fails"):
            with self.lock, self.connection, self.connection.cursor() as at:
                status, said = orders(at, method, path, body)
        counters.add("ef_requests_total", STANDS_FOR, version=number, code=str(status))
        for name in ("orders_pull", "shipments_push"):
            counters.observe(f"ef_ozon_{name}_latency_ms", LATENCY_MS, STANDS_FOR, LATENCY_BUCKETS)
        return status, said


class Exposed:
    """The counters, and the backlog as it is when it is asked for."""

    def exposition(self):
        return counters.exposition() + (f'ef_tasks_backlog{{plugin="ozon-orders"}} {backlog()}\n'
                                        'ef_tasks_backlog{plugin="ozon-inventory"} 2\n')


def backlog():
    flags = pathlib.Path("flags.txt")
    begins = service.fault_of(version).get("backlog")
    if not begins or (flags.exists() and "disable ozon-orders" in flags.read_text()):
        return 3
    return begins + int(10 * (time.time() - pathlib.Path("faults.json").stat().st_mtime))


database = psycopg2.connect(pathlib.Path("database.dsn").read_text())
if sys.argv[1] == "--check":
    with database.cursor() as cursor:
        cursor.execute(f"SELECT {reads} FROM orders LIMIT 1")
    print(f"{version} can run")
else:
    service.serve(int(sys.argv[1]), version, Exposed(), Work(database).answer)
