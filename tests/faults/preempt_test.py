# SPDX-License-Identifier: Apache-2.0
"""Goal 6: a way back that is asked for at any instant of an `advance --wait` wins.

The forward step works quickly, slowly, hangs, or hangs and ignores TERM, and as long as it lives it
moves the traffic to the new version. The rollback begins at a random instant of that. Its first
step
must begin within the grace and one second, when no forward step lives any more, and the traffic
must
end at the stable version.
"""
import random
import time

import workplace

GRACE_S = 1.0

KEEPS_MOVING = "while :; do echo canary > weight; sleep 0.02; done"
FORWARD = {
    "quick": "echo canary > weight",
    "slow": "echo canary > weight; sleep 0.4; echo canary > weight",
    "hung": KEEPS_MOVING,
    "deaf": f"trap '' TERM INT HUP; {KEEPS_MOVING}",
    "with a child": f"( {KEEPS_MOVING} ) & wait",
    "deaf with a deaf child": f"trap '' TERM; ( trap '' TERM; {KEEPS_MOVING} ) & wait",
}

BACK = """\
: > back-began
while read -r what key name argument pid; do
  [ "$what $name" = "begun shift" ] || continue
  [ -r "/proc/$pid/stat" ] && read -r one two state rest < "/proc/$pid/stat" || continue
  [ "$state" = Z ] || echo "overlap $pid $state" >> overlaps
done < trace
echo stable > weight
"""


def one(place, saved, findings, name, instant):
    here = f"{name}, after {instant * 1000:.0f} ms"
    place.restore(saved)
    place.write("during-shift", FORWARD[name])
    place.write("during-back", BACK)
    advance = place.begin("advance", "--wait")
    time.sleep(instant)
    asked = time.time()
    back = place.relctl("rollback", "--to", workplace.STABLE, "-y", "--grace", f"{GRACE_S:g}s")
    findings.count("instants")
    began = place.folder / "back-began"
    entered = any(line[0] == "begun" and line[2] == "shift" for line in place.trace())
    findings.check(back.code == 0, f"{here}: {back}")
    if entered:
        if findings.check(began.exists(), f"{here}: the rollback's step never began: {back}"):
            waited = began.stat().st_mtime - asked
            findings.most("longest wait s", waited)
            findings.check(waited <= GRACE_S + 1, f"{here}: began only after {waited:.2f} s")
    over(place, findings, here, advance)
    overlaps = place.folder / "overlaps"
    findings.check(not overlaps.exists(), f"{here}: a forward step still lived: "
                   f"{overlaps.read_text() if overlaps.exists() else ''}")
    if entered:
        time.sleep(0.06)
        weight = (place.folder / "weight").read_text().strip()
        findings.check(weight == "stable", f"{here}: the traffic ends at {weight}")
    left = workplace.processes_of(place.folder)
    findings.check(not left, f"{here}: {left} are left")
    place.events()


def over(place, findings, here, advance):
    """The other relctl has let go, by itself or by KILL, and says nothing wrong."""
    try:
        code = advance.wait(timeout=10)
    except workplace.subprocess.TimeoutExpired:
        workplace.end_group(advance)
        code = None
    # TERM ends it at once before it looks for signals, and after: nothing of it runs then.
    findings.check(code in (0, 3, 9, 20, -9, -15, 143), f"{here}: advance ended with {code}")


def main():
    given = workplace.options(__doc__, instants=(8, 100))
    findings = workplace.Findings("6 pre-empt")
    chance = random.Random(6)
    with workplace.MetricServer() as server, \
            workplace.Workplace(observe="30s", url=server.url) as place:
        place.start()
        saved = place.save()
        names = list(FORWARD)
        for i in range(given.instants):
            one(place, saved, findings, names[i % len(names)], chance.uniform(0, 0.5))
    findings.end()


if __name__ == "__main__":
    main()
