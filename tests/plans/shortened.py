# SPDX-License-Identifier: Apache-2.0
"""A plan with its clock running faster, so that a test sees a day of it in seconds.

Only the plan's clock is rewritten, key by key: how long it observes, how often it measures, how far
a reading looks back, how long a state may last. Limits, volumes, shares, counts, and the deadlines
of single requests and commands stay as the plan has them.
"""
import re

# The keys of the plan's clock; every other duration in a plan stays.
CLOCK = ("observe", "every", "window", "for", "max_age", "max_gap", "deadline", "respond", "repeat",
         "earlier", "short", "long", "samples_every")

DURATION = r"(?:\d+(?:ms|s|m|h|d))+"
MILLISECONDS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}

# What a key is never shorter than, in milliseconds: two scrapes' worth, and what relctl needs to
# ask a source once.
LEAST = {"every": 500, "window": 2000, "short": 2000, "long": 4000, "max_age": 5000,
         "deadline": 30_000, "max_gap": 5000}


def milliseconds(text):
    return sum(int(number) * MILLISECONDS[unit]
               for number, unit in re.findall(r"(\d+)(ms|s|m|h|d)", text))


def shortened(text, factor, longest, least_every=0):
    """The plan's text with its clock `factor` times as fast and nothing longer than `longest`
    milliseconds. Sources that keep no history need a grid of no less than `least_every`."""
    bounds = {**LEAST, "every": max(LEAST["every"], least_every)}

    def shorter(duration, least):
        return f"{max(least, min(longest, round(milliseconds(duration) / factor)))}ms"

    def key(match):
        least = bounds.get(match["key"], 1000)
        return match["key"] + match["colon"] + re.sub(
            DURATION, lambda each: shorter(each[0], least), match["value"])

    def range_selector(match):
        return f"[{shorter(match[1], LEAST['window'])}]"

    text = re.sub(rf"(?<![\w-])(?P<key>{'|'.join(CLOCK)})(?P<colon>: *)"
                  rf"(?P<value>{DURATION}(?:\.\.{DURATION})?)(?![\w.-])", key, text)
    return re.sub(rf"\[({DURATION})\]", range_selector, text)
