# SPDX-License-Identifier: Apache-2.0
"""Backtests of a recorded file: how time and memory grow with the days and the metrics."""

import pathlib

import inputs
from runs import Side, row_of, table, take_turns


def compare(relctl, folder, runs, smoke):
    sides = []
    for metrics, days_of in ((1, (1, 10, 30, 100)), (20, (1, 10, 30))):
        for days in days_of[:1] if smoke else days_of:
            name = f"{metrics}-{days}"
            inputs.write_plan(folder, f"{name}.yaml", metrics, 20, "20m" if smoke else "4h")
            inputs.write_history(pathlib.Path(folder) / f"{name}.csv", metrics,
                                 days * 86400 // inputs.STEP // (24 if smoke else 1),
                                 lambda i, step: f"{0.002 + (step * 7 + i) % 50 * 1e-5:.6g}")
            sides.append(Side(f"20 thresholds on {metrics} metric{'s' if metrics > 1 else ''}, "
                              f"{days} days",
                              [relctl, "backtest", f"{name}.yaml", "--data", f"{name}.csv"],
                              folder))
    take_turns(sides, runs)
    return table([row_of(side) for side in sides])
