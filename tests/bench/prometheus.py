# SPDX-License-Identifier: Apache-2.0
"""A backtest from a real Prometheus against curl of the very bodies that it asks for."""

import http.server
import pathlib
import shutil
import socket
import subprocess
import threading
import time
import urllib.request

import inputs
from runs import Failed, Side, ratio, row_of, run_once, table, take_turns

METRICS = 4


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fill(folder, days):
    """The counters that rates are made of, as a service exposes them."""
    steps = days * 86400 // inputs.STEP
    path = pathlib.Path(folder) / "past.txt"
    with path.open("w", encoding="utf-8") as file:
        for i in range(METRICS):
            errors = 0
            file.write(f"# TYPE errors{i} counter\n")
            for step in range(steps):
                errors += inputs.errors_a_step(1 + i, step, steps)
                file.write(f"errors{i}_total {errors} {inputs.BEGIN + inputs.STEP * step}\n")
            file.write(f"# TYPE requests{i} counter\n")
            for step in range(steps):
                file.write(f"requests{i}_total {inputs.TOTAL_A_STEP * (step + 1)} "
                           f"{inputs.BEGIN + inputs.STEP * step}\n")
        file.write("# EOF\n")
    run_once(["promtool", "tsdb", "create-blocks-from", "openmetrics", "past.txt", "data",
              "--quiet"], folder)


class Prometheus:
    def __init__(self, folder):
        self.url = f"http://127.0.0.1:{free_port()}"
        (pathlib.Path(folder) / "prometheus.yml").write_text("global: { scrape_interval: 1h }\n")
        self.program = subprocess.Popen(
            ["prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=data",
             "--storage.tsdb.retention.time=20y",
             f"--web.listen-address={self.url.removeprefix('http://')}"],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        for _ in range(300):
            try:
                urllib.request.urlopen(self.url + "/-/ready", timeout=1).close()
                return self
            except OSError:
                time.sleep(0.1)
        self.__exit__()
        raise Failed("prometheus does not get ready")

    def __exit__(self, *_):
        self.program.terminate()
        self.program.wait()


def asked_of(url, command, folder, environment):
    """The requests that the command makes, seen by a proxy in front of the source."""
    asked = []

    class Seen(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            asked.append(self.path)
            with urllib.request.urlopen(url + self.path) as reply:
                body = reply.read()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Seen)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        run_once(command, folder, {**environment,
                                   "PROM_URL": f"http://127.0.0.1:{server.server_port}"})
    finally:
        server.shutdown()
        thread.join()
    return asked


def compare(relctl, folder, runs, smoke):
    for program in ("prometheus", "promtool", "curl"):
        if not shutil.which(program):
            return f"{program} is not there; install it"
    days = 1 if smoke else 30
    fill(folder, days)
    inputs.write_plan(folder, "plan.yaml", METRICS, METRICS, "4h",
                      "rate(errors{0}_total[5m]) / rate(requests{0}_total[5m])", "${PROM_URL}")
    command = [relctl, "backtest", "plan.yaml", "--from", inputs.time_text(inputs.BEGIN), "--to",
               inputs.time_text(inputs.BEGIN + days * 86400 - inputs.STEP)]
    with Prometheus(folder) as source:
        environment = {"PROM_URL": source.url, "XDG_CACHE_HOME": f"{folder}/cache"}
        asked = asked_of(source.url, command + ["--no-cache"], folder, environment)
        (pathlib.Path(folder) / "curl.conf").write_text(
            "".join(f'url = "{source.url}{path}"\noutput = "body{i}"\n'
                    for i, path in enumerate(asked)))
        fetched = Side("relctl backtest --no-cache", command + ["--no-cache"], folder, environment)
        curl = Side("curl, side by side",
                    ["curl", "-s", "--parallel", "--parallel-max", "12", "-K", "curl.conf"], folder)
        one = Side("curl, one after the other", ["curl", "-s", "-K", "curl.conf"], folder)
        cached = Side("relctl backtest, cached", command, folder, environment)
        take_turns([fetched, curl, one, cached], runs)
    size = sum(path.stat().st_size for path in pathlib.Path(folder).glob("body*"))
    return "\n".join([f"{days} days at 15 s, {METRICS} metrics, {len(asked)} queries, "
                      f"{size / 1e6:.1f} MB", "",
                      table([row_of(side) for side in (fetched, curl, one, cached)]), "",
                      ratio(fetched, curl), ratio(fetched, one)])
