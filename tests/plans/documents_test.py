# SPDX-License-Identifier: Apache-2.0
"""What plans/README.md says about the release documents: the plans are sound, and it points at the
lines that it names."""
import pathlib
import re
import subprocess
import unittest

import workplace

PLANS = workplace.HERE.parent.parent / "plans"
LINK = re.compile(r"\[`(?P<key>[^`]+)`\]\((?P<plan>\w+\.yaml)"
                  r"#L(?P<first>\d+)(?:-L(?P<last>\d+))?\)")


class Documents(unittest.TestCase):
    def test_every_plan_of_the_table_is_sound_and_there(self):
        readme = (PLANS / "README.md").read_text()
        plans = sorted(each.name for each in PLANS.glob("*.yaml"))
        ran = subprocess.run([workplace.RELCTL, "validate", *plans], cwd=PLANS, text=True,
                             capture_output=True, check=False)
        self.assertIn("no errors, no warnings", ran.stdout + ran.stderr)
        for plan in plans:
            self.assertIn(f"[{plan}]({plan})", readme)

    def test_every_link_into_a_plan_begins_at_the_key_that_it_names(self):
        links = list(LINK.finditer((PLANS / "README.md").read_text()))
        self.assertGreater(len(links), 40)
        for link in links:
            lines = pathlib.Path(PLANS, link["plan"]).read_text().splitlines()
            first, last = int(link["first"]), int(link["last"] or link["first"])
            key = link["key"].split(".")[-1]
            with self.subTest(link[0]):
                self.assertRegex(lines[first - 1], rf"(^|[\s{{,-]){re.escape(key)}(:|,| |$)")
                self.assertTrue(first <= last <= len(lines))
                self.assertTrue(lines[last - 1].strip(), "the last line is empty")


if __name__ == "__main__":
    workplace.main()
