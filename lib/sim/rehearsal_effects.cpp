// SPDX-License-Identifier: Apache-2.0
#include "core/check_answer.hpp"
#include "core/deliveries.hpp"
#include "core/step_instances.hpp"
#include "sim/healthy.hpp"
#include "sim/rehearsal.hpp"

namespace relctl::sim {

namespace {

/// The step and the part behind an effect's id, `release/track/phase/stage/step#attempt/part@time`.
struct EffectName {
  std::string stage;
  std::string step;
  std::string part;
};

EffectName parse_effect_id(const std::string& id) {
  std::size_t from = 0;
  std::string stage;
  for (int field = 0; field < 4; ++field) {
    const std::size_t slash = id.find('/', from);
    if (slash == id.npos)
      return {};
    stage = id.substr(from, slash - from);
    from = slash + 1;
  }
  const std::size_t hash = id.rfind('#');
  const std::size_t slash = id.rfind('/');
  if (hash == id.npos || slash == id.npos || hash < from || slash < hash)
    return {};
  const std::size_t at = id.find('@', slash);
  return {stage, id.substr(from, hash - from), id.substr(slash + 1, at - slash - 1)};
}

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
  if (name.stage == "check" || name.stage == "before")
    if (const plan::Check* check = core::find_check(m_plan, name.step))
      script.output = number_within(*check);
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
