// SPDX-License-Identifier: Apache-2.0
#include "core/steps.hpp"

namespace relctl::core {
namespace {

const plan::Step* check_step(const std::vector<plan::Check>& checks, const std::string& id) {
  for (const plan::Check& check : checks)
    if (check.id == id && check.step)
      return &*check.step;
  return nullptr;
}

} // namespace

const plan::Step* step_at(const plan::Plan& plan, const StepAddress& address) {
  if (address.stage.starts_with(k_alive_stage))
    return plan.observe && plan.observe->alive ? &*plan.observe->alive : nullptr;
  const std::string id = parse_instance(address.step).step;
  if (address.stage == "before")
    return check_step(plan.before, id);
  if (address.stage == "readmit")
    return check_step(plan.rollback.readmit, id);
  if (address.stage == "after" && address.phase == "after")
    return check_step(plan.after, id);
  if (address.stage == "check") {
    const plan::Phase* phase = plan::find_phase(plan, address.track, address.phase);
    return phase == nullptr ? nullptr : check_step(phase->checks, id);
  }
  // Ids of steps are unique over all lists, the rollback's and its scopes' too.
  return plan::find_step(plan, id);
}

} // namespace relctl::core
