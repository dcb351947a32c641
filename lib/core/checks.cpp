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

Instant due_after_failure(const plan::Check& check, const StepState& state) {
  return state.started_at + std::max(check.every, seconds(1));
}

/// What was asked for an earlier decision about the start is asked again where a person wants the
/// start decided anew. For any other decision an answer counts for `every`, and a pass at least ten
/// times as long as it took to ask: a test of half an hour is not run again for every sign-off. A
/// person's word stands.
bool is_outdated(const Situation& situation, const plan::Check& check, const StepState& state) {
  constexpr int k_times_as_long = 10;
  const Mandate& mandate = situation.mandate;
  const bool has_passed = state.status == StepState::Status::succeeded;
  if (state.address.phase != "before" || state.started_position > mandate.begun_at ||
      (has_passed && state.resolved))
    return false;
  Instant lasts_until = due_after_failure(check, state);
  if (has_passed)
    lasts_until = std::max(lasts_until,
                           state.ended_at + k_times_as_long * (state.ended_at - state.started_at));
  return mandate.starts || situation.now >= lasts_until;
}

/// A failure on record is no news: whoever reads it wants to know how old it is and what brings a
/// new answer.
std::string failure_text(const Situation& situation, const plan::Check& check,
                         const StepState& state, const std::string& detail) {
  if (state.address.phase != "before")
    return "failed: " + detail;
  const auto to_second = [](Instant at) {
    return format_instant(Instant{(at.ms + 999) / 1000 * 1000});
  };
  return fmt::format("failed at {}: {}; asked again at once by `relctl {}`, otherwise from {} on",
                     to_second(state.started_at), detail,
                     situation.state.observation ? "observe" : "start",
                     to_second(due_after_failure(check, state)));
}

std::optional<Reason> step_reason(const Situation& situation, const plan::Check& check,
                                  StepAddress address, Decision& decision) {
  address.step = check.id;
  StepProgress progress = advance_step(situation, *check.step, address);
  const StepState* state = find_step(situation.state, address);
  const bool is_settled = progress.kind != StepProgress::Kind::busy && state != nullptr;
  if (is_settled && is_outdated(situation, check, *state)) {
    merge(decision, run_again(situation, *state, situation.now));
    return reason_of(situation, check, "is asked again");
  }
  if (progress.kind == StepProgress::Kind::done) {
    const Instant again = due_again(check, state->started_at);
    if (again != k_never)
      merge(decision, run_again(situation, *state, again));
    return std::nullopt;
  }
  std::string text = "is running";
  if (progress.kind != StepProgress::Kind::busy) {
    // A failed command or probe is tried again every `every`, for as long as somebody waits.
    text = failure_text(situation, check, *state, progress.detail);
    progress = run_again(situation, *state, due_after_failure(check, *state));
  } else if (state != nullptr && state->status == StepState::Status::waiting) {
    text = "failed, is tried again: " + state->detail;
  }
  merge(decision, std::move(progress));
  return reason_of(situation, check, text);
}

/// Every open difference by its name; of very many, the first, and with the last of these how many
/// there are besides: a reason is closed by its subject, and all of them together have no name.
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
    reasons.back().text += fmt::format("; {} more differences are open", open - k_items_told);
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
