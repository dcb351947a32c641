// SPDX-License-Identifier: Apache-2.0
#include "core/check_answer.hpp"
#include "core/decide_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

using plan::Cause;

constexpr std::size_t k_items_told = 10;

Reason reason_of(const Situation& situation, const plan::Check& check, std::string text) {
  return {Cause::check, check.id, std::move(text), situation.now, true};
}

/// When a yes that was given at `since` is due again; never without `repeat`.
Instant due_again(const plan::Check& check, Instant since) {
  return check.repeat ? since + *check.repeat : k_never;
}

/// A person's check: yes, no, or not answered.
std::optional<Reason> ask_reason(const Situation& situation, const plan::Check& check,
                                 const std::string& phase, Decision& decision) {
  const auto found = situation.state.answers.find(phase + "/" + check.id);
  if (found == situation.state.answers.end())
    return reason_of(situation, check,
                     "not answered: " + question_of(situation.plan, situation.state, check));
  const CheckAnswered& given = found->second.answered;
  const auto objection = answer_objection(check, given);
  if (objection)
    return reason_of(situation, check, *objection);
  if (!given.ok)
    return reason_of(
        situation, check,
        fmt::format("answered no by {}{}{}", given.as, given.note.empty() ? "" : ": ", given.note));
  const Instant again = due_again(check, found->second.at);
  if (situation.now >= again)
    return reason_of(situation, check,
                     fmt::format("asked again: {}; the answer of {} lasted until {}",
                                 question_of(situation.plan, situation.state, check), given.as,
                                 format_instant(again)));
  decision.wake = std::min(decision.wake, again);
  return std::nullopt;
}

/// Once due, the check's command is run anew.
StepProgress run_again(const Situation& situation, const StepState& state, Instant due) {
  StepProgress progress;
  progress.kind = StepProgress::Kind::failed;
  progress.detail = state.detail;
  progress.wake = due;
  if (situation.now >= due) {
    progress.kind = StepProgress::Kind::busy;
    progress.events.push_back(StepResolved{state.address, "rerun", "check repeated"});
  }
  return progress;
}

std::optional<Reason> step_reason(const Situation& situation, const plan::Check& check,
                                  StepAddress address, Decision& decision) {
  address.step = check.id;
  StepProgress progress = advance_step(situation, *check.step, address);
  const StepState* state = find_step(situation.state, address);
  if (progress.kind == StepProgress::Kind::done) {
    const Instant again = due_again(check, state->started_at);
    if (again != k_never)
      merge(decision, run_again(situation, *state, again));
    return std::nullopt;
  }
  std::string text = "is running";
  if (progress.kind != StepProgress::Kind::busy) {
    // A failed command or probe is tried again every `every`, for as long as somebody waits.
    text = "failed: " + progress.detail;
    progress = run_again(situation, *state, state->started_at + std::max(check.every, seconds(1)));
  } else if (state != nullptr && state->status == StepState::Status::waiting) {
    text = "failed, is tried again: " + state->detail;
  }
  merge(decision, std::move(progress));
  return reason_of(situation, check, text);
}

/// Every open difference by its name; of very many, the first.
void add_items(const Situation& situation, const plan::Check& check, const std::string& phase,
               std::vector<Reason>& reasons) {
  std::size_t open = 0;
  for (const auto& [key, item] : situation.state.items) {
    if (item.closed || item.opened.phase != phase || item.opened.check != check.id)
      continue;
    if (++open <= k_items_told)
      reasons.push_back({Cause::item, item.opened.item,
                         fmt::format("{} found: {}", check.id, item.opened.what), situation.now,
                         true});
  }
  if (open > k_items_told)
    reasons.push_back({Cause::item, check.id,
                       fmt::format("{} more differences are open", open - k_items_told),
                       situation.now, true});
}

} // namespace

CheckResult run_checks(const Situation& situation, const std::vector<plan::Check>& checks,
                       const StepAddress& address, Checking which) {
  const std::string phase = plan::phase_name(address.track, address.phase);
  CheckResult result;
  for (const plan::Check& check : checks) {
    if (which == Checking::repeated && !check.repeat)
      continue;
    const auto reason = check.step ? step_reason(situation, check, address, result.decision)
                                   : ask_reason(situation, check, phase, result.decision);
    if (reason)
      result.reasons.push_back(*reason);
    if (check.items)
      add_items(situation, check, phase, result.reasons);
  }
  return result;
}

} // namespace relctl::core
