# SPDX-License-Identifier: Apache-2.0
"""A folder with a plan whose steps leave a trace, a metric server on loopback, and relctl.

A step writes `begun KEY NAME ARGUMENT PID` to `trace`, then does its work once a key (a file under
`effects`, made only where there is none, as a service does that knows Idempotency-Key), then writes
`ended …`. So the trace shows how often a step ran, and `effects` what it did.
"""
import argparse
import ctypes
import hashlib
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import traceback

RELCTL = os.environ.get("RELCTL", "relctl")
VERSION, STABLE, RELEASE = "v1.4.0", "v1.3.2", "demo-1.4.0"
SHARED = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # No disk to wait for.

PLAN = """\
relctl: 1
name: demo
roles: { owner: { title: Release Owner, members: [alice] } }
sources: { prom: { prometheus: "${PROM_URL}", timeout: 2s } }
metrics:
  errors: { source: prom, query: "rate(errors[1s])", unit: ratio, every: 1s, window: 1s }
thresholds:
  errors: { metric: errors, breach: "> 1%", then: rollback }
  orders: { incident: P0, scope: orders, then: rollback }
before:
  ready: { run: [./step, ready, now], timeout: 20s, every: 1s }
phases:
  - { id: p5, traffic: 5%, observe: OBSERVE, enter: [shift] }
  - { id: full, traffic: 100%, observe: OBSERVE, enter: [shift], approve: [owner] }
steps:
  shift: { run: [./step, shift, "{{traffic}}"], timeout: 20s, idempotent: true }
rollback:
  deadline: 30m
  steps:
    - { id: back, run: [./step, back, "{{to}}"], timeout: 20s, idempotent: true }
  verify:
    - { id: smoke, run: [./step, smoke, "{{to}}"], timeout: 20s, idempotent: true }
comms:
  started: "{{version}} entered {{phase}} {{anchor}}"
  rolled_back: "{{version}} went back to {{to}} {{anchor}}"
"""

STEP = """\
#!/bin/sh
cd "${0%/*}" || exit 99
echo "begun $RELCTL_OP_KEY $1 $2 $$" >> trace || exit 98
[ ! -e "./during-$1" ] || . "./during-$1"
(set -C; : > "effects/$1 $RELCTL_OP_KEY") 2>/dev/null
[ -e "effects/$1 $RELCTL_OP_KEY" ] || exit 97
echo "ended $RELCTL_OP_KEY $1 $2 $$" >> trace || exit 96
"""


class Ran:
    """How a program ended: `code` as a shell says it, `out`, `err`, `seconds`."""

    def __init__(self, code, out, err, seconds=0.0):
        self.code = 128 - code if code < 0 else code
        self.out, self.err, self.seconds = out, err, seconds

    def __str__(self):
        return f"exit {self.code} after {self.seconds:.2f} s\n{self.out}{self.err}"


class Workplace:
    """The folder. `save` and `restore` take it back to where it stood, at the same path, since a
    release knows its plan and folder by path."""

    def __init__(self, plan=PLAN, observe="2s", url="http://127.0.0.1:9", parent=SHARED):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="relctl-fault-", dir=parent))
        self.database = self.folder / "log" / "relctl.db"
        self.environment = {"PROM_URL": url}
        self.program, self.saved = RELCTL, []
        self.write("plan.yaml", plan.replace("OBSERVE", observe))
        self.write("step", STEP)
        (self.folder / "step").chmod(0o755)
        (self.folder / "effects").mkdir()
        (self.folder / "log").mkdir(mode=0o700)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()

    def remove(self):
        for folder in (self.folder, *self.saved):
            shutil.rmtree(folder, ignore_errors=True)

    def save(self):
        return self.copy_of(self.folder)

    def copy_of(self, folder):
        saved = tempfile.mkdtemp(prefix="relctl-saved-", dir=SHARED)
        self.saved.append(saved)
        shutil.copytree(folder, saved, dirs_exist_ok=True, symlinks=True)
        return saved

    def restore(self, saved):
        for entry in self.folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        shutil.copytree(saved, self.folder, dirs_exist_ok=True, symlinks=True)

    def write(self, name, text):
        (self.folder / name).write_text(str(text))

    def environ(self, **more):
        kept = {key: value for key, value in os.environ.items() if not key.startswith("RELCTL")}
        return {**kept, "RELCTL_DB": str(self.database), **self.environment, **more}

    def argv(self, *words):
        return [self.program, *words]

    def relctl(self, *words, seconds=60.0, under=(), **more):
        """Runs relctl to its end; `under` are words before it, such as a tracer's."""
        begun = time.monotonic()
        process = subprocess.run(
            [*under, *self.argv(*words)], cwd=self.folder, env=self.environ(**more),
            stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=seconds)
        return Ran(process.returncode, process.stdout.decode("utf-8", "replace"),
                   process.stderr.decode("utf-8", "replace"), time.monotonic() - begun)

    def begin(self, *words, under=(), **more):
        """Starts relctl; what it says goes to the end of `said`."""
        with open(self.folder / "said", "ab") as said:
            return subprocess.Popen(
                [*under, *self.argv(*words)], cwd=self.folder, env=self.environ(**more),
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True)

    def must(self, *words, codes=(0,), **more):
        ran = self.relctl(*words, **more)
        if ran.code not in codes:
            raise AssertionError(f"relctl {' '.join(words)}: {ran}")
        return ran

    def start(self):
        return self.must(*START)

    def trace(self):
        """The lines of the trace as lists of words."""
        file = self.folder / "trace"
        lines = file.read_text().splitlines() if file.exists() else []
        return [line.split() for line in lines]

    def effects(self, step):
        """The keys under which the step has had its effect."""
        names = [file.name.split() for file in (self.folder / "effects").iterdir()]
        return {key for name, key in names if name == step}

    def events(self):
        """What the log holds, read and checked without relctl."""
        return read_log(self.database)


START = ("start", "plan.yaml", "--version", VERSION, "--from", STABLE)


class Event:
    """One row of the log."""

    def __init__(self, row):
        self.position, self.stream, self.version, self.track, self.at_ms, self.actor = row[:6]
        self.kind, raw, self.hash = row[6], bytes(row[7]), bytes(row[9])
        self.body = json.loads(raw)

    @property
    def anchor(self):
        return f"{self.position}:{self.hash.hex()}"


def field(value):
    if isinstance(value, int):
        value = struct.pack(">q", value)
    elif isinstance(value, str):
        value = value.encode()
    return struct.pack(">Q", len(value)) + value


def read_log(path):
    """The events; an AssertionError where a link does not hold (lib/audit/README.md)."""
    if not pathlib.Path(path).exists() or pathlib.Path(path).stat().st_size == 0:
        return []
    with tempfile.TemporaryDirectory(dir=SHARED) as folder:  # What is read may need a recovery.
        for beside in ("", "-wal", "-journal"):
            if pathlib.Path(f"{path}{beside}").exists():
                shutil.copy(f"{path}{beside}", f"{folder}/log{beside}")
        rows = read_rows(f"{folder}/log")
    head = bytes(32)
    for due, (*fields, stored) in enumerate(rows, 1):
        hashed = hashlib.sha256(b"".join(map(field, ["relctl.event/1", *fields]))).digest()
        assert fields[0] == due and bytes(fields[8]) == head and hashed == bytes(stored), \
            f"event {due} is not what it was"
        head = hashed
    return [Event(row) for row in rows]


def read_rows(path):
    log = sqlite3.connect(path)
    try:
        if not log.execute("SELECT 1 FROM sqlite_master WHERE name = 'event'").fetchall():
            return []
        return log.execute(
            "SELECT position, stream, version, track, at_ms, actor, kind, body, previous, hash "
            "FROM event ORDER BY position").fetchall()
    finally:
        log.close()


SERVER = """
import http.server, json, os, sys, time, urllib.parse
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
ANSWER
    def say(self, kind, body, status=200, words=None):
        self.send_response(status, words)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_POST = do_GET
    def log_message(self, *_): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
server.handle_error = lambda *_: None  # Who asks is killed.
child = os.fork()
if child:
    print(server.server_address[1], child, flush=True)
    os._exit(0)
os.close(1)
server.serve_forever()
"""

METRICS = """\
        url = urllib.parse.urlsplit(self.path)
        value, is_range = open(sys.argv[1]).read().strip(), url.path.endswith("query_range")
        if url.path.startswith("/page"):
            return self.say("text/plain", f"errors {value}\\n".encode())
        asked = {name: float(each[0]) for name, each in urllib.parse.parse_qs(url.query).items()
                 if name in ("time", "start", "end", "step")}
        last = min(asked.get("end" if is_range else "time", 0), time.time() + 1)
        at, points = asked.get("start" if is_range else "time", 0), []
        while at <= last + 0.001:
            points.append([round(at, 3), value])
            at += asked.get("step", 1e12)
        series = {"metric": {}, "values": points} if is_range else {
            "metric": {}, "value": points and points[0]}
        self.say("application/json", json.dumps({"status": "success", "data": {
            "resultType": "matrix" if is_range else "vector",
            "result": [series] if points else []}}).encode())
"""


def begin_server(answer, *words):
    """URL and process id of a server that answers so. It is not this one's child: who traces waits
    for any child."""
    told = subprocess.run([sys.executable, "-c", SERVER.replace("ANSWER", answer.rstrip()), *words],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True)
    port, pid = told.stdout.split()
    return f"http://127.0.0.1:{int(port)}", int(pid)


class MetricServer:
    """Answers every query with the number in its file, for any time that has come, as a source does
    that keeps history; at /page as a page of metrics."""

    def __init__(self, value="0.001"):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="relctl-metric-"))
        self.set(value)
        self.url, self.pid = begin_server(METRICS, str(self.folder / "value"))

    def set(self, value):
        (self.folder / "value").write_text(value)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.kill(self.pid, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)


class Findings:
    """What went wrong, each with what reproduces it; the goal's line of the table."""

    def __init__(self, goal, told=20):
        self.goal, self.told, self.bad, self.figures, self.maxima = goal, told, [], {}, set()
        self.begun = time.monotonic()

    def count(self, name, number=1):
        self.figures[name] = self.figures.get(name, 0) + number

    def most(self, name, number):
        self.maxima.add(name)
        self.figures[name] = max(self.figures.get(name, 0), number)

    def check(self, holds, what):
        if not holds:
            self.bad.append(what)
            if len(self.bad) <= self.told:
                print(f"  {self.goal}: {what}", file=sys.stderr, flush=True)
        return bool(holds)

    def guard(self, case, *words):
        """Runs a case in a thread of its own, where nobody would see what it raises."""
        try:
            case(*words)
        except Exception as failure:  # pylint: disable=broad-except
            self.check(False, f"{case.__name__}: {failure!r}")

    def add(self, told):
        """What another process has found, as it has written it to a file."""
        os.lseek(told, 0, os.SEEK_SET)
        with os.fdopen(told, encoding="utf-8") as file:
            bad, figures, maxima = json.load(file)
        self.bad += bad
        for name, number in figures.items():
            (self.most if name in maxima else self.count)(name, number)

    def end(self):
        """Prints the line and leaves with 0 or 1."""
        told = ", ".join(f"{name} {value:.2f}" if isinstance(value, float) else f"{name} {value}"
                         for name, value in self.figures.items())
        seconds = time.monotonic() - self.begun
        print(f"| {self.goal} | {told} | {len(self.bad)} findings | {seconds:.0f} s |", flush=True)
        sys.exit(1 if self.bad else 0)


def share(findings, jobs, work, parts):
    """Calls `work(findings, *part)` for each of the parts, `jobs` at a time, each call in a process
    of its own, since who traces waits for every child."""
    due, running = list(reversed(parts)), {}
    while due or running:
        while due and len(running) < jobs:
            told, part = os.memfd_create("findings"), due.pop()
            pid = os.fork()
            if pid == 0:
                _work_alone(Findings(findings.goal, findings.told), work, part, told)
            running[pid] = told, part
        pid, status = os.waitpid(-1, 0)
        told, part = running.pop(pid)
        if findings.check(status == 0, f"the part {part[:2]} ended with {status}"):
            findings.add(told)
        if jobs > 1:
            print(f"  {findings.goal}: {len(due) + len(running)} parts left", file=sys.stderr)


def _work_alone(findings, work, part, told):
    status = 1
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        work(findings, *part)
        with os.fdopen(told, "w", encoding="utf-8") as file:
            json.dump([findings.bad, findings.figures, list(findings.maxima)], file)
        status = 0
    except Exception:  # pylint: disable=broad-except
        traceback.print_exc()
    finally:
        os._exit(status)


def options(about, **numbers):
    """--full, and a number for each of `numbers` (name=(small, full))."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--full", action="store_true", help="full size; else small")
    for name, sizes in numbers.items():
        parser.add_argument(f"--{name}", type=int, help=f"{sizes[0]}, with --full {sizes[1]}")
    given = parser.parse_args()
    for name, sizes in numbers.items():
        if getattr(given, name) is None:
            setattr(given, name, sizes[1 if given.full else 0])
    return given


def spread(total, points):
    """At most `points` of 1..total, evenly, with the last."""
    if points >= total:
        return list(range(1, total + 1))
    return sorted({1 + round(i * (total - 1) / (points - 1)) for i in range(points)})


def end_group(process):
    """Ends what `begin` started, and its own group only."""
    if process.poll() is None:
        process.kill()
    process.wait()


def parent_of(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("PPid:")[1].split()[0])


def processes_of(folder):
    """The processes whose working directory lies in the folder."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.readlink(entry / "cwd").startswith(str(folder)):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found
