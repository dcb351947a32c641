// SPDX-License-Identifier: Apache-2.0
#include "core/decide_parts.hpp"
#include "core/recorded_baselines.hpp"
#include "core/waivers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

using plan::Cause;

bool same_decision(const std::optional<StartDecided>& before, const StartDecided& now) {
  if (!before || before->go != now.go || before->reasons.size() != now.reasons.size())
    return false;
  for (std::size_t i = 0; i < now.reasons.size(); ++i)
    if (before->reasons[i].subject != now.reasons[i].subject ||
        before->reasons[i].text != now.reasons[i].text)
      return false;
  return true;
}

/// A person's check: yes, no, or not answered.
std::optional<Reason> ask_reason(const Situation& situation, const plan::Check& check,
                                 const std::string& phase) {
  const auto answer = situation.state.answers.find(phase + "/" + check.id);
  if (answer == situation.state.answers.end())
    return Reason{Cause::check, check.id, fmt::format("not answered: {}", check.ask), situation.now,
                  true};
  if (answer->second.ok)
    return std::nullopt;
  return Reason{Cause::check, check.id,
                fmt::format("answered no by {}{}{}", answer->second.as,
                            answer->second.note.empty() ? "" : ": ", answer->second.note),
                situation.now, true};
}

/// A failed command or probe is tried again every `every`, for as long as somebody waits for it.
StepProgress check_again(const Situation& situation, const plan::Check& check,
                         const StepState& state) {
  StepProgress progress;
  progress.detail = state.detail;
  const Instant due = state.started_at + std::max(check.every, seconds(1));
  progress.wake = due;
  if (situation.now >= due)
    progress.events.push_back(StepResolved{state.address, "rerun", "check repeated"});
  return progress;
}

std::optional<Reason> step_reason(const Situation& situation, const plan::Check& check,
                                  StepAddress address, Decision& decision) {
  address.step = check.id;
  StepProgress progress = advance_step(situation, *check.step, address);
  const StepState* state = find_step(situation.state, address);
  if (progress.kind == StepProgress::Kind::done)
    return std::nullopt;
  std::string text = "is running";
  if (progress.kind != StepProgress::Kind::busy) {
    text = "failed: " + progress.detail;
    progress = check_again(situation, check, *state);
    progress.kind = progress.events.empty() ? StepProgress::Kind::failed : StepProgress::Kind::busy;
  } else if (state != nullptr && state->status == StepState::Status::waiting) {
    text = "failed, is tried again: " + state->detail;
  }
  merge(decision, std::move(progress));
  return Reason{Cause::check, check.id, text, situation.now, true};
}

} // namespace

CheckResult run_checks(const Situation& situation, const std::vector<plan::Check>& checks,
                       const StepAddress& address) {
  CheckResult result;
  for (const plan::Check& check : checks) {
    const auto reason =
        check.step ? step_reason(situation, check, address, result.decision)
                   : ask_reason(situation, check, plan::phase_name(address.track, address.phase));
    if (reason)
      result.reasons.push_back(*reason);
  }
  return result;
}

Decision decide_start(const Situation& situation) {
  if (std::vector<Event> pins = pin_recorded_baselines(situation); !pins.empty()) {
    Decision decision;
    decision.events = std::move(pins);
    decision.busy = true;
    return decision;
  }
  CheckResult result = run_checks(situation, situation.plan.before, {"", "before", "before", ""});
  Decision decision = std::move(result.decision);
  if (!decision.events.empty() || decision.busy)
    return decision;
  std::vector<Reason> reasons = std::move(result.reasons);
  for (Reason& reason : missing_baselines(situation))
    reasons.push_back(std::move(reason));
  apply_waivers(situation.plan, situation.state, situation.now, reasons);
  const bool go = std::none_of(reasons.begin(), reasons.end(),
                               [](const Reason& reason) { return reason.blocks; });
  StartDecided decided{go, std::move(reasons)};
  if (!same_decision(situation.state.start, decided))
    decision.events.push_back(std::move(decided));
  return decision;
}

} // namespace relctl::core
