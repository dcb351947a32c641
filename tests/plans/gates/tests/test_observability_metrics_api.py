# SPDX-License-Identifier: Apache-2.0
from asking import ask

SUMMARY = "/api/v1/internal/ops/metrics/summary?tenant="


def test_a_summary_is_the_tenants_own():
    for tenant in ("alpha", "beta"):
        assert ask("GET", SUMMARY + tenant)[1]["tenant"] == tenant


def test_a_tenant_that_is_not_there_has_none():
    assert ask("GET", SUMMARY + "nobody")[0] == 404
