# SPDX-License-Identifier: Apache-2.0
"""relctl with a bug put in on purpose: a harness that does not find it proves nothing.

The engine's source is changed in a copy, compiled with the build's own flags and linked before the
build's libraries, so that the copy's functions take the place of theirs. Nothing of it is in the
tree or in the program that is shipped. Needs the compiler and the build folder (RELCTL_BUILD, else
the one that RELCTL lies in).
"""
import json
import os
import pathlib
import re
import shlex
import subprocess

from workplace import RELCTL

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ENGINE = "lib/engine/engine.cpp"
APPEND = "  std::vector<core::Recorded> appended;\n"
ACT = "  act(view, decision, appended, inputs);\n"
MOVED = "  const bool moved = !decision.events.empty();\n"

# What is changed, each text once.
MUTANTS = {
    "effect-before-intent": (
        (APPEND, APPEND + """\
  ReleaseView ahead = view;
  std::vector<core::Recorded> early;
  for (const auto& event : decision.events) {
    early.push_back({0, 0, now, m_actor, event});
    core::apply(ahead.state, early.back());
  }
  act(ahead, decision, early, inputs);
"""),
        (ACT, "")),
    "outcome-not-appended": (
        (APPEND, """\
  std::vector<core::Event> outcomes;
  for (const auto& event : decision.events)
    if (std::holds_alternative<core::StepEnded>(event))
      outcomes.push_back(event);
  std::erase_if(decision.events, [](const auto& event) {
    return std::holds_alternative<core::StepEnded>(event);
  });
""" + APPEND),
        (ACT, """\
  for (const auto& event : outcomes)
    core::apply(view.state,
                {view.state.position, view.state.version, now, m_actor, event});
  if (!outcomes.empty())
    inputs.ended.clear();
""" + ACT),
        (MOVED, MOVED.replace("moved", "appends") +
         "  const bool moved = appends || !outcomes.empty();\n"),
        ("  if (moved) {\n", "  if (appends) {\n")),
}


def build_folder():
    named = os.environ.get("RELCTL_BUILD")
    return pathlib.Path(named) if named else pathlib.Path(RELCTL).resolve().parent.parent


def mutated_source(name):
    text = (ROOT / ENGINE).read_text()
    for before, after in MUTANTS[name]:
        if text.count(before) != 1:
            raise AssertionError(f"mutant {name}: {ENGINE} has changed: {before!r} "
                                 "is not there once")
        text = text.replace(before, after)
    return text


def compile_line(build, source, output):
    """As the build compiles the engine, alone or joined with others."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if "relctl_engine.dir" in entry["command"]:
            words = shlex.split(entry["command"])
            words[words.index("-o") + 1] = str(output)
            words[words.index("-c") + 1] = str(source)
            return [word for word in words if word != "-Werror"]
    raise AssertionError(f"{build} does not compile {ENGINE}")


def link_line(build, mutant, output):
    lines = subprocess.run(["ninja", "-C", str(build), "-t", "commands", "relctl"], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    line = next(line for line in reversed(lines) if re.search(r" -o cli/relctl ", line))
    return line.replace(" -o cli/relctl ", f" -o {output} {mutant} -Wl,-z,muldefs ", 1)


def make(name, folder):
    """The program with that bug, in the folder."""
    build, folder = build_folder(), pathlib.Path(folder)
    source, mutant, output = folder / f"{name}.cpp", folder / f"{name}.o", folder / f"relctl-{name}"
    source.write_text(mutated_source(name))
    subprocess.run(compile_line(build, source, mutant), cwd=build, check=True)
    subprocess.run(link_line(build, mutant, output), cwd=build, shell=True, check=True)
    return output
