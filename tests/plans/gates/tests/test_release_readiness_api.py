# SPDX-License-Identifier: Apache-2.0
from asking import ask


def test_who_is_admitted_has_failed_no_check():
    answer = ask("POST", "/api/v1/internal/release/readiness/evaluate", {})[1]
    assert answer["admitted"] == (answer["failed_checks"] == [] and answer["replay_passed"])
