# SPDX-License-Identifier: Apache-2.0
"""What one version of a team's service is made of: HTTP, counters for Prometheus, and its faults.

The time that a request is said to have taken is told, not measured: a busy machine must not look
like a slow release. `faults.json` in the folder makes a version ill: {"version": "v1.5.0", …}.
"""
import collections
import http.server
import json
import pathlib
import threading
import urllib.parse

BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, float("inf"))


class Counters:
    """Counters with labels, and histograms of told times, as an exposition says them."""

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = collections.Counter()

    def add(self, name, count=1, **labels):
        with self.lock:
            self.counts[name, tuple(sorted(labels.items()))] += count

    def observe(self, name, value, count=1, buckets=BUCKETS, **labels):
        for bucket in buckets:
            bound = "+Inf" if bucket == float("inf") else str(bucket)
            self.add(f"{name}_bucket", count if value <= bucket else 0, **labels, le=bound)

    def exposition(self):
        with self.lock:
            return "".join(
                f"{name}{{{','.join(f'{key}={json.dumps(value)}' for key, value in labels)}}} "
                f"{count}\n" for (name, labels), count in sorted(self.counts.items()))


def fault_of(version):
    """What is wrong with that version; empty where nothing is."""
    file = pathlib.Path("faults.json")
    fault = json.loads(file.read_text()) if file.exists() else {}
    return fault if fault.get("version") == version else {}


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 64
    is_dead = False

    def die(self):
        """As if the process were killed: open connections end as well."""
        self.is_dead = True
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A client that went away is no news."""


def serve(port, version, counters, answer):
    make_server(port, version, counters, answer).serve_forever()


def make_server(port, version, counters, answer):
    """Answers /healthz and what begins with /metrics; of anything else `answer(method, path, query,
    body)` says the status and the text or JSON value."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # Head and body leave in one packet; two would wait for each other.

        def reply(self):
            if self.server.is_dead:
                self.close_connection = True
                return
            url = urllib.parse.urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            if url.path.startswith("/metrics"):
                return self.say(200, counters.exposition())
            if url.path == "/healthz":
                return self.say(200, f"{version} ok\n")
            query = dict(urllib.parse.parse_qsl(url.query))
            return self.say(*answer(self.command, url.path, query, body))

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = reply

        def say(self, status, answer):
            kind = "text/plain" if isinstance(answer, str) else "application/json"
            text = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(text)

        def log_message(self, *_):
            """Nobody reads it."""

    return Server(("127.0.0.1", port), Handler)
