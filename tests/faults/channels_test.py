# SPDX-License-Identifier: Apache-2.0
"""Goal 10: dead channels of notification. Whatever becomes of a message, every decision is made
when it would have been made, an `advance --wait` and a rollback end with the same code and at most
two seconds later, a rollback takes over at once from a relctl that is stuck with one, and what was
not delivered is told of and sent again.
"""
import json
import socket
import threading
import time

import workplace

LATE_S, FAREWELL_S = 1.0, 2.0

CHANNELS = """\
channels:
  room:
    http:
      url: "${ROOM_URL}"
      headers: { Authorization: "Bearer ${ROOM_TOKEN}" }
      body: '{"text": "{{message}}", "by": "{{comms}}"}'
    timeout: 30s
    retries: 2
  pager: { run: [./page, "{{channel}}"], timeout: 30s, retries: 2 }
"""
PAGE = """\
#!/bin/sh
cd "${0%/*}" || exit 99
[ ! -e ./hang ] || { trap '' TERM; while :; do sleep 1; done; }
{ echo "$1 $RELCTL_COMMS $RELCTL_OP_KEY"; cat; } >> paged
"""
TOKEN = "a-token-of-the-room"


class Room:
    """A listener on loopback that takes messages (`take`), answers 500 (`fail`), or accepts and
    never answers (`hang`)."""

    def __init__(self, manner):
        self.manner, self.bodies, self.keys = manner, [], []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/hook"
        self.held = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            self.held.append(peer)
            if self.manner != "hang":
                self.answer(peer)

    def answer(self, peer):
        head, _, body = peer.recv(65536).partition(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n")
                      if line.lower().startswith(b"content-length"))
        while len(body) < length:
            body += peer.recv(65536)
        self.bodies.append(json.loads(body))
        self.keys += [line.split(b": ")[1] for line in head.split(b"\r\n")
                      if line.startswith(b"Idempotency-Key")]
        status = b"200 OK" if self.manner == "take" else b"500 Oh"
        peer.sendall(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        peer.close()

    def close(self):
        self.listener.close()
        for peer in self.held:
            peer.close()


def plan():
    text = workplace.PLAN.replace("comms:", CHANNELS + "comms:")
    for name in ("started", "rolled_back"):
        head, tail = text.split(f"  {name}: ")
        line, rest = tail.split("\n", 1)
        text = f"{head}  {name}: {{ text: {line}, to: [room, pager] }}\n{rest}"
    return text


class Told:
    """One release over channels of a manner: an advance that waits, then a rollback."""

    def __init__(self, manner, url):
        self.manner = manner
        self.room = Room({"refused": "take", "hanging command": "take"}.get(manner, manner))
        if manner == "refused":
            self.room.close()
        self.place = workplace.Workplace(plan(), url=url)
        self.place.environment |= {"ROOM_URL": self.room.url, "ROOM_TOKEN": TOKEN}
        self.place.write("page", PAGE)
        (self.place.folder / "page").chmod(0o755)
        if manner == "hanging command":
            self.place.write("hang", "")

    def run(self):
        self.place.start()
        self.advance = self.place.relctl("advance", "--wait", "--timeout", "40s")
        self.rollback = self.place.relctl("rollback", "-y", "--to", workplace.STABLE)
        self.events = self.place.events()

    def decisions(self):
        return [event.kind for event in self.events if not event.kind.startswith("Delivery")
                and event.kind not in ("ReadingsTaken", "VerdictReached")]

    def moment(self, kind, after="ReleaseOpened"):
        """Seconds from one event to the first of another kind after it."""
        begun = next(event for event in self.events if event.kind == after)
        return next((event.at_ms - begun.at_ms) / 1000 for event in self.events
                    if event.kind == kind and event.position > begun.position)

    def end(self):
        self.room.close()
        self.place.remove()


def compare(found, told, healthy):
    manner = told.manner
    for name in ("advance", "rollback"):
        mine, wanted = getattr(told, name), getattr(healthy, name)
        found.check(mine.code == wanted.code, f"{manner}: {name} ends with {mine}")
        found.most(f"{name} longer, s", mine.seconds - wanted.seconds)
        found.check(mine.seconds < wanted.seconds + FAREWELL_S + LATE_S,
                    f"{manner}: {name} took {mine.seconds:.1f} s, else {wanted.seconds:.1f} s")
    found.check(told.decisions() == healthy.decisions(),
                f"{manner}: decided {told.decisions()}, else {healthy.decisions()}")
    for kind, after in (("PhasePassed", "PhaseStarted"), ("RollbackStarted", "RollbackRequested"),
                        ("RollbackSettled", "RollbackRequested")):
        mine, wanted = told.moment(kind, after), healthy.moment(kind, after)
        found.most("decision later, s", mine - wanted)
        found.check(abs(mine - wanted) < LATE_S, f"{manner}: {kind} after {mine} s, else {wanted}")


def check_healthy(found, told):
    texts = [body["text"] for body in told.room.bodies]
    found.check(len(texts) == 2 and "entered p5" in texts[0] and "went back" in texts[1],
                f"the room got {told.room.bodies}")
    found.check(len(set(told.room.keys)) == 2, f"keys {told.room.keys}")
    paged = (told.place.folder / "paged").read_text()
    found.check("pager rolled_back" in paged and "went back to" in paged, f"paged {paged}")
    found.check("not delivered" not in told.place.must("status").out, "status of what is delivered")


def check_undelivered(found, told):
    """It is told of, with its cause, and sent again once the channel is back."""
    place, status = told.place, told.place.must("status").out
    found.check("messages not delivered: " in status, f"{told.manner}: status says {status}")
    log = place.must("log").out
    found.check("DeliveryStarted" in log, f"{told.manner}: log says {log}")
    found.check(TOKEN not in log + status + told.advance.err, f"{told.manner}: a token is told")
    if told.manner == "refused":
        tried = place.relctl("notify", "--test", "--channel", "room")
        found.check(tried.code == 1 and "room: not delivered: " in tried.out, f"{tried}")
    if told.manner == "fail":
        found.check("HTTP 500" in status, f"fail: status says {status}")
        told.room.manner = "take"
        ran = place.relctl("notify", "--resend")
        found.check(ran.code == 0 and "everything is delivered" in ran.out, f"resend: {ran}")
        found.check("not delivered" not in place.must("status").out, "status after resend")
        tried = place.relctl("notify", "--test")
        found.check(tried.code == 0 and tried.out.count(": delivered: ") == 2, f"{tried}")
    place.must("audit", "verify")


def check_takeover(found, url):
    """A rollback while a delivery hangs that does not heed TERM."""
    told = Told("hanging command", url)
    place = told.place
    try:
        place.start()
        advance = place.begin("advance", "--wait", "--timeout", "40s")
        until = time.monotonic() + 20
        while time.monotonic() < until and not any(
                event.kind == "DeliveryStarted" for event in place.events()):
            time.sleep(0.05)
        time.sleep(0.5)
        ran = place.relctl("rollback", "-y", "--to", workplace.STABLE)
        advance.wait(timeout=20)
        told.events = place.events()
        begun = told.moment("StepStarted", "RollbackRequested")
        found.most("steps of a takeover begin after, s", begun)
        found.check(ran.code == 0 and begun < LATE_S, f"takeover: {begun} s, {ran}")
        time.sleep(0.3)
        left = workplace.processes_of(place.folder)
        found.check(not left, f"takeover left {left} behind")
    finally:
        told.end()


def main():
    workplace.options(__doc__)
    found = workplace.Findings("channels")
    with workplace.MetricServer() as metrics:
        manners = ("take", "refused", "hang", "hanging command", "fail")
        told = {manner: Told(manner, metrics.url) for manner in manners}
        threads = [threading.Thread(target=found.guard, args=(each.run,))
                   for each in told.values()]
        threads.append(threading.Thread(target=found.guard,
                                        args=(check_takeover, found, metrics.url)))
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            check_healthy(found, told["take"])
            for manner in manners[1:]:
                compare(found, told[manner], told["take"])
                check_undelivered(found, told[manner])
                found.count("channels")
        finally:
            for each in told.values():
                each.end()
    found.end()


if __name__ == "__main__":
    main()
