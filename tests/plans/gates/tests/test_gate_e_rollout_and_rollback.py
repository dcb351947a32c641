# SPDX-License-Identifier: Apache-2.0
from asking import ask


def test_rollout_and_rollback_are_told():
    checks = ask("POST", "/api/v1/internal/release/readiness/evaluate", {})[1]["checks"]
    assert {"rollout", "rollback"} <= checks.keys()
