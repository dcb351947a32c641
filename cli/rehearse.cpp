// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/argument_values.hpp"
#include "cli/commands.hpp"
#include "cli/reading.hpp"
#include "cli/scenarios.hpp"
#include "cli/settings.hpp"
#include "view/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

/// The case of `--case`, else the only one.
Result<plan::Scenario> choose(const ScenarioFile& file, const std::string& name) {
  std::vector<std::string> names;
  for (const plan::Scenario& scenario : file.scenarios) {
    if (scenario.name == name || (name.empty() && file.scenarios.size() == 1))
      return scenario;
    names.push_back(scenario.name);
  }
  if (name.empty())
    return fail(ErrorKind::usage, fmt::format("{} has several cases; say --case with one of: {}",
                                              one_line(file.path), join(names, ", ")));
  return fail(ErrorKind::usage,
              fmt::format("{} has no case '{}'; there are: {}", one_line(file.path),
                          one_line(name, 60), join(names, ", ")));
}

struct Chosen {
  std::shared_ptr<const planfile::LoadedPlan> plan;
  plan::Scenario scenario;
};

Result<Chosen> read_request(Session& session, const Arguments& arguments) {
  Chosen chosen;
  RELCTL_TRY_ASSIGN(chosen.plan,
                    read_plan_to_rehearse(session, arguments.text("PLAN"), Observed::accepted));
  if (arguments.has("--scenario")) {
    RELCTL_TRY_ASSIGN(const auto file,
                      read_scenario_file(session, arguments.text("--scenario"), chosen.plan));
    RELCTL_TRY_ASSIGN(chosen.scenario, choose(file, arguments.text("--case")));
  } else if (arguments.has("--case")) {
    return fail(ErrorKind::usage, "--case needs --scenario: the file that has the case");
  }
  RELCTL_TRY(read_version(arguments, "--version", chosen.scenario.version));
  RELCTL_TRY(read_version(arguments, "--from", chosen.scenario.stable));
  RELCTL_TRY_ASSIGN(const auto settings, settings_of(arguments));
  for (const auto& [name, value] : settings)
    chosen.scenario.vars[name] = value;
  return chosen;
}

std::string remark_on(const sim::Rehearsed& rehearsed, const plan::Scenario& scenario,
                      bool has_file) {
  if (!rehearsed.broken_off)
    return {};
  return fmt::format("the rehearsal was broken off here, {} after the opening, and the release had "
                     "not ended; {} lets it go on",
                     format_duration(scenario.horizon),
                     has_file ? "a longer 'horizon' in the scenario"
                              : "a --scenario with a longer 'horizon'");
}

ExitCode run_rehearse(Session& session, const Arguments& arguments) {
  const auto chosen = read_request(session, arguments);
  if (!chosen)
    return session.complain(chosen.error());
  const auto rehearsing =
      rehearse(chosen->plan->plan, chosen->scenario, session.surroundings.environment);
  if (!rehearsing)
    return session.complain(rehearsing.error());
  const sim::Rehearsed& rehearsed = rehearsing->rehearsed;
  view::RehearsalSubject subject{
      chosen->plan->plan, chosen->scenario.name,
      rehearsed.events,   rehearsed.state,
      rehearsed.ended,    remark_on(rehearsed, chosen->scenario, arguments.has("--scenario"))};
  for (const sim::Miss& miss : sim::unmet(chosen->scenario, rehearsed))
    subject.misses.push_back({miss.mark.line, miss.expected, miss.found});
  const std::string text = session.format == OutputFormat::table
                               ? view::rehearsal_text(subject, answer_style(session))
                               : view::rehearsal_json(subject, json_form(session));
  *session.surroundings.answer.out << redactor_of(*chosen->plan).mask(text);
  for (const view::TestMiss& miss : subject.misses)
    *session.surroundings.message.out
        << fmt::format("not as expected: {}\n  but {}\n", miss.expected, miss.found);
  return subject.misses.empty() ? ExitCode::ok : ExitCode::findings;
}

} // namespace

const Command& rehearse_command() {
  static const Command command{
      "rehearse",
      "the whole release, or observation, in virtual time: decisions, messages, exposure",
      "relctl rehearse plan.yaml\n"
      "relctl rehearse plan.yaml --scenario bad-canary.scenario.yaml\n"
      "relctl rehearse plan.yaml --scenario all.scenario.yaml --case data-lost",
      {{"PLAN", "PLAN", "the plan file", true},
       {"--scenario", "FILE",
        "what happens meanwhile, its series written as promtool has them (0.2x3 is four values, "
        "_x2 "
        "two); else everything goes well"},
       {"--case", "NAME", "which case of the scenario file"},
       {"--version", "V", "the version to release; else 2.0.0, or what the scenario says"},
       {"--from", "V", "the version to go back to; else 1.0.0, or what the scenario says"},
       {"--set", "NAME=VALUE", "a variable of the plan", false, true}},
      run_rehearse,
      {ExitCode::findings}};
  return command;
}

} // namespace relctl::cli
