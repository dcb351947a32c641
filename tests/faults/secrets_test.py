# SPDX-License-Identifier: Apache-2.0
"""Goal 12: no secret leaves the place it came from.

Canaries lie wherever a plan may have a secret: in the environment, in files, in the headers and
credentials of sources and of steps. The server they go to sends back whatever it was sent, a step
prints them in every form, and runs succeed and fail. Then everything that relctl wrote is searched,
in every form.
"""
import base64
import json
import os
import stat
import subprocess
import sys
import urllib.parse

import workplace

CANARIES = {
    "TOKEN": 'Canary+1f/93"tok en=a7', "PASSWORD": 'Canary+2c/08"pass=b1',
    "COOKIE": "Canary-3e_cookie-77f1", "FILE": "Canary.4b.bearer.file.9d", "KEY": "Canary5apikey77",
}

PLAN = """\
relctl: 1
name: demo
roles: { owner: { title: Release Owner, members: [alice] } }
vars: { url: { type: text, env: URL } }
sources:
  prom:
    prometheus: "${URL}"
    timeout: 2s
    basic: { username: relctl, password: "${PASSWORD}" }
  page: { json: "${URL}/page", bearer_token_file: ./bearer, timeout: 2s }
metrics:
  errors: { source: prom, query: "rate(errors[1s])", unit: ratio, every: 1s, window: 1s }
  page: { source: page, query: .rate, unit: ratio, every: 1s, window: 1s }
thresholds:
  errors: { metric: errors, breach: "> 1%", then: hold }
  page: { metric: page, breach: "> 1%", then: hold }
  orders: { incident: P0, scope: orders, then: rollback }
phases:
  - { id: p5, traffic: 5%, observe: 2s, enter: [leak, echo, FAILS] }
  - { id: full, traffic: 100%, observe: 2s }
steps:
  leak: { run: [./leak], timeout: 20s, idempotent: true }
  echo:
    http:
      method: POST
      url: "{{url}}/ok"
      headers: { Authorization: "Bearer ${TOKEN}", Cookie: "s=${COOKIE}", X-Api-Key: "${KEY}" }
      body: "release {{version}}"
    idempotent: true
  broken:
    http:
      method: POST
      url: "{{url}}/fails"
      headers: { Authorization: "Bearer ${TOKEN}", X-Api-Key: "${KEY}" }
      basic: { username: relctl, password: "${PASSWORD}" }
rollback:
  steps: [ { id: back, use: echo }, { id: tell, use: leak } ]
comms:
  started: "{{version}} entered {{phase}} {{anchor}}"
  rolled_back: "{{version}} went back: {{reasons}}"
"""

# Sends back every header and the body; a POST to /fails with 500. A query's answer is no number, so
# that an excerpt of it becomes the cause.
ECHO = """\
        length = int(self.headers.get("Content-Length") or 0)
        body = (str(self.headers) + self.rfile.read(length).decode()).encode()
        self.say("application/json", body, 500 if "/fails" in self.path else 200,
                 "OK " + self.headers.get("X-Api-Key", ""))
"""


def forms(secret):
    """How a secret may look when it comes out."""
    raw = secret.encode()
    yield "raw", secret
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        inner = whole[(shift * 8 + 5) // 6:(shift + len(raw)) * 8 // 6]
        yield f"base64 at {shift}", inner
        yield f"base64url at {shift}", inner.replace("+", "-").replace("/", "_")
    yield "URL", urllib.parse.quote(secret, safe="")
    yield "hex", raw.hex()
    yield "HEX", raw.hex().upper()
    yield "JSON", json.dumps(secret)[1:-1]
    yield "JSON twice", json.dumps(json.dumps(secret)[1:-1])[1:-1]


def leak_script(folder):
    """A step that says all it can find: its own and its parents' arguments and environment, and the
    secrets that it was told elsewhere, in every form."""
    # What stands in a file is known from its first use on; this step runs before.
    lines = [form for name in CANARIES if name != "FILE" for _, form in forms(CANARIES[name])]
    (folder / "forms").write_text("\n".join(lines) + "\n")
    return ("#!/bin/sh\ncat forms\ncat forms >&2\ntr '\\0' ' ' < /proc/$PPID/cmdline >> argv\n"
            "env >> environ\necho done\n")


class Secrets:
    def __init__(self, place, url, findings):
        self.place, self.findings = place, findings
        place.environment = {"URL": url, **{name: CANARIES[name] for name in CANARIES
                                            if name != "FILE"}}
        place.write("bearer", CANARIES["FILE"] + "\n")
        (place.folder / "bearer").chmod(0o600)
        place.write("leak", leak_script(place.folder))
        (place.folder / "leak").chmod(0o700)
        self.heard = {}

    def hear(self, *words):
        ran = self.place.relctl(*words)
        self.heard[" ".join(words)] = ran.out + ran.err
        return ran

    def run(self, fails):
        self.place.write("plan.yaml", PLAN.replace(", FAILS", ", broken" if fails else ""))
        self.hear("validate", "plan.yaml")
        started = self.hear("start", "plan.yaml", "--version", "v1.4.0", "--from", "v1.3.2")
        self.findings.check(started.code == 0, f"{started}")
        for words in (("advance",), ("advance", "--wait", "--timeout", "3s"), ("status",),
                      ("explain",), ("rollback", "-y"), ("log",), ("log", "-o", "jsonl"),
                      ("status", "-o", "json"), ("report",), ("report", "--format", "html"),
                      ("report", "--format", "json"), ("audit", "export"), ("notify", "started"),
                      ("plan", "plan.yaml", "--version", "v1.5.0")):
            self.hear(*words)

    def search(self):
        known = [(f"{name}, {form}", text.encode()) for name, secret in CANARIES.items()
                 for form, text in forms(secret)]
        places = {f"`relctl {words}`": said.encode() for words, said in self.heard.items()}
        for file in self.place.folder.rglob("*"):
            if file.is_file() and file.name not in ("bearer", "forms", "plan.yaml"):
                places[file.name] = file.read_bytes()
        self.findings.check("User-Agent: relctl" in self.heard["log -o jsonl"],
                            "the server sends nothing back")
        for where, content in places.items():
            self.findings.count("places")
            for what, text in known:
                self.findings.count("hits", int(text in content))
                self.findings.check(text not in content, f"{what} is in {where}")

    def modes(self):
        for file in (self.place.folder / "log").iterdir():
            mode = stat.S_IMODE(file.stat().st_mode)
            self.findings.check(mode == 0o600, f"{file.name} has mode {mode:o}")

    def places(self):
        """A database behind a link, or where others may write, is refused."""
        link = self.place.folder / "link.db"
        link.symlink_to(self.place.database)
        shared = self.place.folder / "shared"
        shared.mkdir()
        shared.chmod(0o770)
        for path in (link, shared / "relctl.db"):
            ran = self.place.relctl("start", "plan.yaml", "--version", "v1.9.0", "--from", "v1.3.2",
                                    "--db", str(path))
            self.findings.check(ran.code in (1, 2) and not (shared / "relctl.db").exists(),
                                f"{path.name}: {ran}")


def main():
    workplace.options(__doc__)
    findings = workplace.Findings("12 secrets")
    for key in ("places", "hits"):
        findings.count(key, 0)
    url, server = workplace.begin_server(ECHO)
    try:
        for fails in (False, True):
            with workplace.Workplace() as place:
                secrets = Secrets(place, url, findings)
                secrets.run(fails)
                secrets.search()
                secrets.modes()
                secrets.places()
    finally:
        os.kill(server, 9)
    findings.end()


if __name__ == "__main__":
    main()
