# SPDX-License-Identifier: Apache-2.0
"""Series, plans and rules that say the same to both sides."""

import datetime
import itertools
import pathlib

BEGIN = 1_790_812_800  # 2026-10-01T00:00:00Z
STEP = 15
WINDOW = 300  # The range of the rates, a whole number of steps.
TOTAL_A_STEP = 1500
BAD_FROM_END, BAD_STEPS = 100, 80  # Whatever stops at a breach has gone through nearly all.


def errors_a_step(rule, step, steps):
    """So many of 1500 requests fail: 0.4 %, and in rule 0 for a while near the end 4 %."""
    is_bad = rule == 0 and steps - BAD_FROM_END <= step < steps - BAD_FROM_END + BAD_STEPS
    return 60 if is_bad else 6 + rule % 3


def ratios(rule, steps):
    """What `rate(errors[5m]) / rate(requests[5m])` gives at each step; none before a range."""
    counted, ratio = [0], []
    for step in range(1, steps):
        counted.append(counted[-1] + errors_a_step(rule, step, steps))
    back = WINDOW // STEP
    for step in range(steps):
        if step >= back:
            ratio.append((counted[step] - counted[step - back]) / (TOTAL_A_STEP * back))
        else:
            ratio.append(None)
    return ratio


def promtool_values(rule, steps):
    """The counter in promtool's notation, a run for each stretch of equal growth."""
    text, value, step = [], 0, 0
    while step < steps:
        grows = errors_a_step(rule, step + 1, steps)
        length = 1
        while step + length < steps and errors_a_step(rule, step + length + 1, steps) == grows:
            length += 1
        text.append(f"{value}+{grows}x{length - 1}")
        value += grows * length
        step += length
    return " ".join(text)


def time_text(unix):
    return datetime.datetime.fromtimestamp(unix, datetime.timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


def write_rules(folder, rules, steps):
    """Rules and their test for promtool: rule 0 fires at the end of its bad time."""
    text = "groups:\n- name: shop\n  interval: 15s\n  rules:\n"
    series = ""
    for rule in range(rules):
        text += (f"  - alert: errors{rule}\n"
                 f"    expr: rate(errors{rule}[5m]) / rate(requests{rule}[5m]) > 0.01\n"
                 f"    for: 10m\n")
        series += (f"  - series: errors{rule}\n    values: '{promtool_values(rule, steps)}'\n"
                   f"  - series: requests{rule}\n    values: '0+{TOTAL_A_STEP}x{steps - 1}'\n")
    (pathlib.Path(folder) / "rules.yml").write_text(text)
    fires = (steps - BAD_FROM_END + BAD_STEPS - 1) * STEP
    (pathlib.Path(folder) / "rules.test.yml").write_text(
        "rule_files: [rules.yml]\nevaluation_interval: 15s\ntests:\n- interval: 15s\n"
        f"  input_series:\n{series}  alert_rule_test:\n"
        f"  - {{ eval_time: {fires}s, alertname: errors0, exp_alerts: [{{}}] }}\n"
        f"  - {{ eval_time: {steps * STEP - STEP}s, alertname: errors1, exp_alerts: [] }}\n")


def write_plan(folder, name, metrics, thresholds, observe, query="m{}", url="http://127.0.0.1:9"):
    """A plan of one phase whose thresholds take turns over its metrics."""
    text = f"relctl: 1\nname: shop\nsources: {{ prom: {{ prometheus: \"{url}\" }} }}\nmetrics:\n"
    for i in range(metrics):
        text += (f"  m{i}: {{ source: prom, query: \"{query.format(i)}\", unit: ratio, "
                 f"every: {STEP}s }}\n")
    text += "thresholds:\n"
    for i in range(thresholds):
        text += (f"  t{i}: {{ metric: m{i % metrics}, breach: \"> 1%\", for: 10m, "
                 f"then: rollback }}\n")
    text += (f"phases: [ {{ id: full, traffic: 100%, observe: {observe} }} ]\n"
             "rollback: { steps: [ { id: back, run: [./back] } ], "
             "verify: [ { id: smoke, run: [./smoke] } ] }\n")
    (pathlib.Path(folder) / name).write_text(text)


def scenario_values(texts):
    """Values in the notation of scenarios, a run for each stretch of equal ones."""
    text = []
    for value, run in itertools.groupby(texts):
        length = len(list(run))
        if value is None:
            text.append(f"_x{length}")
        else:
            text.append(value if length == 1 else f"{value}x{length - 1}")
    return " ".join(text)


def write_scenario(folder, name, plan, texts, expected):
    """The same as one case of `relctl test`; `texts` of each metric, None for a gap."""
    series = "".join(f"      m{i}: {{ in: full, values: '{scenario_values(values)}' }}\n"
                     for i, values in enumerate(texts))
    (pathlib.Path(folder) / name).write_text(
        f"scenario: 1\nplan: {plan}\ncases:\n  day:\n    series:\n{series}"
        f"    expect: [ {expected} ]\n")


def write_history(path, metrics, steps, value):
    """A recorded file of readings; `value(metric, step)` gives text, or None for a gap."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("time,metric,value\n")
        for step in range(steps):
            unix = BEGIN + STEP * step
            file.write("".join(f"{unix},m{i},{text}\n" for i in range(metrics)
                               if (text := value(i, step)) is not None))
