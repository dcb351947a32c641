// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/sqlite_log.hpp"
#include "core/event_json.hpp"
#include "core/observed_plan.hpp"
#include "core/standing.hpp"
#include "planfile/scenario_yaml.hpp"
#include "sim/expectations.hpp"
#include "sim/observed.hpp"
#include "sim/rehearsal.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace relctl::test {

/// The only scenario of a text that is right.
inline plan::Scenario sound_scenario(const plan::Plan& plan, const std::string& text) {
  const bool is_observed = plan::is_observation_only(plan);
  const auto loaded = planfile::load_scenarios(
      "scenario: 1\n" + text, is_observed ? core::observed_plan(plan, {}) : plan, "test",
      is_observed ? planfile::ScenarioOf::observation : planfile::ScenarioOf::release);
  for (const auto& diagnostic : loaded.diagnostics)
    UNSCOPED_INFO(plan::format_diagnostic("scenario", diagnostic));
  REQUIRE(loaded.diagnostics.empty());
  return loaded.scenarios.front();
}

/// At each grid time, or passing over those at which nothing comes.
enum class Looks { each, some };

inline sim::Rehearsed rehearsed(const plan::Plan& plan, const plan::Scenario& scenario,
                                Looks looks) {
  const auto log = audit::open_memory_log();
  plan::Plan run = plan;
  sim::Rehearsal rehearsal(run, scenario, scenario.vars, *log);
  if (plan::is_observation_only(plan)) {
    const auto opened = sim::opened_observation(plan, scenario, scenario.vars);
    REQUIRE(opened);
    run = core::observed_plan(plan, *opened);
    rehearsal.observe(*opened);
  }
  if (looks == Looks::some)
    rehearsal.pass_over_quiet();
  auto went = rehearsal.run();
  REQUIRE(went);
  return *std::move(went);
}

/// What came, a line each. Positions are another matter: readings are put on record together.
inline std::vector<std::string> told(sim::Rehearsed went) {
  std::vector<std::string> lines;
  for (core::Recorded& recorded : went.events) {
    if (auto* reached = std::get_if<core::VerdictReached>(&recorded.event))
      reached->readings_position = 0;
    if (auto* started = std::get_if<core::StepStarted>(&recorded.event))
      started->operation_key.clear(); // By the position of the rollback.
    lines.push_back(format_instant(recorded.at) + " " + recorded.actor + " " +
                    core::encode_event(recorded.event));
  }
  for (const sim::Objection& objection : went.objections)
    lines.push_back(objection.wanted + ": " + objection.why);
  lines.push_back(format_instant(went.ended) + (went.broken_off ? " broken off" : ""));
  return lines;
}

/// Which looks are taken changes nothing.
inline sim::Rehearsed rehearsed(const plan::Plan& plan, const plan::Scenario& scenario) {
  auto went = rehearsed(plan, scenario, Looks::some);
  for (const core::Recorded& recorded : went.events)
    UNSCOPED_INFO(format_clock(recorded.at) << " " << core::describe(recorded.event));
  const auto passing = told(went);
  const auto looking = told(rehearsed(plan, scenario, Looks::each));
  for (std::size_t i = 0; i < std::min(passing.size(), looking.size()); ++i)
    REQUIRE(passing[i] == looking[i]);
  REQUIRE(passing.size() == looking.size());
  return went;
}

/// What did not come as the scenario expects, a line each.
inline std::vector<std::string> surprises(const plan::Plan& plan, const std::string& text) {
  const plan::Scenario scenario = sound_scenario(plan, text);
  const sim::Rehearsed went = rehearsed(plan, scenario);
  std::vector<std::string> lines;
  for (const sim::Miss& miss : sim::unmet(scenario, went))
    lines.push_back(miss.expected + " | " + miss.found);
  return lines;
}

} // namespace relctl::test
