# SPDX-License-Identifier: Apache-2.0
"""`relctl backtest` and `relctl test` against `promtool test rules`: the same series under
equivalent rules. promtool and `relctl test` read the series in the same notation; a backtest has
them as a recording of some 57,000 lines."""

import pathlib
import shutil

import inputs
from runs import Failed, Side, ratio, row_of, table, take_turns


def compare(relctl, folder, runs, smoke):
    if not shutil.which("promtool"):
        return "promtool is not there; install the package prometheus"
    hours, rules = (2, 2) if smoke else (24, 10)
    steps = hours * 3600 // inputs.STEP
    inputs.write_rules(folder, rules, steps)
    inputs.write_plan(folder, "plan.yaml", rules, rules, f"{hours}h")
    texts = [[None if ratio is None else f"{ratio:.9g}" for ratio in inputs.ratios(rule, steps)]
             for rule in range(rules)]
    inputs.write_history(pathlib.Path(folder) / "day.csv", rules, steps,
                         lambda i, step: texts[i][step])
    inputs.write_scenario(folder, "day.scenario.yaml", "plan.yaml", texts, "{ ends: closed }")
    ours = Side("relctl backtest", [relctl, "backtest", "plan.yaml", "--data", "day.csv"], folder)
    tested = Side("relctl test", [relctl, "test", "day.scenario.yaml"], folder)
    theirs = Side("promtool test rules", ["promtool", "test", "rules", "rules.test.yml"], folder)
    take_turns([ours, tested, theirs], runs)
    if "1 rolled back" not in ours.ran[-1].out or "t0" not in ours.ran[-1].out:
        raise Failed("relctl has not seen the breach that promtool has:\n" + ours.ran[-1].out)
    return "\n".join([f"{hours} h at 15 s, {rules} thresholds, decisions recorded in a log",
                      "", table([row_of(ours), row_of(tested), row_of(theirs)]), "",
                      ratio(theirs, ours), ratio(theirs, tested)])
