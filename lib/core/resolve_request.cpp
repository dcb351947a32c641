// SPDX-License-Identifier: Apache-2.0
#include "core/resolve_request.hpp"

#include "base/text.hpp"
#include "core/statement.hpp"
#include "core/step_instances.hpp"
#include "core/steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace relctl::core {
namespace {

/// Once all is over a failed step is history; one in doubt is not.
bool needs_a_person(const State& state, const StepState& step) {
  return step.status == StepState::Status::in_doubt ||
         (step.status == StepState::Status::failed && !is_over(state));
}

/// Traffic is put back so where HAProxy has lost its weights, or somebody has moved them.
bool may_be_done_again(const plan::Plan& plan, const State& state, const StepState& step) {
  const StepAddress& at = step.address;
  const plan::Step* planned = step_at(plan, at);
  const auto current = current_phases(state);
  return state.stage == Stage::in_phase && step.status == StepState::Status::succeeded &&
         at.stage == "enter" && planned != nullptr && is_idempotent(*planned) &&
         !is_taken_back(state, planned->scope) &&
         std::any_of(current.begin(), current.end(), [&](const PhaseState* phase) {
           return phase->track == at.track && phase->id == at.phase && phase->started_at;
         });
}

tl::unexpected<Error> nothing_to_resolve(const State& state, const std::string& name) {
  std::vector<std::string> open;
  for (const auto& key : state.step_order) {
    const auto& step = state.steps.at(key);
    if (is_step_named(step, name))
      return fail(ErrorKind::refused, fmt::format("step {} is {}; there is nothing to resolve",
                                                  name, step_status_name(step.status)));
    if (needs_a_person(state, step))
      open.push_back(step.address.step);
  }
  return fail(ErrorKind::not_found, fmt::format("no step '{}' has run; {}", one_line(name, 60),
                                                open.empty() ? "no step is in doubt"
                                                             : "to resolve: " + join(open, ", ")));
}

template <class Predicate>
std::vector<StepAddress> steps_named(const State& state, const std::string& name,
                                     Predicate is_wanted) {
  std::vector<StepAddress> found;
  for (const auto& key : state.step_order)
    if (const auto& step = state.steps.at(key); is_step_named(step, name) && is_wanted(step))
      found.push_back(step.address);
  return found;
}

Result<StepAddress> find_open_step(const plan::Plan& plan, const State& state,
                                   const std::string& name, const std::string& resolution) {
  auto found =
      steps_named(state, name, [&](const StepState& step) { return needs_a_person(state, step); });
  if (found.empty() && resolution == "rerun")
    found = steps_named(
        state, name, [&](const StepState& step) { return may_be_done_again(plan, state, step); });
  if (found.empty())
    return nothing_to_resolve(state, name);
  if (found.size() == 1)
    return found.front();
  return fail(ErrorKind::usage, fmt::format("several steps '{}' are open; name one: {}, {}", name,
                                            found[0].key(), found[1].key()));
}

/// A way back went on past it, and nobody comes back to it: it can only be said how it ended.
bool is_left_behind(const State& state, const StepAddress& address) {
  const auto left = doubts_left(state);
  return std::any_of(left.begin(), left.end(),
                     [&](const StepState* step) { return step->address == address; });
}

} // namespace

bool is_step_named(const StepState& step, const std::string& name) {
  const StepAddress& at = step.address;
  return at.step == name || at.key() == name ||
         plan::phase_name(at.track, at.phase) + "/" + at.step == name ||
         parse_instance(at.step).step == name;
}

Result<StepAddress> step_to_resolve(const plan::Plan& plan, const State& state,
                                    const std::string& name, const std::string& resolution) {
  if (doubts_left(state).empty())
    RELCTL_TRY(still_open(state));
  RELCTL_TRY_ASSIGN(auto address, find_open_step(plan, state, name, resolution));
  if (resolution == "rerun" && is_left_behind(state, address))
    return fail(ErrorKind::refused,
                fmt::format("the way back is over and runs step {} no more; see to it by hand, "
                            "then resolve it as done or failed",
                            address.step));
  return address;
}

} // namespace relctl::core
