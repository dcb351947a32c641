# SPDX-License-Identifier: Apache-2.0
"""plans/interfaces.yaml against HAProxy, Prometheus and a service that keeps its data twice."""
import json

import parts
import traffic
import workplace

READS = ("/api/v1/system/info", "/api/v1/alerts/history-db", "/api/v1/alerts/rules")
SHARES = {"p10": 10, "p25": 25, "p50": 50, "p100": 100}


def read(send, count):
    send("GET", READS[count % len(READS)])


def write(send, count):
    """A camera that stays for a while, so that there is something to compare."""
    _, said = send("POST", "/api/v1/cameras", json.dumps({"name": f"camera {count}"}))
    if count % 2 and said.startswith("{"):
        send("DELETE", f"/api/v1/cameras/{json.loads(said)['id']}")


class Interfaces(workplace.PlanTest):
    plan = "interfaces.yaml"
    programs = "interfaces"
    factor = 300
    longest = 4_000

    def setUp(self):
        super().setUp()
        stable, canary = parts.free_ports(2)
        self.write("stable.port", stable)
        self.write("canary.port", canary)
        self.program("deploy", "stable", "v2.0.0")
        servers = (stable, canary)
        web = self.parts.haproxy({"read": servers, "write": servers}, [("METH_GET", "read")])
        self.environment |= {"PROM_URL": self.parts.prometheus([stable, canary]),
                             "API_URL": f"http://127.0.0.1:{web}",
                             "CANARY_URL": f"http://127.0.0.1:{canary}"}
        self.background(traffic.requests(web, read, 40))
        self.background(traffic.requests(web, write, 20))
        self.relctl("start", self.plan, "--version", "v2.1.0", "--from", "v2.0.0")

    def pass_phase(self, track, phase):
        self.run_until(0, "advance", "--to", f"{track}/{phase}")
        share = SHARES[phase]
        self.assertEqual(self.weights(track), (share, 100 - share))
        self.run_until(8 if phase == "p100" else 0, "advance", "--wait")
        if phase == "p100":
            self.relctl("check", "monitoring", "yes", "--phase", f"{track}/{phase}",
                        "--as", "release-owner")

    def test_reads_then_writes_go_through_four_steps_each(self):
        self.must_validate()
        self.assertIn("read", self.relctl("advance", "--to", "write/p10", code=(3, 8)))
        for track in ("read", "write"):
            for phase in SHARES:
                self.pass_phase(track, phase)
        self.assertIn("complete", self.relctl("status"))
        report = self.relctl("report", "--format", "markdown")
        for said in ("track read", "track write", "8 of 8", "16 of 16 passed", "数据一致性",
                     "write/p10 | functions | passed |  |  | 3/3 requests passed"):
            self.assertIn(said, report)
        self.assertNotIn("灰度探测", self.cameras())

    def cameras(self):
        return (self.folder / "cameras.yaml").read_text()

    def test_a_write_that_is_put_off_holds_and_one_that_misses_the_yaml_goes_back(self):
        for phase in SHARES:
            self.pass_phase("read", phase)
        self.write("faults.json", json.dumps({"version": "v2.1.0", "puts_off": True}))
        self.run_until(0, "advance", "--to", "write/p10")
        # The time may be over amid the suite's next run, whose own camera is there until it ends.
        parts.until("the suite and its clean-up",
                    lambda: "2/3 requests passed: PUT /api/v1/cameras/" in
                    self.relctl("advance", "--wait", "--timeout", "2s", code=(8, 10, 11, 124)) +
                    self.relctl("status") and "灰度探测" not in self.cameras(), seconds=60)
        self.write("faults.json", json.dumps({"version": "v2.1.0", "forgets_yaml": True}))
        self.run_until_taken_back(20)
        self.assertEqual((self.weights("read"), self.weights("write")), ((0, 100), (0, 100)))
        (said,) = self.messages("rolled_back")
        self.assertIn("【接口灰度已回退】2.1.0 → 2.0.0\n触发条件: consistency", said)
        report = self.relctl("report", "--format", "markdown")
        for said in ("**trigger**", "**done**", "6/6 requests passed"):
            self.assertIn(said, report)

    def test_reads_that_stay_slow_are_taken_back(self):
        self.relctl("advance", "--to", "read/p10")
        self.write("faults.json", json.dumps({"version": "v2.1.0", "seconds": 0.2}))
        self.run_until_taken_back(20)
        (asked,) = self.events("RollbackRequested")
        self.assertRegex(asked["body"]["reason"], r"^p95: 242\.5ms > 142\.5ms .* for ")
        self.assertEqual(self.weights("read"), (0, 100))


if __name__ == "__main__":
    workplace.main()
