# SPDX-License-Identifier: Apache-2.0
"""plans/onedish.yaml against HAProxy, Prometheus, Alertmanager and PostgreSQL."""
import json

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
            SELECT {self.quality}, 'published', now() FROM generate_series(1, 6)"""

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

    def go_to(self, last):
        """Through the phases, each with its weight read from HAProxy, until `last` is entered."""
        for phase, weight in PHASES.items():
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
        self.go_to("full")
        self.approve("full")
        self.run_until(0, "run")
        self.assertEqual(self.weights(), (100, 0))
        self.assertIn("complete", self.relctl("status"))
        (started,) = self.messages("started")
        self.assertIn("【OneDish 灰度开始】\n版本: 1.5.0（当前稳定版 1.4.0）\n"
                      "阶段: internal（5%）", started)
        self.assertIn("从 internal 升至 p20（20%）", self.messages("promoted")[0])

    def test_a_version_that_fails_at_20_percent_is_taken_back_with_its_database(self):
        """By relctl alone but for the database, which a person lets go."""
        self.start()
        self.go_to("p20")
        self.write("faults.json", json.dumps({"version": "v1.5.0", "fails": True}))
        self.relctl("run", code=8)
        self.assertEqual(self.weights(), (0, 100))
        self.assertEqual((self.folder / "flags.txt").read_text(), "degrade\n")
        self.relctl("approve", "rollback/database", "--as", "backend-oncall", code=20)
        self.assertNotIn("season", self.columns())
        (said,) = self.messages("rolled_back")
        self.assertIn("【OneDish 灰度回滚完成】1.5.0 已回到 1.4.0\n触发阈值: error-rate", said)

    def test_swaps_that_get_worse_for_two_windows_are_taken_back_from_50_percent_on(self):
        self.start()
        self.go_to("p50")
        self.swaps = 7
        self.relctl("run", code=8)
        (asked,) = self.events("RollbackRequested")
        self.assertIn("swap-success", asked["body"]["reason"])

    def test_recipes_that_get_much_worse_are_taken_back(self):
        self.start()
        self.go_to("internal")
        self.quality = 40
        self.relctl("run", code=8)
        (asked,) = self.events("RollbackRequested")
        self.assertIn("quality", asked["body"]["reason"])

    def test_a_p0_of_sharing_goes_back_by_hand_of_whoever_declares_it(self):
        self.start()
        self.go_to("internal")
        self.relctl("incident", "open", "--severity", "P0", "--scope", "sharing",
                    "--summary", "邀请码失效")
        self.assertEqual(self.weights(), (0, 100))
        self.relctl("rollback", "-y")
        self.assertNotIn("season", self.columns())
        self.assertIn("--readmit", self.relctl("start", self.plan, "--version", "v1.5.0", code=3))

    def columns(self):
        return parts.psql(self.dsn, "SELECT column_name FROM information_schema.columns "
                                    "WHERE table_name = 'user_recipes'").split()


if __name__ == "__main__":
    workplace.main()
