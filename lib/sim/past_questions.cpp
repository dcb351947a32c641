// SPDX-License-Identifier: Apache-2.0
#include "sim/past_questions.hpp"

#include "core/measure.hpp"
#include "sim/healthy.hpp"

#include <set>
#include <tuple>

namespace relctl::sim {

std::vector<core::MeasurementRequest>
past_questions(const plan::Plan& plan, const plan::Scenario& scenario, const plan::Values& vars) {
  core::State state;
  state.opened_at = scenario.opening;
  state.opened.plan = plan.name;
  state.opened.title = plan.title;
  state.opened.version = scenario.version;
  state.opened.stable = scenario.stable;
  state.opened.vars = vars;
  state.opened.components = healthy_components(plan, scenario.version, vars);
  const core::Ledger ledger;
  const core::Windows windows;
  const core::Inputs inputs;
  const core::Situation situation{plan, state, ledger, windows, inputs, scenario.opening, {}, ""};
  std::vector<core::MeasurementRequest> questions;
  std::set<std::tuple<std::string, std::string, std::string>> asked;
  for (const plan::Phase& phase : plan.phases)
    for (core::MeasurementRequest& request : core::questions_in(situation, phase))
      if (asked.insert({request.metric, request.series, core::question_of(request)}).second)
        questions.push_back(std::move(request));
  return questions;
}

} // namespace relctl::sim
