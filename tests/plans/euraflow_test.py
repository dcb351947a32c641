# SPDX-License-Identifier: Apache-2.0
"""plans/euraflow.yaml against PostgreSQL, SQLite, Alembic, HAProxy, Prometheus and two nodes."""
import datetime
import json
import os
import re
import sqlite3
import sys

import parts
import traffic
import workplace

sys.path.insert(0, str(workplace.HERE / "euraflow"))
import packages  # noqa: E402, found in the folder of the plan's programs

MANIFEST = """changes: [订单拉取改为增量, 新增币种字段]
risks: 拉单延迟可能升高；先放量两个店铺
switches: read-new 默认关闭
scripts: 0002_expand，downgrade 已演练
alerts: second-line
canary: 店铺 10% → 插件 30% → 地区 100%
needs_migration: true
breaks: false
needs_manual: false
"""
NODES = ("node-1", "node-2")
SAMPLES = [(kind, n, 10 * n) for kind in ("订单", "运单", "价格", "库存") for n in range(1, 6)]
# What people answer for before the train leaves, and in which role.
ANSWERS = {"tests": "tech", "docs": "tech", "observability": "ops", "secrets": "ops"}
COVERAGE = {"coverage": "83%", "core-coverage": "92%"}
REFUSED = (2, 3)


def zone_where(now, is_open):
    """A zone in which the plan's change windows are open now and for the next hour, or are closed:
    the plan keeps its hours, the clock on the wall is another one."""
    for ahead in range(-12, 15):
        there = now + datetime.timedelta(hours=ahead)
        opens, closes = (18, 22) if there.weekday() < 5 else (10, 18)
        if opens <= there.hour < closes - 1 if is_open else 1 <= there.hour < 9:
            return f"Etc/GMT{-ahead:+d}"  # POSIX has it the other way round.
    raise LookupError("no such zone")


class EuraFlow(workplace.PlanTest):
    plan = "euraflow.yaml"
    programs = "euraflow"
    factor = 450
    longest = 8_000

    def setUp(self):
        super().setUp()
        self.set_clock()
        self.environment["PATH"] = f"{self.folder / 'bin'}{os.pathsep}{parts.PATH}"
        self.dsn = self.parts.postgres()
        self.write("database.dsn", self.dsn)
        self.write("train.yaml", MANIFEST)
        self.program("alembic", "upgrade", "0001")
        packages.build(self.folder, "v2.3.0")
        self.environment["EF__ORDERS_DSN"] = self.dsn
        self.fill_samples()

    def set_clock(self):
        """Two hundred orders, not time, let the shops' phase end; the samples are drawn more than
        once in the seconds that a day is cut to; the change windows are open."""
        text = (self.folder / self.plan).read_text()
        text = re.sub(r"(id: shops\b.*?observe:) \S+", r"\1 5m..10m", text, count=1, flags=re.S)
        self.write(self.plan, re.sub(r"repeat: \S+", "repeat: 2s", text))
        self.move_windows(is_open=True)

    def move_windows(self, is_open):
        zone = zone_where(datetime.datetime.now(datetime.timezone.utc), is_open)
        text = (self.folder / self.plan).read_text()
        self.write(self.plan, re.sub(r"(?<=\nwindows:)(.*\n +zone:) \S+", rf"\1 {zone}", text))

    def fill_samples(self):
        with sqlite3.connect(self.folder / "ozon.db") as ozon:
            ozon.execute("CREATE TABLE sampled (kind TEXT, id INT, value INT)")
            ozon.executemany("INSERT INTO sampled VALUES (?, ?, ?)", SAMPLES)
        rows = ",".join(f"('{kind}', {n}, {value})" for kind, n, value in SAMPLES)
        parts.psql(self.dsn, "CREATE TABLE sampled (kind text, id int, value int);"
                             f"INSERT INTO sampled VALUES {rows}")

    def run_service(self):
        """Two nodes with the stable version, HAProxy before them, Prometheus, and customers."""
        packages.core_package(self.folder, "v2.2.0")
        ports = parts.free_ports(2)
        for node, port in zip(NODES, ports):
            (self.folder / "nodes" / node).mkdir(parents=True)
            self.write(f"nodes/{node}/port", port)
            self.program("./distribute", node, "v2.2.0")
            self.program("./on", node, "ln", "-sfn", "releases/v2.2.0", "ef-core")
            self.program("./on", node, "../../bin/systemctl", "restart", "ef-api")
        web = self.parts.haproxy({"nodes": ports}, canary_weight=100)
        self.environment |= {"EF__PROM_URL": self.parts.prometheus(ports),
                             "EF__API_URL": f"http://127.0.0.1:{web}"}
        self.background(traffic.requests(web, self.order, 20))

    @staticmethod
    def order(send, count):
        send("POST", "/api/orders", json.dumps({"shop": f"shop-{count % 3 + 1}", "quantity": 2}))

    def call(self, *more, plugin="1.4.2", train="hotfix"):
        """The train with its manifest: a no-go until people have answered and signed."""
        return self.relctl("start", self.plan, "--version", "v2.3.0", "--from", "v2.2.0", "--vars",
                           "train.yaml", "--train", train, "--component",
                           f"ef-plugin-ozon-orders={plugin}", *more, code=3)

    def start(self, train="hotfix"):
        """With everything that a train has to bring along; only the last signature makes it go."""
        self.call(train=train)
        for check, role in ANSWERS.items():
            self.relctl("check", check, "yes", "--as", f"{role}-lead")
        for check, share in COVERAGE.items():
            self.relctl("check", check, "--value", share, "--as", "tech-lead")
        for role in ("business", "tech", "ops") + (("second-line",) if train == "hotfix" else ()):
            self.relctl("approve", "start", "--role", role, "--as", f"{role}-lead")

    def go_to(self, last):
        """From phase to phase, each passed, until `last` is entered."""
        for phase in ("deploy", "shops", "plugin", "regions"):
            self.run_until(0, "advance", "--to", phase)
            if phase == last:
                return
            if phase == "shops":
                self.sell(200)
            self.run_until(0, "advance", "--wait")

    def sell(self, count):
        """That many orders at once, as a sale brings them, in both tables."""
        for table in ("orders", "orders_shadow"):
            parts.psql(self.dsn, f"""INSERT INTO {table} (id, shop, quantity, amount, created_at,
              version) SELECT 'sale-' || n, 'shop-1', 1, 10, now(), '2.3.0'
              FROM generate_series(1, {count}) AS n""")

    def differ(self, table, column, count):
        """Makes some rows of a table say another number than their twins."""
        parts.psql(self.dsn, f"""UPDATE {table} SET {column} = {column} + 1 WHERE ctid IN
          (SELECT ctid FROM {table} WHERE {column} = 10 LIMIT {count})""")

    def differences(self):
        return parts.psql(self.dsn, "SELECT count(*) FROM orders JOIN orders_shadow AS shadow "
                                    "USING (id) WHERE orders.amount <> shadow.amount")

    def probes(self):
        """What the suites have left behind."""
        return parts.psql(self.dsn, "SELECT count(*) FROM orders WHERE shop = 'probe'")

    def settle(self, check, count, *words):
        """The differences that the check finds, each closed by who may."""
        self.run_until(8, *(words or ("advance", "--wait")), passing=(10, 11))
        items = [each["item"] for each in
                 json.loads(self.relctl("item", "list", "-o", "json"))["items"]]
        self.assertEqual(len(items), count)
        for item in items:
            said = self.relctl("item", "close", f"{check}/{item}", "--reason", "看过",
                               "--as", "tech-lead", code=REFUSED)
            self.assertIn("business", said)
            self.relctl("item", "close", f"{check}/{item}", "--reason", "业务已复核",
                        "--as", "business-lead", code=(0, 8))

    def approve_and_pass(self, phase):
        """The approval may be the last that was missing; a further call would enter the next."""
        self.relctl("approve", phase, "--role", "owner", "--as", "release-owner", code=(0, 8))
        if self.events("PhasePassed")[-1]["body"]["phase"] != phase:
            self.run_until(0, "advance", "--wait")

    def links(self):
        return {(self.folder / "nodes" / node / "ef-core").readlink().name for node in NODES}

    def columns(self):
        return parts.psql(self.dsn, "SELECT column_name FROM information_schema.columns "
                                    "WHERE table_name = 'orders'").split()

    def flags(self):
        return (self.folder / "flags.txt").read_text()

    def is_ill(self, **fault):
        self.write("faults.json", json.dumps({"version": "v2.3.0", **fault}))

    def test_a_train_without_its_manifest_or_with_parts_that_do_not_fit_stays_at_home(self):
        said = self.relctl("start", self.plan, "--version", "v2.3.0", "--from", "v2.2.0",
                           "--train", "weekly", code=3)
        for missing in ("变更列表", "需要迁移", "ef-plugin-ozon-orders"):
            self.assertIn(missing, said)
        self.relctl("abort", "--reason", "清单不全")
        said = self.call(plugin="1.2.0")
        self.assertIn("ef-plugin-ozon-orders 1.2.0 is not >=1.4.0 <2.0.0", said)

    def test_artifacts_that_are_not_what_was_built_stay_at_home(self):
        dist = self.folder / "dist"
        (dist / "core.cdx.json").unlink()
        packages.wheel_house(dist, ["fastapi", "sqlalchemy", "unlocked"])
        packages.sums(self.folder)
        (dist / "web-dist.tar.gz").write_bytes(b"another one")
        said = self.call()
        for missing in ("core.cdx.json", "unlocked-1.0.0", "web-dist.tar.gz", "覆盖率"):
            self.assertIn(missing, said)
        self.relctl("abort", "--reason", "重新构建")
        core = packages.build(self.folder, "v2.3.0")
        packages.sign(self.folder, core, publishes=False)
        said = self.call()
        self.assertRegex(said, "core: .*signature")
        self.assertNotIn("wheels:", said)
        said = self.relctl("check", "coverage", "--value", "79%", "--as", "tech-lead")
        self.assertIn("79% is not >= 80%", said)
        said = self.relctl("check", "coverage", "--value", "83%", "--as", "ops-lead", code=REFUSED)
        self.assertIn("tech", said)

    def test_a_train_leaves_with_all_it_needs_and_arrives(self):
        self.must_validate()
        self.run_service()
        self.write("holes.txt", "requests 2.0.0 CVE-2026-0001 high\n")
        self.start()
        self.assertIn("no-go: python-audit", self.relctl("status"))
        self.relctl("attach", "dist/core.cdx.json", "--title", "SBOM")
        self.relctl("waive", "python-audit", "--reason", "补丁周五到", "--for", "72h",
                    "--as", "release-owner")
        self.go_to("plugin")
        self.assertEqual(self.links(), {"v2.3.0"})
        self.assertIn("rollout 10% RELCTL_COHORT_SHOPS=shop-1,shop-2\n", self.flags())
        self.run_until(0, "advance", "--wait")
        self.differ("orders_shadow", "amount", 2)
        self.run_until(0, "advance", "--to", "regions")
        self.settle("shadow", 2)
        self.approve_and_pass("regions")
        self.write("faults.json", json.dumps({"version": "v2.2.0", "reads": ["legacy_note"]}))
        self.run_until(0, "advance", "--to", "contract")
        self.assertNotIn("legacy_note", self.columns())
        said = self.relctl("advance", "--wait", "--timeout", "5s", code=(8, 124))
        self.assertIn("previous-runs: failed", said)
        (self.folder / "faults.json").unlink()
        self.relctl("resolve", "previous-runs", "rerun", "--reason", "旧版本已不读",
                    code=(0, 8))
        self.differ("sampled", "value", 1)
        self.approve_and_pass("contract")
        self.settle("samples", 1, "run")
        self.run_until(0, "run")
        self.assertIn("complete", self.relctl("status"))
        self.assertEqual(self.probes(), "0")
        self.assertGreater(len([step for step in self.events("StepStarted")
                                if step["body"]["step"] == "samples"]), 1)
        self.assertIn("changelog", self.relctl("close", code=3))
        self.relctl("check", "changelog", "yes", "--value", "changelog=v2.3.0",
                    "--as", "release-owner")
        self.relctl("close")
        report = self.relctl("report")
        for said in ("补丁周五到", "83%", "5/5 requests passed", "业务已复核", "core.cdx.json",
                     "- **变更列表**: 订单拉取改为增量; 新增币种字段", "- **需要迁移**: true",
                     "ef-core 2.3.0, ef-plugin-ozon-orders 1.4.2"):
            self.assertIn(said, report)

    def test_the_second_line_opens_the_windows_and_a_p1_takes_everything_back_at_any_hour(self):
        """A downgrade that fails is not swallowed; the orders are put right in the end."""
        self.move_windows(is_open=False)
        self.run_service()
        self.start("weekly")
        self.assertIn("train weekly", self.relctl("advance", "--to", "deploy", code=8))
        self.relctl("abort", "--reason", "热修先行")
        self.start()
        self.assertIn("windows", self.relctl("advance", "--to", "deploy", code=8))
        self.relctl("approve", "window", "--role", "second-line", "--as", "second-line-lead")
        self.go_to("shops")
        self.sell(3)
        self.differ("orders_shadow", "amount", 3)
        self.write("locked", "")
        self.relctl("incident", "open", "--severity", "P1", "--summary", "回传丢单", code=21)
        self.assertIn("【EuraFlow 事故】P1 回传丢单", self.messages("incident")[0])
        self.assertEqual(self.links(), {"v2.2.0"})
        self.assertIn("currency", self.columns())
        self.relctl("approve", "rollback/downgrade", "--as", "ops-lead", code=21)
        self.assertIn("downgrade", self.messages("rollback_incomplete")[0])
        self.assertEqual(self.messages("rolled_back"), [])
        (self.folder / "locked").unlink()
        self.relctl("rollback", "--resume", "-y")
        self.assertNotIn("currency", self.columns())
        self.assertEqual(self.differences(), "0")
        (said,) = self.messages("compensated")
        self.assertIn("【EuraFlow 补偿完成】2.3.0 → 2.2.0", said)

    def test_a_burned_budget_goes_back_and_is_watched_for_two_hours(self):
        self.run_service()
        self.start()
        self.go_to("shops")
        self.is_ill(fails=True)
        self.run_until_taken_back(21)
        (asked,) = self.events("RollbackRequested")
        self.assertIn("budget", asked["body"]["reason"])
        self.relctl("approve", "rollback/downgrade", "--as", "ops-lead", code=20)
        self.relctl("run", code=20)
        self.assertIn("recovered: every hard metric", self.relctl("status"))
        review = self.relctl("report", "--review")
        for said in ("## Timeline", "Why was the release rolled back: budget", "## Five whys",
                     "| action | owner | due |"):
            self.assertIn(said, review)

    def test_a_backlog_that_only_grows_takes_the_plugin_back_and_nothing_else(self):
        self.run_service()
        self.start()
        self.go_to("plugin")
        self.is_ill(backlog=150)
        self.run_until_taken_back(8)
        self.assertIn("disable ozon-orders", self.flags())
        self.assertNotIn("off\n", self.flags())
        self.assertEqual(self.links(), {"v2.3.0"})
        self.assertIn("去掉 plugin 继续", self.messages("taken_back")[0])
        self.relctl("approve", "scope/plugin", "--as", "release-owner")
        self.run_until(0, "advance", "--wait")
        self.assertEqual(self.events("RollbackRequested")[0]["body"]["scope"], "plugin")


if __name__ == "__main__":
    workplace.main()
