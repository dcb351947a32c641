# SPDX-License-Identifier: Apache-2.0
"""plans/onedish.yaml against HAProxy, Prometheus, Alertmanager and PostgreSQL."""
import json
import time

import parts
import traffic
import workplace

TABLES = """
CREATE TABLE metrics_events (event_name text, app_version text, event_time timestamptz);
CREATE TABLE user_recipes (quality_score double precision, status text, published_at timestamptz);
INSERT INTO user_recipes
  SELECT 80, 'published', now() - interval '1 hour' * n FROM generate_series(1, 144) AS n;
"""
PHASES = {"internal": 5, "p20": 20, "p50": 50, "full": 100}
REFUSED = (2, 3)


class OneDish(workplace.PlanTest):
    plan = "onedish.yaml"
    programs = "onedish"
    factor = 450
    longest = 9_000
    quality = 82  # Of the recipes published now.
    late_by = 0  # Seconds that they reach the database late.
    swaps = 11  # Of twelve clicks, how many end well on the new version.

    def setUp(self):
        super().setUp()
        stable, canary = parts.free_ports(2)
        self.write("stable.port", stable)
        self.write("canary.port", canary)
        self.dsn = self.parts.postgres()
        self.write("database.dsn", self.dsn)
        parts.psql(self.dsn, TABLES)
        self.program("deploy", "stable", "v1.4.0")
        self.web = self.parts.haproxy({"app": (stable, canary)})
        self.write("web.port", self.web)
        self.environment |= {
            "PROM_URL": self.parts.prometheus([stable, canary]),
            "ALERTMANAGER_URL": self.parts.alertmanager(),
            "EVENTS_DSN": self.dsn, "WEB_URL": f"http://127.0.0.1:{self.web}"}
        self.background(traffic.requests(self.web, lambda send, _: send("GET", "/evening")))

        self.background(traffic.Rows(self.dsn, 4, self.business))

    def business(self, _):
        """A quarter of a second: twelve clicks on each version, and six recipes."""
        return f"""INSERT INTO metrics_events
            SELECT 'recommend_swap_click', version, now()
              FROM unnest(ARRAY['1.4.0', '1.5.0']) AS version, generate_series(1, 12)
            UNION ALL SELECT 'swap_success', '1.4.0', now() FROM generate_series(1, 11)
            UNION ALL SELECT 'swap_success', '1.5.0', now() FROM generate_series(1, {self.swaps});
          INSERT INTO user_recipes
            SELECT {self.quality}, 'published', now() - interval '{self.late_by} seconds'
              FROM generate_series(1, 6)"""

    def start(self):
        """The preconditions, by who may answer them: a no-go until the last one holds."""
        said = self.relctl("start", self.plan, "--version", "v1.5.0", "--from", "v1.4.0", code=3)
        self.assertIn("值班与沟通群到位", said)
        said = self.relctl("check", "uat", "yes", "--as", "release-owner", code=REFUSED)
        self.assertIn("qa", said)
        self.relctl("check", "uat", "yes", "--as", "qa-lead", code=(0, 3))
        self.relctl("check", "on-duty", "yes", "--as", "release-owner")

    def approve(self, phase):
        said = self.relctl("approve", phase, "--as", "qa-lead", code=REFUSED)
        self.assertIn("owner", said)
        self.relctl("approve", phase, "--role", "owner", "--as", "release-owner")

    def go_to(self, last, first="internal"):
        """Through the phases, each with its weight read from HAProxy, until `last` is entered."""
        for phase in list(PHASES)[list(PHASES).index(first):]:
            weight = PHASES[phase]
            self.run_until(0, "advance", "--to", phase)
            self.assertEqual(self.weights(), (weight, 100 - weight))
            if phase == last:
                return
            self.run_until(0 if phase == "internal" else 8, "advance", "--wait")
            if phase != "internal":
                self.approve(phase)

    def test_a_good_version_goes_through_all_phases(self):
        self.must_validate()
        self.start()
        self.go_to("internal")
        self.relctl("incident", "open", "--severity", "P1", "--summary", "周计划打不开")
        self.run_until(8, "advance", "--wait")
        self.assertIn("周计划打不开", self.relctl("status"))
        self.relctl("incident", "close", "inc-1", "--reason", "缓存已恢复",
                    "--as", "release-owner")
        self.go_to("full", first="p20")
        self.approve("full")
        self.run_until(0, "run")
        self.assertEqual(self.weights(), (100, 0))
        self.assertIn("complete", self.relctl("status"))
        (started,) = self.messages("started")
        self.assertIn("【OneDish 灰度开始】\n版本: 1.5.0（当前稳定版 1.4.0）\n"
                      "阶段: internal（5%）", started)
        self.assertIn("从 internal 升至 p20（20%）", self.messages("promoted")[0])
        self.assertIn("共享加入成功量", self.relctl("report", "--format", "markdown"))

    def fail_at_20_percent(self):
        """Taken back by relctl alone but for the database, which a person lets go."""
        self.start()
        self.go_to("p20")
        self.write("faults.json", json.dumps({"version": "v1.5.0", "fails": True}))
        self.run_until_taken_back(21)
        self.assertEqual(self.weights(), (0, 100))
        self.assertEqual(self.flags(), ["admit RELCTL_COHORT_USERS=whitelist", "degrade",
                                        "dismiss"])
        self.assertIn("season", self.columns())

    def flags(self):
        return (self.folder / "flags.txt").read_text().splitlines()

    def test_a_version_that_fails_at_20_percent_is_taken_back_with_its_database(self):
        self.fail_at_20_percent()
        self.relctl("approve", "rollback/database", "--as", "backend-oncall", code=20)
        self.assertNotIn("season", self.columns())
        (said,) = self.messages("rolled_back")
        self.assertRegex(said, "(?s)^【OneDish 灰度回滚完成】1.5.0 已回到 1.4.0\n"
                               "触发阈值: error-rate.*影响范围: up to 20% of traffic for "
                               ".*下一步: observation of ")
        said = self.relctl("notify", "rolled_back", "--set", "impact=两成用户，四分钟",
                           "--set", "eta=18:00", "--set", "next_step=修复后重新准入")
        for handed_over in ("影响范围: 两成用户，四分钟", "下一步: 修复后重新准入",
                            "根因分析预计 18:00"):
            self.assertIn(handed_over, said)

    def test_a_database_that_cannot_go_back_is_restored_from_its_snapshot(self):
        self.fail_at_20_percent()
        self.write("locked", "")
        self.relctl("approve", "rollback/database", "--as", "backend-oncall", code=20)
        self.assertNotIn("season", self.columns())
        report = self.relctl("report", "--format", "markdown")
        for said in ("database | failed", "restore | succeeded", "uat-sample | succeeded"):
            self.assertIn(said, report)

    def test_swaps_that_get_worse_for_two_windows_are_taken_back_from_50_percent_on(self):
        self.start()
        self.go_to("p50")
        self.swaps = 7
        self.run_until_taken_back(21)
        (asked,) = self.events("RollbackRequested")
        self.assertIn("swap-success", asked["body"]["reason"])

    def test_worse_recipes_hold_while_they_are_late_and_are_taken_back_when_they_are_not(self):
        self.late_by = 8
        self.start()
        time.sleep(self.late_by)  # What came late is good, too, if it is of before the release.
        self.quality = 40
        self.go_to("internal")
        ends = time.monotonic() + 2 * self.late_by
        while time.monotonic() < ends:
            self.relctl("advance", "--wait", "--timeout", "4s", code=(8, 11, 124))
        reasons = self.events("VerdictReached")[-1]["body"]["reasons"]
        self.assertIn("stale", [each["cause"] for each in reasons])
        self.assertEqual(self.events("RollbackRequested"), [])
        self.late_by = 0
        self.run_until_taken_back(21)
        (asked,) = self.events("RollbackRequested")
        self.assertIn("quality", asked["body"]["reason"])

    def test_a_p0_of_sharing_goes_back_by_hand_of_whoever_declares_it(self):
        self.start()
        self.go_to("internal")
        self.relctl("incident", "open", "--severity", "P0", "--scope", "sharing",
                    "--summary", "邀请码失效", code=21)
        self.assertEqual(self.weights(), (0, 100))
        self.relctl("rollback", "-y")
        self.assertNotIn("season", self.columns())
        self.assertIn("--readmit", self.relctl("start", self.plan, "--version", "v1.5.0", code=3))

    def columns(self):
        return parts.psql(self.dsn, "SELECT column_name FROM information_schema.columns "
                                    "WHERE table_name = 'user_recipes'").split()


if __name__ == "__main__":
    workplace.main()
