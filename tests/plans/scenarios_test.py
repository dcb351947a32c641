# SPDX-License-Identifier: Apache-2.0
"""The suites of plans/scenarios: every plan has one, its cases come out as they expect, and
together they exercise all of the plan."""
import json
import pathlib
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

import workplace

PLANS = workplace.HERE.parent.parent / "plans"


def relctl(*words):
    return subprocess.run([workplace.RELCTL, *words], cwd=PLANS, text=True, capture_output=True,
                          check=False)


class Scenarios(unittest.TestCase):
    def test_every_plan_has_a_suite(self):
        plans = {each.stem for each in PLANS.glob("*.yaml")}
        suites = {each.name.split(".")[0] for each in PLANS.glob("scenarios/*.scenario.yaml")}
        self.assertEqual(plans, suites)

    def test_every_case_is_met_and_nothing_is_left_out(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "results.xml")
            ran = relctl("test", "scenarios", "--coverage", "--junit", str(file), "-o", "json")
            self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
            suites = xml.etree.ElementTree.parse(file).getroot()
        answer = json.loads(ran.stdout)
        self.assertEqual(suites.get("failures"), "0")
        self.assertEqual(suites.get("errors"), "0")
        self.assertEqual(len(suites.findall(".//testcase")),
                         len(answer["cases"]) + len(answer["coverage"]))
        self.assertEqual({row["plan"] for row in answer["coverage"]}, self.names())
        for row in answer["coverage"]:
            self.assertEqual(row["missing"], [], row)

    @staticmethod
    def names():
        lines = [line for file in PLANS.glob("*.yaml") for line in file.read_text().splitlines()]
        return {line.split()[1] for line in lines if line.startswith("name: ")}


if __name__ == "__main__":
    workplace.main()
