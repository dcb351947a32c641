// SPDX-License-Identifier: Apache-2.0
#include "core/deliveries.hpp"
#include "core/step_instances.hpp"
#include "sim/effect_name.hpp"
#include "sim/healthy.hpp"
#include "sim/rehearsal.hpp"

namespace relctl::sim {

namespace {

const plan::ScenarioStep* behaviour_of(const plan::Scenario& scenario, const std::string& step) {
  const std::string id = core::parse_instance(step).step;
  for (const plan::ScenarioStep& known : scenario.steps)
    if (known.step == step || known.step == id)
      return &known;
  return nullptr;
}

bool reaches(int times, int attempt) {
  return times < 0 || attempt <= times;
}

} // namespace

EffectScript Rehearsal::effect(const core::EffectRequest& request) {
  if (core::is_delivery(request.id))
    return {{}, core::Outcome::succeeded, "rehearsed"};
  const EffectName name = parse_effect_id(request.id);
  EffectScript script{seconds(1), core::Outcome::succeeded, "rehearsed"};
  script.output = healthy_output(m_plan, request);
  const plan::ScenarioStep* behaviour = behaviour_of(m_scenario, name.step);
  if (behaviour == nullptr)
    return script;
  if (!behaviour->detail.empty())
    script.detail = behaviour->detail;
  if (name.part == "verify") {
    if (behaviour->unverified)
      script.outcome = core::Outcome::failed;
    return script;
  }
  const int attempt = ++m_attempts[name.step] - behaviour->after;
  script.takes = behaviour->takes;
  if (attempt <= 0)
    return script;
  if (reaches(behaviour->hangs, attempt))
    script.takes = request.timeout + seconds(1);
  else if (reaches(behaviour->fails, attempt))
    script.outcome = core::Outcome::failed;
  return script;
}

} // namespace relctl::sim
