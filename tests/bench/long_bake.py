# SPDX-License-Identifier: Apache-2.0
"""A rehearsal of a day that nothing comes of."""

import pathlib

import inputs
from runs import Side, row_of, table, take_turns


def compare(relctl, folder, runs, smoke):
    hours = 1 if smoke else 24
    sides = []
    for thresholds, metrics in ((1, 1), (10, 10)):
        name = f"bake{thresholds}"
        inputs.write_plan(folder, f"{name}.yaml", metrics, thresholds, f"{hours}h")
        (pathlib.Path(folder) / f"{name}.scenario.yaml").write_text(
            f"scenario: 1\nplan: {name}.yaml\ncases: {{ good: {{ expect: [ {{ ends: complete }} ] "
            "} }\n")
        sides.append(Side(f"{hours} h at 15 s, {thresholds} threshold"
                          f"{'s' if thresholds > 1 else ''}",
                          [relctl, "test", f"{name}.scenario.yaml"], folder))
    take_turns(sides, runs)
    return table([row_of(side) for side in sides])
