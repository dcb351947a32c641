# SPDX-License-Identifier: Apache-2.0
"""A folder with a shipped plan whose clock runs faster, the programs that it calls, and relctl."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import parts
import shortened

HERE = pathlib.Path(__file__).parent
RELCTL = os.environ.get("RELCTL", "relctl")
PATIENCE_S = 240  # With one command of relctl; a busy machine answers late.


class PlanTest(unittest.TestCase):
    """One test, one folder. `plan` is the file in plans/; `programs` the folder beside this file
    with what the plan calls, besides what is in `shared`; the others say how much
    faster its clock runs, see `shortened`."""

    plan = ""
    programs = ""
    factor = 300.0
    longest = 12_000
    least_every = 0
    code = 0  # The exit code of the newest relctl.

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="relctl-plan-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.parts = parts.Parts(self.folder)
        self.addCleanup(self.stop)
        self.environment = {"RELCTL_DB": str(self.folder / "relctl.db")}
        for programs in ("shared", self.programs):
            shutil.copytree(HERE / programs, self.folder, dirs_exist_ok=True)
        text = (HERE.parent.parent / "plans" / self.plan).read_text()
        (self.folder / self.plan).write_text(
            shortened.shortened(text, self.factor, self.longest, self.least_every))

    def _callTestMethod(self, method):
        try:
            super()._callTestMethod(method)
        except Exception:
            sys.stderr.write(f"\n{self.logs()}\n")
            raise

    def stop(self):
        self.parts.stop()
        for file in self.folder.glob("*.pid"):  # What ./deploy has left running.
            subprocess.run(["kill", file.read_text().strip()], check=False,
                           stderr=subprocess.DEVNULL)

    def write(self, name, text):
        (self.folder / name).write_text(str(text))

    def program(self, name, *words):
        """Runs one of the programs that the plan calls, in the folder or installed."""
        own = self.folder / name
        ran = subprocess.run([str(own) if own.exists() else name, *words], cwd=self.folder,
                             capture_output=True, text=True, check=False,
                             env={**os.environ, "PATH": parts.PATH})
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)

    def background(self, going):
        """Something that goes on until the test ends."""
        self.addCleanup(going.stop)
        return going

    def weights(self, backend="app"):
        return self.parts.weights(backend)

    def relctl(self, *words, code=0, **more):
        """Runs relctl, which must end with that exit code (or one of them); what it printed."""
        environment = {key: value for key, value in os.environ.items()
                       if not key.startswith("RELCTL_")}
        try:
            ran = subprocess.run(
                [RELCTL, *words], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True,
                text=True, env={**environment, "PATH": parts.PATH, **self.environment, **more},
                check=False, timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.fail(f"relctl {' '.join(words)}\ndid not end")
        self.code = ran.returncode
        wanted = code if isinstance(code, tuple) else (code,)
        if self.code not in wanted:
            self.fail(f"relctl {' '.join(words)}\nended with {self.code}, not {wanted}\n"
                      f"{ran.stdout}{ran.stderr}")
        return ran.stdout + ran.stderr

    def logs(self):
        """The release's log and the ends of the parts' logs, for whoever reads a failed test."""
        said = subprocess.run([RELCTL, "log"], cwd=self.folder, capture_output=True, text=True,
                              env={**os.environ, **self.environment}, check=False).stdout[-6000:]
        for file in sorted(self.folder.glob("*.log")):
            said += f"\n--- {file.name}\n{self.parts.log_of(file.stem)}"
        return said

    def run_until(self, wanted, *words, seconds=60, passing=(8, 11)):
        """relctl with those words, again while it ends with a hold that passes by itself: on a busy
        machine a measurement may come late."""
        ends = time.monotonic() + seconds
        while True:
            late = time.monotonic() > ends
            said = self.relctl(*words, code=wanted if late else (wanted, *passing))
            if self.code == wanted:
                return said
            time.sleep(0.5)

    def run_until_taken_back(self, wanted):
        """`run`, which asks for a rollback and ends with that exit code; again while it ends with a
        hold that passes by itself."""
        def asked():
            self.relctl("run", code=(wanted, 8, 11))
            code = self.code
            return code == wanted and bool(self.events("RollbackRequested"))

        parts.until("the rollback", asked, seconds=60)

    def events(self, *kinds):
        """The bodies of the release's events of those kinds, in order; of all without one."""
        lines = self.relctl("log", "-o", "jsonl").splitlines()
        read = [json.loads(line) for line in lines if line.startswith("{")]
        return [event for event in read if not kinds or event["kind"] in kinds]

    def messages(self, comms):
        """The texts of the messages of that kind, in order."""
        return [event["body"]["text"] for event in self.events("MessagePrepared")
                if event["body"]["comms"] == comms]

    def must_validate(self):
        """The shipped plan and the faster one have no mistake and nothing to warn about."""
        shipped = HERE.parent.parent / "plans" / self.plan
        for file in (str(shipped), self.plan):
            said = self.relctl("validate", file)
            self.assertIn("no errors, no warnings", said)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # Whatever was started is stopped.
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
