// SPDX-License-Identifier: Apache-2.0
#include "core/steps.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "core/check_answer.hpp"
#include "core/rendering.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

using Kind = StepProgress::Kind;

constexpr Duration k_backoff_max = minutes(1);
constexpr std::size_t k_last_words_bytes = 160;
constexpr Duration k_verify_pause_max = seconds(5);

/// Stable over attempts and resumes; a new rollback request makes new operations of the rollback's
/// steps.
std::string operation_key(const State& state, const StepAddress& address) {
  std::string identity = state.release + "/" + address.key();
  if (address.phase == "rollback" && state.rollback)
    identity += fmt::format("/{}", state.rollback->requested_position);
  if (address.is_of_drill() && state.drill)
    identity += fmt::format("/{}", state.drill->at.ms);
  return sha256_hex(identity).substr(0, 32);
}

StepProgress begin(const Situation& situation, const plan::Step& step, const StepAddress& address,
                   int attempt, Part part) {
  StepStarted started;
  started.address = address;
  started.attempt = attempt;
  started.part = part;
  started.operation_key = operation_key(situation.state, address);
  started.timeout = part == Part::verify && step.verify
                        ? std::min(step.timeout, step.verify->within)
                        : step.timeout;
  started.action = describe_action(situation.plan, situation.state, started);
  StepProgress progress;
  progress.events.push_back(std::move(started));
  return progress;
}

StepProgress watch(const Situation& situation, const StepState& state) {
  StepProgress progress;
  const Instant deadline = state.started_at + state.timeout + k_orphan_grace;
  progress.wake = deadline;
  if (situation.now >= deadline) {
    progress.stop.push_back(effect_id(situation.state, state));
    progress.wake = situation.now + seconds(1);
  }
  return progress;
}

StepProgress resting(Kind kind, const StepState& state) {
  StepProgress progress;
  progress.kind = kind;
  progress.detail = state.detail;
  progress.since = state.since;
  return progress;
}

StepProgress settle_doubt(const Situation& situation, const plan::Step& step,
                          const StepState& state) {
  if (step.verify && !state.doubt_verified)
    return begin(situation, step, state.address, state.attempt, Part::verify);
  if (is_idempotent(step))
    return begin(situation, step, state.address, state.attempt + 1, Part::act);
  return resting(is_behind(step, state) ? Kind::done : Kind::in_doubt, state);
}

StepProgress wait_for_retry(const Situation& situation, const plan::Step& step,
                            const StepState& state) {
  const Instant due = state.next_at.value_or(situation.now);
  if (situation.now < due) {
    StepProgress progress;
    progress.wake = due;
    return progress;
  }
  const bool verifies = state.part == Part::verify && step.verify &&
                        due <= state.verify_began_at + step.verify->within;
  return verifies ? begin(situation, step, state.address, state.attempt, Part::verify)
                  : begin(situation, step, state.address, state.attempt + 1, Part::act);
}

/// When a failed verify is tried again; none when its time is over.
std::optional<Instant> next_verify(const Situation& situation, const plan::Step& step,
                                   const StepState& state) {
  if (state.part != Part::verify || !step.verify)
    return std::nullopt;
  const Instant end = state.verify_began_at + step.verify->within;
  const Duration pause =
      std::clamp(Duration{step.verify->within.ms / 10}, milliseconds(100), k_verify_pause_max);
  return situation.now < end ? std::optional(std::min(situation.now + pause, end)) : std::nullopt;
}

/// A step of a part that was taken back is not begun, and neither tried again nor settled: what it
/// did is undone.
StepProgress leave_out(const Situation& situation, const StepAddress& address,
                       const std::string& scope) {
  using Status = StepState::Status;
  const StepState* state = find_step(situation.state, address);
  if (state != nullptr && state->status == Status::running)
    return watch(situation, *state);
  StepProgress progress;
  if (state != nullptr && (state->status == Status::succeeded || state->status == Status::skipped ||
                           state->status == Status::abandoned))
    progress.kind = Kind::done;
  else
    progress.events.push_back(StepSkipped{address, scope + " was taken back"});
  return progress;
}

StepProgress begin_or_pass_over(const Situation& situation, const plan::Step& step,
                                const StepAddress& address) {
  StepProgress progress;
  if (!is_wanted(situation.plan, situation.state, step, address)) {
    progress.events.push_back(
        StepSkipped{address, "step " + step.only_if + " did not run in this release"});
    return progress;
  }
  if (address.phase == "rollback" && step.point_of_no_return &&
      !is_approved(situation.state, step)) {
    progress.kind = Kind::awaiting;
    return progress;
  }
  return begin(situation, step, address, 1, Part::act);
}

StepProgress advance_instance(const Situation& situation, const plan::Step& step,
                              const StepAddress& address) {
  const StepState* state = find_step(situation.state, address);
  if (state == nullptr)
    return begin_or_pass_over(situation, step, address);
  switch (state->status) {
  case StepState::Status::running:
    return watch(situation, *state);
  case StepState::Status::waiting:
    return wait_for_retry(situation, step, *state);
  case StepState::Status::to_verify:
    return begin(situation, step, address, state->attempt, Part::verify);
  case StepState::Status::in_doubt:
    return settle_doubt(situation, step, *state);
  case StepState::Status::failed:
    return resting(is_behind(step, *state) ? Kind::done : Kind::failed, *state);
  case StepState::Status::succeeded:
  case StepState::Status::skipped:
    return resting(Kind::done, *state);
  case StepState::Status::abandoned:
    return resting(Kind::failed, *state);
  }
  return {};
}

/// Why it failed, with the last words of a command: a bare exit code helps nobody at night. They
/// are masked and printable already.
std::string detail_with_last_words(const plan::Step& step, Part part, const EffectEnded& ended) {
  const plan::Action& action =
      part == Part::verify && step.verify ? step.verify->action : step.action;
  const bool has_failed = ended.outcome == Outcome::failed || ended.outcome == Outcome::timed_out;
  const std::string words = one_line(last_line(ended.output), k_last_words_bytes);
  if (!has_failed || words.empty() || !std::holds_alternative<plan::CommandAction>(action))
    return ended.detail;
  return ended.detail + ": " + words;
}

/// Several at once: while one is under way nobody is asked about another.
void join_progress(StepProgress& whole, StepProgress part) {
  static constexpr Kind k_order[] = {Kind::done, Kind::awaiting, Kind::in_doubt, Kind::failed,
                                     Kind::busy};
  const auto rank = [](Kind kind) {
    return std::find(std::begin(k_order), std::end(k_order), kind) - std::begin(k_order);
  };
  for (Event& event : part.events)
    whole.events.push_back(std::move(event));
  for (std::string& id : part.stop)
    whole.stop.push_back(std::move(id));
  whole.wake = std::min(whole.wake, part.wake);
  if (rank(part.kind) > rank(whole.kind)) {
    whole.kind = part.kind;
    whole.step = part.step;
    whole.detail = part.detail;
    whole.since = part.since;
  } else if (part.kind == whole.kind && part.kind != Kind::busy) {
    whole.detail += fmt::format("; {}: {}", part.step, part.detail);
  }
}

} // namespace

Duration backoff(const plan::Step& step, int attempt) {
  const int doublings = std::min(attempt - 1, 10);
  return std::min(k_backoff_max, Duration{step.backoff.ms << doublings});
}

bool is_idempotent(const plan::Step& step) {
  return step.idempotent || std::holds_alternative<plan::HaproxyAction>(step.action);
}

bool is_behind(const plan::Step& step, const StepState& state) {
  const bool goes_on = step.on_failure == plan::OnFailure::go_on;
  return state.status == StepState::Status::succeeded ||
         state.status == StepState::Status::skipped ||
         (goes_on && state.status == StepState::Status::failed) ||
         (goes_on && state.status == StepState::Status::in_doubt && !state.address.is_forward());
}

bool is_approved(const State& state, const plan::Step& step) {
  return state.rollback->request.confirmed ||
         std::any_of(state.approvals.begin(), state.approvals.end(),
                     [&](const ApprovalGiven& approval) {
                       return approval.subject == "rollback/" + step.id;
                     });
}

StepProgress advance_step(const Situation& situation, const plan::Step& step,
                          const StepAddress& address) {
  StepProgress whole;
  whole.kind = Kind::done;
  const auto is_out = [&](const plan::Step& of_part) {
    return address.phase != "rollback" && is_taken_back(situation.state, of_part.scope);
  };
  // Nothing stands in for what is left out.
  const auto due = is_out(step) ? instances_of(step, address)
                                : due_instances(situation.plan, situation.state, step, address);
  for (const StepAt& at : due) {
    StepProgress part = is_out(*at.step) ? leave_out(situation, at.address, at.step->scope)
                                         : advance_instance(situation, *at.step, at.address);
    part.step = at.address.step;
    for (Event& event : part.events)
      if (auto* started = std::get_if<StepStarted>(&event))
        started->stands_in_for = at.stands_in_for;
    if (part.kind == Kind::done)
      continue;
    if (!step.parallel)
      return part;
    join_progress(whole, std::move(part));
  }
  return whole;
}

StepProgress advance_steps(const Situation& situation, const std::vector<plan::Step>& steps,
                           StepAddress address) {
  for (const plan::Step& step : steps) {
    address.step = step.id;
    StepProgress progress = advance_step(situation, step, address);
    if (progress.kind != Kind::done)
      return progress;
  }
  StepProgress done;
  done.kind = Kind::done;
  return done;
}

Event end_of_step(const Situation& situation, const plan::Step& step, const StepState& state,
                  const EffectEnded& as_seen) {
  const plan::Check* check = check_at(situation.plan, state.address);
  EffectEnded ended = check == nullptr ? as_seen : judged_by_output(*check, as_seen);
  if (as_seen.outcome == ended.outcome)
    ended.detail = detail_with_last_words(step, state.part, ended);
  StepEnded event{state.address, state.attempt, state.part,   ended.outcome, ended.exit_code,
                  ended.detail,  ended.output,  Next::failed, std::nullopt};
  // What may be done again is not in doubt when its answer is lost: it failed, with the pauses and
  // the limit of any failure.
  const bool is_in_doubt = ended.outcome == Outcome::lost && !is_idempotent(step);
  if (ended.outcome == Outcome::cancelled || is_in_doubt) {
    event.next = Next::doubt;
  } else if (ended.outcome == Outcome::succeeded) {
    event.next = state.part == Part::act && step.verify ? Next::verify : Next::done;
  } else if (const auto again = next_verify(situation, step, state)) {
    event.next = Next::retry;
    event.next_at = again;
  } else if (state.part == Part::verify && !state.acted && !is_idempotent(step)) {
    // The work may have been done all the same; only a person can tell.
    event.next = Next::doubt;
  } else if (state.attempt <= step.retries) {
    event.next = Next::retry;
    event.next_at = situation.now + backoff(step, state.attempt);
  }
  return event;
}

} // namespace relctl::core
