# SPDX-License-Identifier: Apache-2.0
"""What a command costs that only reads: `status` and `validate` against sqlite3."""

import shutil

import inputs
from runs import Side, ratio, row_of, run_once, table, take_turns


def compare(relctl, folder, runs, smoke):
    if not shutil.which("sqlite3"):
        return "sqlite3 is not there; install the package of that name"
    inputs.write_plan(folder, "plan.yaml", 5, 5, "30m")
    log = {"RELCTL_DB": f"{folder}/log.db"}
    run_once([relctl, "start", "plan.yaml", "--version", "1.4.0", "--from", "1.3.2"], folder, log)
    floor = Side("sqlite3 :memory: 'select 1'", ["sqlite3", ":memory:", "select 1"], folder)
    sides = [floor, Side("relctl status", [relctl, "status"], folder, log),
             Side("relctl validate", [relctl, "validate", "plan.yaml"], folder, log)]
    take_turns(sides, 3 if smoke else runs * 20)
    return "\n".join([table([row_of(side) for side in sides]), ""] +
                     [ratio(side, floor) for side in sides[1:]])
