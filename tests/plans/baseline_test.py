# SPDX-License-Identifier: Apache-2.0
"""plans/baseline.yaml against a service's own metrics page."""
import datetime
import os
import sys
import threading

import parts
import traffic
import workplace

sys.path.insert(0, str(workplace.HERE / "shared"))
import service  # noqa: E402, found in the folder of the programs


class Metasheet:
    """The observed service, which handles ten requests a second and can fall ill, or die."""

    def __init__(self, port):
        self.counters = service.Counters()
        self.seconds = 0.05
        self.server = service.make_server(port, "metasheet", self.counters, lambda *_: (404, ""))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.work(0)
        self.pace = traffic.Pace(20, self.work)

    def work(self, count):
        self.counters.add("http_requests_total", 10, status="200")
        self.counters.add("http_requests_total", 1 if count % 20 == 0 else 0, status="500")
        self.counters.add("http_fallback_total", 1 if count % 5 == 0 else 0)
        self.counters.observe("http_request_duration_seconds", self.seconds, 10)
        self.counters.observe("metasheet_plugin_reload_duration_seconds", 0.2)
        for name in ("plugin_reload", "snapshot_create", "snapshot_restore", "snapshot_cleanup"):
            self.counters.add(f"metasheet_{name}_total", result="success")

    def stop(self):
        self.pace.stop()


class Baseline(workplace.PlanTest):
    plan = "baseline.yaml"
    programs = "baseline"
    factor = 600

    def setUp(self):
        super().setUp()
        (port,) = parts.free_ports(1)
        self.service = self.background(Metasheet(port))
        self.environment |= {
            "METRICS_URL": f"http://127.0.0.1:{port}/metrics/prom", "INTERVAL_SECONDS": "1",
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{parts.PATH}"}
        self.let_the_day_be_late()

    def let_the_day_be_late(self):
        """Sampling begins at 09:00, or at once where that has passed: in this zone it has."""
        offset = 20 - datetime.datetime.now(datetime.timezone.utc).hour
        offset = offset - 24 if offset > 13 else offset
        text = (self.folder / self.plan).read_text()
        self.write(self.plan, text.replace("+08:00", f"{offset:+03d}:00"))

    def observe(self, *words, code=0):
        """With everything answered that a person is asked."""
        checks = ("slack", "mail", "alerts", "rollback", "checkpoint-4", "checkpoint-7",
                  "checkpoint-10", "checkpoint-12")
        return self.relctl("observe", self.plan, *(f"--check={check}" for check in checks),
                           "--out", "report.md", *words, code=code)

    def report(self):
        return (self.folder / "report.md").read_text()

    def kubectl(self):
        file = self.folder / "kubectl.txt"
        return file.read_text() if file.exists() else ""

    def test_twelve_samples_pass_and_are_a_baseline_for_the_next_release(self):
        self.must_validate()
        self.observe("--record", "phase5", "--sign-as", "owner")
        report = self.report()
        for said in ("HTTP 成功率", "P99 延迟", "metasheet_snapshot_cleanup_total", "12 个样本",
                     "ROADMAP_V2.md", "owner"):
            self.assertIn(said, report)
        self.relctl("start", "release.yaml", "--version", "v2.0.0", "--from", "v1.0.0")
        said = self.relctl("log", "--release", "metasheet-2.0.0", "-o", "jsonl")
        self.assertIn("phase5", said)

    def test_a_missed_objective_keeps_evidence_and_fails(self):
        self.service.seconds = 3
        self.observe("--on-miss", "continue", code=10)
        self.assertIn("logs deployment/metasheet --since=10m", self.kubectl())
        report = self.report()
        self.assertIn("upstream answered after 3 s", report)
        self.assertNotIn("undo", self.kubectl())

    def slow_down(self):
        """Four samples, five seconds apart: asking thrice whether the service lives takes four."""
        self.environment |= {"INTERVAL_SECONDS": "5", "MAX_SAMPLES": "4"}

    def test_a_dead_service_takes_back_the_release_that_was_named(self):
        self.slow_down()
        text = (self.folder / "release.yaml").read_text()
        self.write("release.yaml", text.replace("{ recorded: phase5 }", "{ value: 100ms }"))
        self.relctl("start", "release.yaml", "--version", "v2.0.0", "--from", "v1.0.0")
        self.relctl("advance", code=(0, 8, 11))
        threading.Timer(7, self.service.server.die).start()
        self.observe("--on-miss", "continue", "--release", "metasheet-2.0.0", code=20)
        self.assertIn("rollout undo", self.kubectl())

    def test_a_dead_service_without_a_release_takes_nothing_back(self):
        self.slow_down()
        threading.Timer(7, self.service.server.die).start()
        self.observe("--on-miss", "continue", code=10)
        self.assertNotIn("undo", self.kubectl())


if __name__ == "__main__":
    workplace.main()
