# SPDX-License-Identifier: Apache-2.0
"""The team's three internal endpoints, with what they answer in the test's hand, and its alerts."""
import datetime
import json
import threading

import service

CATEGORIES = ("quality", "performance", "security", "cost", "rollout", "rollback", "ops")


class Internal:
    """Serves on a port, on a thread. `tenants` are the figures of each tenant's summary, `checks`
    the seven categories, `replays` what was replayed and `alerts` what was told, in order."""

    def __init__(self, port):
        figures = {"requests": 5000, "error_rate": 0.002, "p95_ms": 420, "quality_score": 0.93,
                   "dlq_depth": 3, "cost_per_request": 0.011}
        self.tenants = {"alpha": dict(figures), "beta": dict(figures)}
        self.checks = dict.fromkeys(CATEGORIES, True)
        self.replay_passed = True
        self.replays = []
        self.alerts = []
        threading.Thread(target=service.serve, daemon=True,
                         args=(port, "internal", service.Counters(), self.answer)).start()

    def answer(self, method, path, query, body):
        if (method, path) == ("GET", "/api/v1/internal/ops/metrics/summary"):
            now = datetime.datetime.now(datetime.timezone.utc)
            if query.get("tenant") not in self.tenants:
                return 404, {"detail": "no such tenant"}
            return 200, {"tenant": query["tenant"],
                         "generated_at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
                         **self.tenants[query["tenant"]]}
        if (method, path) == ("POST", "/api/v1/internal/release/replay/e2e"):
            self.replays.append(json.loads(body)["version"])
            return 200, {"replay_passed": self.replay_passed, "cases": 12}
        if (method, path) == ("POST", "/api/v1/internal/release/readiness/evaluate"):
            failed = [name for name in CATEGORIES if not self.checks[name]]
            return 200, {"admitted": not failed and self.replay_passed, "failed_checks": failed,
                         "checks": self.checks, "replay_passed": self.replay_passed}
        if (method, path) == ("POST", "/alerts"):
            self.alerts.append(json.loads(body)["text"])
            return 202, {}
        return 404, {"detail": "no such endpoint"}
