// SPDX-License-Identifier: Apache-2.0
#include "core/steps.hpp"

#include "base/sha256.hpp"
#include "core/rendering.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

using Kind = StepProgress::Kind;

constexpr Duration k_backoff_max = minutes(1);
constexpr Duration k_verify_pause_max = seconds(5);

/// Stable over attempts and resumes; a new rollback request makes new operations of the rollback's
/// steps.
std::string operation_key(const State& state, const StepAddress& address) {
  std::string identity = state.release + "/" + address.key();
  if (address.phase == "rollback" && state.rollback)
    identity += fmt::format("/{}", state.rollback->requested_position);
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

StepProgress settle_doubt(const Situation& situation, const plan::Step& step,
                          const StepState& state) {
  if (step.verify && !state.doubt_verified)
    return begin(situation, step, state.address, state.attempt, Part::verify);
  if (is_idempotent(step))
    return begin(situation, step, state.address, state.attempt + 1, Part::act);
  StepProgress progress;
  progress.kind = Kind::in_doubt;
  progress.detail = state.detail;
  return progress;
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

StepProgress resting(Kind kind, const StepState& state) {
  StepProgress progress;
  progress.kind = kind;
  progress.detail = state.detail;
  return progress;
}

Duration backoff(const plan::Step& step, int attempt) {
  const int doublings = std::min(attempt - 1, 10);
  return std::min(k_backoff_max, Duration{step.backoff.ms << doublings});
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

} // namespace

bool is_idempotent(const plan::Step& step) {
  return step.idempotent || std::holds_alternative<plan::HaproxyAction>(step.action);
}

bool is_wanted(const State& state, const plan::Step& step) {
  if (step.only_if.empty())
    return true;
  return std::any_of(state.steps.begin(), state.steps.end(), [&](const auto& entry) {
    const StepState& other = entry.second;
    const bool ran = other.status == StepState::Status::succeeded ||
                     other.status == StepState::Status::in_doubt ||
                     other.status == StepState::Status::abandoned;
    return other.address.step == step.only_if && other.address.phase != "rollback" && ran;
  });
}

StepProgress advance_step(const Situation& situation, const plan::Step& step,
                          const StepAddress& address) {
  const StepState* state = find_step(situation.state, address);
  if (state == nullptr) {
    if (address.phase != "rollback" && is_taken_back(situation.state, step.scope)) {
      StepProgress skipped;
      skipped.events.push_back(StepSkipped{address, step.scope + " was taken back"});
      return skipped;
    }
    if (is_wanted(situation.state, step))
      return begin(situation, step, address, 1, Part::act);
    StepProgress skipped;
    skipped.events.push_back(
        StepSkipped{address, "step " + step.only_if + " did not run in this release"});
    return skipped;
  }
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
    return resting(step.on_failure == plan::OnFailure::go_on ? Kind::done : Kind::failed, *state);
  case StepState::Status::succeeded:
  case StepState::Status::skipped:
    return resting(Kind::done, *state);
  case StepState::Status::abandoned:
    return resting(Kind::failed, *state);
  }
  return {};
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
                  const EffectEnded& ended) {
  StepEnded event{state.address, state.attempt, state.part,   ended.outcome, ended.exit_code,
                  ended.detail,  ended.output,  Next::failed, std::nullopt};
  if (ended.outcome == Outcome::cancelled || ended.outcome == Outcome::lost) {
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
