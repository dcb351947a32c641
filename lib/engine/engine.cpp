// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.hpp"

#include "base/check.hpp"
#include "core/rendering.hpp"
#include "engine/goal.hpp"

#include <algorithm>
#include <csignal>

namespace relctl::engine {
namespace {

/// More turns than any decision can need without waiting; beyond it the decision is running in a
/// circle.
constexpr int k_turns_without_wait_max = 1'000;

int count_entries(const std::vector<core::Recorded>& appended) {
  return static_cast<int>(
      std::count_if(appended.begin(), appended.end(), [](const core::Recorded& recorded) {
        return std::holds_alternative<core::PhaseEntered>(recorded.event);
      }));
}

Stop stop_of(const core::Inputs& inputs, const core::Decision& decision) {
  if (decision.yielded)
    return Stop::yielded;
  return inputs.signal == SIGALRM ? Stop::timed_out : Stop::signalled;
}

} // namespace

Engine::Engine(const plan::Plan& plan, ports::AuditLog& log, ports::World& world, std::string actor)
    : m_plan(plan), m_log(log), m_world(world), m_actor(std::move(actor)),
      m_sender(m_plan, m_log, m_world, m_actor) {}

void Engine::act(const ReleaseView& view, const core::Decision& decision,
                 const std::vector<core::Recorded>& appended, core::Inputs& inputs) {
  for (const std::string& id : decision.stop)
    m_world.stop(id);
  for (const core::Recorded& recorded : appended) {
    const auto* started = std::get_if<core::StepStarted>(&recorded.event);
    if (started == nullptr)
      continue;
    const core::EffectRequest effect = core::effect_of(m_plan, view.state, *started);
    m_world.begin(effect);
    inputs.live.insert(effect.id);
  }
  for (const core::EffectRequest& probe : decision.probes) {
    m_world.begin(probe);
    inputs.live.insert(probe.id);
  }
  for (const core::MeasurementRequest& request : decision.measurements)
    inputs.measuring.insert(request.subject());
  if (!decision.measurements.empty())
    m_world.measure(decision.measurements);
}

Result<Engine::Taken> Engine::take_turn(ReleaseView& view, const Goal& goal, std::int64_t begun_at,
                                        core::Inputs& inputs, Outcome& outcome) {
  RELCTL_TRY(refresh(m_log, view));
  const Instant now = m_world.now();
  // A timeout lets go of what runs, like a signal.
  if (inputs.signal == 0 && goal.give_up_at && now >= *goal.give_up_at)
    inputs.signal = SIGALRM;
  const core::Mandate mandate{outcome.entered < goal.entries_max,
                              goal.yields_to_rollback,
                              goal.measures,
                              goal.enter,
                              goal.asks,
                              goal.closes,
                              goal.starts,
                              begun_at};
  core::Decision decision =
      core::decide({m_plan, view.state, view.ledger, view.windows, inputs, now, mandate,
                    m_anchor.empty() ? anchor_text(view.anchor) : m_anchor});
  std::vector<core::Recorded> appended;
  const bool moved = !decision.events.empty();
  if (moved) {
    auto result = append(m_log, view, std::move(decision.events), now, m_actor);
    if (!result && result.error().kind == ErrorKind::conflict)
      return Taken{
          {}, now, true}; // Somebody appended first: read and decide again with the same inputs.
    RELCTL_TRY(result);
    appended = std::move(*result);
    inputs.readings.clear();
    inputs.runs.clear();
    inputs.ended.clear();
  }
  act(view, decision, appended, inputs);
  outcome.entered += count_entries(appended);
  if (m_on_turn)
    m_on_turn({view, appended, now, decision.wake});
  return Taken{std::move(decision), now, moved};
}

Result<bool> Engine::tell(const ReleaseView& view, Result<std::vector<core::Recorded>> sent) {
  if (!sent && sent.error().kind == ErrorKind::conflict)
    return true;
  RELCTL_TRY(sent);
  if (m_on_turn && !sent->empty())
    m_on_turn({view, *sent, m_world.now(), m_wake});
  return false;
}

Result<core::Inputs> Engine::wait(ReleaseView& view, Instant until,
                                  const std::set<std::string>& live) {
  for (;;) {
    RELCTL_TRY_ASSIGN(const bool has_moved, tell(view, m_sender.turn(view)));
    core::Inputs inputs =
        m_world.wait(has_moved ? m_world.now() : std::min(until, m_sender.wake()));
    inputs.log_moved |= has_moved;
    if (m_sender.take(inputs, live) || m_world.now() >= until)
      return inputs;
  }
}

Result<void> Engine::leave(ReleaseView& view) {
  for (;;) {
    RELCTL_TRY_ASSIGN(const bool has_moved, tell(view, m_sender.last_turn(view)));
    if (!has_moved)
      return {};
    RELCTL_TRY(refresh(m_log, view));
  }
}

Result<void> Engine::send_messages(ReleaseView& view, Duration at_most) {
  const Instant end = m_world.now() + at_most;
  Instant until = m_world.now();
  for (;;) {
    core::Inputs inputs = m_world.wait(until);
    m_sender.take(inputs, {});
    if (inputs.signal != 0)
      return {};
    RELCTL_TRY_ASSIGN(const bool has_moved, tell(view, m_sender.turn(view)));
    until = has_moved ? m_world.now() : std::min(end, m_sender.wake());
    if (has_moved)
      RELCTL_TRY(refresh(m_log, view));
    else if (!m_sender.is_sending() || m_world.now() >= end)
      return {};
  }
}

Result<void> Engine::begin_again(ReleaseView& view) {
  RELCTL_TRY_ASSIGN(const bool has_moved, tell(view, m_sender.send_again(view)));
  if (has_moved)
    return fail(ErrorKind::conflict, "another command has just written to the log; try again");
  return {};
}

Result<Outcome> Engine::run(ReleaseView& view, const Goal& goal) {
  core::Inputs inputs = m_world.wait(m_world.now());
  m_sender.take(inputs, {});
  Outcome outcome;
  RELCTL_TRY(refresh(m_log, view));
  const Progress from = progress_of(m_plan, view.state, m_world.now());
  const std::int64_t begun_at = view.state.position;
  for (int turns = 0;; ++turns) {
    RELCTL_CHECK(turns < k_turns_without_wait_max);
    RELCTL_TRY_ASSIGN(const Taken taken, take_turn(view, goal, begun_at, inputs, outcome));
    if (taken.moved)
      continue;
    const bool lets_go = inputs.signal != 0 || taken.decision.yielded;
    if (lets_go ? !taken.decision.busy
                : is_reached(goal, view.state, taken.decision, from, taken.now)) {
      outcome.stop = lets_go ? stop_of(inputs, taken.decision) : Stop::reached;
      outcome.signal = inputs.signal;
      outcome.last = taken.decision;
      RELCTL_TRY(leave(view));
      return outcome;
    }
    const int signal = inputs.signal;
    const Instant wake = taken.decision.wake;
    m_wake = wake;
    RELCTL_TRY_ASSIGN(
        inputs, wait(view, goal.give_up_at ? std::min(wake, *goal.give_up_at) : wake, inputs.live));
    inputs.signal = std::max(inputs.signal, signal == SIGALRM ? signal : 0);
    turns = 0;
  }
}

} // namespace relctl::engine
