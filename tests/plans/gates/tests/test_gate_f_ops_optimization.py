# SPDX-License-Identifier: Apache-2.0
from asking import ask


def test_ops_is_told():
    assert "ops" in ask("POST", "/api/v1/internal/release/readiness/evaluate", {})[1]["checks"]
