# SPDX-License-Identifier: Apache-2.0
from asking import ask


def test_the_four_categories_of_gate_d_are_told():
    checks = ask("POST", "/api/v1/internal/release/readiness/evaluate", {})[1]["checks"]
    assert {"quality", "performance", "security", "cost"} <= checks.keys()
