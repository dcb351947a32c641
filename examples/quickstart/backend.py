#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""One version of a small service: answers / and /healthz and names itself in X-Version.

usage: backend.py PORT VERSION [BREAKS_ABOVE]

With BREAKS_ABOVE, every second request fails with 500 while more than that many came within a
second: a fault that shows under load only, as a pool that is too small does.
"""
import collections
import http.server
import sys
import threading
import time


class Pool:
    """Counts the requests of the last second and says which of them fail."""

    def __init__(self, breaks_above):
        self.breaks_above = breaks_above
        self.lock = threading.Lock()
        self.arrivals = collections.deque()
        self.count = 0

    def refuses(self):
        now = time.monotonic()
        with self.lock:
            self.count += 1
            self.arrivals.append(now)
            while self.arrivals[0] < now - 1:
                self.arrivals.popleft()
            return len(self.arrivals) > self.breaks_above and self.count % 2 == 0


def make_handler(version, pool):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # Head and body leave in one packet; two would wait for each other.

        def do_GET(self):
            healthy = self.path == "/healthz" or not pool.refuses()
            body = f"{version} {'ok' if healthy else 'no connection left in the pool'}\n".encode()
            self.send_response(200 if healthy else 500)
            self.send_header("X-Version", version)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """HAProxy keeps the access log."""

    return Handler


def main():
    port, version = int(sys.argv[1]), sys.argv[2]
    breaks_above = int(sys.argv[3]) if len(sys.argv) > 3 else sys.maxsize
    handler = make_handler(version, Pool(breaks_above))
    http.server.ThreadingHTTPServer(("127.0.0.1", port), handler).serve_forever()


main()
