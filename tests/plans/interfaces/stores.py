# SPDX-License-Identifier: Apache-2.0
"""The two places where cameras are kept. Whoever holds the database's write lock may touch both."""
import contextlib
import json
import os
import pathlib
import sqlite3


def connect():
    database = sqlite3.connect("cameras.db", timeout=10, isolation_level=None)
    database.execute("CREATE TABLE IF NOT EXISTS camera (id TEXT PRIMARY KEY, name TEXT NOT NULL)")
    return database


def rows(database):
    return dict(database.execute("SELECT id, name FROM camera"))


def write_yaml(database):
    """The whole file anew; JSON strings are YAML too."""
    text = "".join(f"{json.dumps(camera)}: {json.dumps(name, ensure_ascii=False)}\n"
                   for camera, name in sorted(rows(database).items()))
    pathlib.Path("cameras.yaml.new").write_text(text)
    os.replace("cameras.yaml.new", "cameras.yaml")


def read_yaml():
    file = pathlib.Path("cameras.yaml")
    lines = file.read_text().splitlines() if file.exists() else []
    return dict(json.loads("[" + line.replace('": "', '", "', 1) + "]") for line in lines)


def consistent_share():
    """The share of cameras that both stores agree on, and of how many."""
    with contextlib.closing(connect()) as database:
        database.execute("BEGIN IMMEDIATE")  # Nobody writes while it compares.
        kept, written = rows(database), read_yaml()
        database.execute("COMMIT")
    cameras = kept.keys() | written.keys()
    agree = sum(kept.get(camera) == written.get(camera) for camera in cameras)
    return agree / len(cameras) if cameras else 1.0, len(cameras)


def broken_records():
    """What a change that was not finished leaves behind: records without a name, a damaged file."""
    with contextlib.closing(connect()) as database:
        database.execute("BEGIN IMMEDIATE")
        said = [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
        broken = [camera for camera, name in rows(database).items() if not name]
        database.execute("COMMIT")
    return said + broken
