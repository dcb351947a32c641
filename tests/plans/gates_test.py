# SPDX-License-Identifier: Apache-2.0
"""plans/gates.yaml against HAProxy, pytest and the team's internal endpoints."""
import hashlib
import re
import sys

import parts
import workplace

sys.path[:0] = [str(workplace.HERE / "shared"), str(workplace.HERE / "gates")]
import endpoints  # noqa: E402, found in the folder of the plan's programs


class Gates(workplace.PlanTest):
    plan = "gates.yaml"
    programs = "gates"
    factor = 90
    longest = 20_000
    least_every = 5_000
    recorded = None  # The log that holds it.

    def setUp(self):
        super().setUp()
        stable, canary, api = parts.free_ports(3)
        self.write("stable.port", stable)
        self.write("canary.port", canary)
        self.program("deploy", "stable", "v3.0.0")
        self.parts.haproxy({"app": (stable, canary)})
        self.internal = endpoints.Internal(api)
        self.environment |= {"API_URL": f"http://127.0.0.1:{api}",
                             "OBS_ALERT_WEBHOOK": f"http://127.0.0.1:{api}/alerts"}
        self.record_before()

    def record_before(self):
        """What the release is compared with, observed once for all tests."""
        log = self.folder / "relctl.db"
        if Gates.recorded is None:
            self.run_until(0, "observe", self.plan, "--samples", "1", "--every", "10s",
                           "--record", "before")
            Gates.recorded = log.read_bytes()
        log.write_bytes(Gates.recorded)

    def start(self, version="v3.1.0", code=0, **environment):
        return self.relctl("start", self.plan, "--version", version, "--from", "v3.0.0",
                           code=code, **environment)

    def start_drilled(self):
        """A go, once the way back has been rehearsed; what the drill said."""
        self.start(code=3)
        said = self.relctl("rollback", "--drill", "--reason", "发布前演练")
        self.relctl("check", "drill", "yes", "--as", "release-owner")
        return said

    def approve(self, phase):
        self.relctl("approve", phase, "--role", "owner", "--as", "release-owner")

    def to_canary(self):
        """Through gates D and E, which expose nobody."""
        self.run_until(0, "advance", "--wait")
        self.run_until(8, "advance", "--wait")
        self.assertEqual(self.weights(), (0, 100))
        self.approve("gate-e")
        self.run_until(0, "advance", "--to", "canary")
        self.assertEqual(self.weights(), (10, 90))

    def flags(self):
        return (self.folder / "flags.txt").read_text()

    def test_gates_open_one_after_the_other(self):
        self.must_validate()
        self.assertIn("config: failed", self.start(code=3, RELEASE_CANARY_DURATION_MIN="10"))
        self.relctl("abort", "--reason", "观察时长不一致")
        self.internal.replay_passed = False
        said = self.start(code=3)
        self.assertIn("replay: failed", said)
        self.assertIn(".replay_passed is false", said)
        self.relctl("abort", "--reason", "回放未通过")
        self.internal.replay_passed = True
        self.internal.checks["security"] = False
        said = self.start(code=3)
        self.assertIn("rollback --drill", said)
        self.relctl("check", "drill", "yes", "--as", "release-owner", code=3)
        said = self.start_drilled()
        self.assertRegex(said, r"drill complete, done after .* recovered after")
        self.assertEqual(self.internal.replays[-1], "3.0.0")
        said = self.relctl("advance", "--wait", "--timeout", "3s", code=(8, 10, 124))
        self.assertIn(".checks.security is false", said + self.relctl("status"))
        self.assertEqual(self.events("PhasePassed"), [])
        self.internal.checks["security"] = True
        self.to_canary()
        self.run_until(0, "advance", "--wait")
        self.run_until(0, "advance", "--to", "full")
        self.run_until(8, "advance", "--wait")
        self.approve("full")
        self.run_until(0, "run")
        self.assertEqual(self.weights(), (100, 0))
        self.give_feedback_and_close()

    def give_feedback_and_close(self):
        """Gate F, and the evidence of §10."""
        self.assertIn("feedback", self.relctl("close", code=3))
        feedback = ("check", "feedback", "yes", "--as", "release-owner", "--value", "dataset=v12")
        self.assertIn("strategy", self.relctl(*feedback, code=(2, 3)))
        self.relctl(*feedback, "--value", "strategy=v7")
        self.write("dashboard.png", "看板")
        self.relctl("attach", "dashboard.png", "--title", "指标看板", "--as", "oncall-a")
        self.assertIn("closed", self.relctl("close"))
        report = self.relctl("report", "--format", "markdown")
        digest = hashlib.sha256("看板".encode()).hexdigest()
        for said in ("dataset=v12, strategy=v7", "last against baseline", "发布前演练", digest):
            self.assertIn(said, report)

    def test_errors_of_one_tenant_roll_back_and_only_a_replay_lets_the_next_release_start(self):
        self.start_drilled()
        self.to_canary()
        self.internal.tenants["beta"]["error_rate"] = 0.08
        self.run_until_taken_back(20)
        self.assertEqual(self.weights(), (0, 100))
        self.assertEqual(self.internal.replays[-1], "3.0.0")
        self.assertIn("freeze-strategy", self.flags())
        self.assertEqual(self.internal.alerts, ["观测与部署生产化 3.1.0 回滚到 3.0.0"])
        self.assertIn("error-rate", self.messages("rolled_back")[0])
        self.internal.tenants["beta"]["error_rate"] = 0.002
        self.run_until(20, "run")
        report = self.relctl("report", "--format", "markdown")
        for said in ("**trigger**", "**done**", "**recovered**"):
            self.assertRegex(report, re.escape(said) + ": [0-9]")
        self.internal.replay_passed = False
        self.assertIn("replay: failed", self.start("v3.1.1", code=3))
        self.internal.replay_passed = True
        self.relctl("rollback", "--drill")
        self.relctl("check", "drill", "yes", "--as", "release-owner")
        said = self.start("v3.1.1")  # A start asks a failed check again at once.
        self.assertIn("readmitted", said)

    def test_dead_letters_and_a_p1_degrade_and_go_no_further(self):
        self.start_drilled()
        self.to_canary()
        self.internal.tenants["alpha"]["dlq_depth"] = 500
        self.run_until(10, "run")
        self.assertIn("degrade", self.flags())
        self.assertEqual(self.weights(), (10, 90))

    def test_incidents_degrade_are_escalated_and_stop_the_loss(self):
        """P1 degrades without a rollback, whom nobody answers is escalated, P0 goes back."""
        self.start_drilled()
        self.to_canary()
        self.relctl("incident", "open", "--severity", "P1", "--summary", "质量劣化")
        self.assertIn("degrade", self.flags())
        self.assertEqual(self.weights(), (10, 90))
        (told,) = self.messages("incident")
        for said in ("【P1 inc-1】质量劣化", "https://runbooks.example.com/gates/p1", "值班: 值班",
                     "最近变更: gates 3.1.0 in canary at 10%"):
            self.assertIn(said, told)
        parts.until("the escalation", lambda: self.relctl(
            "advance", "--wait", "--timeout", "5s", code=(8, 10, 11, 124)) and
            self.messages("incident_overdue"), seconds=60)
        self.relctl("incident", "ack", "inc-1", "--as", "oncall-a")
        self.assertEqual(self.events("RollbackRequested"), [])
        self.relctl("incident", "open", "--severity", "P2", "--summary", "成本异常")
        self.assertIn("gates/p2", self.messages("incident")[-1])
        self.assertEqual(self.weights(), (10, 90))
        self.relctl("incident", "open", "--severity", "P0", "--summary", "越权", code=20)
        self.assertEqual(self.weights(), (0, 100))


if __name__ == "__main__":
    workplace.main()
