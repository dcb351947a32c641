# SPDX-License-Identifier: Apache-2.0
"""What users do while a release is under way, at a steady pace and until stopped."""
import http.client
import itertools
import subprocess
import threading
import time

import parts


class Pace:
    """Calls `act` with 0, 1, 2, … that often a second, on a thread of its own."""

    def __init__(self, per_second, act):
        self.ends = threading.Event()
        self.thread = threading.Thread(target=self.go, args=(1 / per_second, act), daemon=True)
        self.thread.start()

    def go(self, pause, act):
        due = time.monotonic()
        for count in itertools.count():
            if self.ends.wait(max(0.0, due - time.monotonic())):
                return
            due = max(due + pause, time.monotonic() - 1)  # After a stall it does not catch up.
            act(count)

    def stop(self):
        self.ends.set()
        self.thread.join()


def requests(port, call, per_second=60):
    """Users of the service on that port: `call(send, count)` is what one of them does, where `send`
    is `send(method, path, body)` and gives the status and the text of the answer."""

    def send(method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()

    return Pace(per_second, lambda count: call(send, count))


class Rows:
    """Writes rows into PostgreSQL, a statement at a time, over one connection."""

    def __init__(self, dsn, per_second, statement):
        self.client = subprocess.Popen(["psql", "-XAtq", dsn], stdin=subprocess.PIPE, text=True,
                                       stdout=subprocess.DEVNULL, env={"PATH": parts.PATH})
        self.pace = Pace(per_second, lambda count: self.write(statement(count)))

    def write(self, sql):
        self.client.stdin.write(sql + ";\n")
        self.client.stdin.flush()

    def stop(self):
        self.pace.stop()
        self.client.stdin.close()
        self.client.wait()
