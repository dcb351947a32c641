// SPDX-License-Identifier: Apache-2.0
#include "sim/rehearsal.hpp"

#include "core/gate.hpp"
#include "core/window.hpp"
#include "engine/goal.hpp"
#include "sim/healthy.hpp"
#include "sim/killed.hpp"
#include "sim/people.hpp"
#include "sim/records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace relctl::sim {

namespace {

constexpr const char* k_actor = "relctl";
constexpr int k_entries = 10'000; // No plan has so many phases.

/// Whether it is a breach that holds the track, and nothing that only a person ends: with time it
/// is forgotten, and somebody looks again until then.
bool waits_out_a_breach(const core::VerdictReached& reached) {
  const auto& reasons = reached.reasons;
  const bool is_breached = std::any_of(reasons.begin(), reasons.end(), [](const auto& reason) {
    return reason.blocks && reason.cause == plan::Cause::breach;
  });
  return is_breached && std::all_of(reasons.begin(), reasons.end(), [](const auto& reason) {
           return !reason.blocks || reason.cause == plan::Cause::approval ||
                  core::is_cured_by_time(reason.cause);
         });
}

} // namespace

Rehearsal::Rehearsal(const plan::Plan& plan, const plan::Scenario& scenario, plan::Values vars,
                     ports::AuditLog& log)
    : m_plan(plan), m_scenario(scenario), m_vars(std::move(vars)), m_log(log),
      m_release(plan.name + "-" + scenario.version), m_sources(plan, scenario),
      m_foreseen(plan, scenario),
      m_world(scenario.opening,
              Script{[this](const auto& request, auto& inputs) { m_measure(request, inputs); },
                     [this](const core::EffectRequest& request) { return effect(request); },
                     Duration{}}),
      m_measure([this](const core::MeasurementRequest& request, core::Inputs& inputs) {
        m_sources.measure(request, m_world.now(), phase_of(request), inputs);
      }) {}

void Rehearsal::observe(core::ObservationOpened opened) {
  m_release = "observe-" + m_plan.name + "-1";
  m_observation = std::move(opened);
}

std::string Rehearsal::phase_of(const core::MeasurementRequest& request) const {
  const auto found = m_phases.find({request.track, request.phase_start});
  return found == m_phases.end() ? "rollback" : found->second;
}

Result<core::State> Rehearsal::state() {
  m_view.release = m_release;
  RELCTL_TRY(engine::refresh(m_log, m_view));
  return m_view.state;
}

void Rehearsal::say(std::vector<core::Event> events, const std::string& actor) {
  engine::ReleaseView view;
  view.release = m_release;
  const auto appended = engine::append_facts(
      m_log, view,
      [&](const engine::ReleaseView&) -> Result<std::vector<core::Event>> { return events; },
      m_world.now(), actor);
  if (appended)
    follow(*appended);
  else if (m_said)
    m_said = fail(appended.error());
}

void Rehearsal::follow_watch(const core::Recorded& recorded) {
  if (const auto* started = std::get_if<core::PhaseStarted>(&recorded.event)) {
    const plan::Phase* phase = plan::find_phase(m_plan, started->track, started->phase);
    m_watches[started->track] = {recorded.at, phase == nullptr ? Duration{} : phase->observe,
                                 recorded.at};
  } else if (const auto* reached = std::get_if<core::VerdictReached>(&recorded.event)) {
    m_watches[reached->track].retry_at = reached->retry_at.value_or(recorded.at);
  } else if (const auto* entered = std::get_if<core::PhaseEntered>(&recorded.event)) {
    m_watches.erase(entered->track);
  } else if (std::holds_alternative<core::RollbackRequested>(recorded.event)) {
    m_watches.clear();
  }
}

void Rehearsal::look_seldom(int times_a_phase) {
  m_ahead.emplace(m_plan, m_measure);
  m_world.wake_late(
      [this, times_a_phase](Instant until) { return next_look(until, times_a_phase); });
}

Instant Rehearsal::next_look(Instant until, int times_a_phase) {
  if (m_watches.empty())
    return until;
  const Instant now = m_world.now();
  // The last minute is looked at as it is asked for, so that nothing in it is missed.
  Instant latest = m_scenario.opening + m_scenario.horizon - minutes(1);
  for (const auto& [track, watch] : m_watches)
    latest = std::min({latest, now + Duration{watch.observe.ms / times_a_phase}, watch.retry_at});
  if (latest <= until)
    return until;
  const auto known = state();
  const auto breach = known ? m_ahead->next_breach(*known, now, latest) : std::nullopt;
  return std::max(until, breach.value_or(latest));
}

void Rehearsal::pass_over_quiet() {
  m_ahead.emplace(m_plan, [this](const core::MeasurementRequest& request, core::Inputs& inputs) {
    m_foreseen.measure(request, m_world.now(), phase_of(request), inputs);
  });
  m_world.wake_late([this](Instant until) { return quiet_until(until); });
}

Instant Rehearsal::quiet_until(Instant until) {
  const bool is_asked_for_news = until <= m_world.now();
  if (!m_is_waiting || is_asked_for_news || m_sources.outage_until("", m_world.now()))
    return until;
  const Instant horizon = m_scenario.opening + m_scenario.horizon;
  return m_ahead->quiet_until(m_view, until,
                              std::min(horizon, m_world.next_happening()) - milliseconds(1));
}

void Rehearsal::follow(const std::vector<core::Recorded>& appended) {
  for (const core::Recorded& recorded : appended) {
    follow_watch(recorded);
    if (const auto* started = std::get_if<core::PhaseStarted>(&recorded.event)) {
      const std::string name = plan::phase_name(started->track, started->phase);
      m_phases[{started->track, recorded.at}] = name;
      schedule({plan::Moment::Kind::phase, name, {}, {}}, recorded.at);
    }
    if (const auto* reached = std::get_if<core::CheckpointReached>(&recorded.event))
      answer_checkpoint(reached->check);
    if (std::holds_alternative<core::ReleaseCompleted>(recorded.event))
      schedule({plan::Moment::Kind::complete, "", {}, {}}, recorded.at);
    const bool is_first_rollback =
        std::holds_alternative<core::RollbackRequested>(recorded.event) && !m_has_rolled_back;
    if (is_first_rollback) {
      m_has_rolled_back = true;
      schedule({plan::Moment::Kind::rollback, "", {}, {}}, recorded.at);
    }
  }
}

core::ReleaseOpened Rehearsal::release() const {
  core::ReleaseOpened opened;
  opened.plan = m_plan.name;
  opened.title = m_plan.title;
  opened.version = m_scenario.version;
  opened.stable = m_scenario.stable;
  opened.directory.push_back('/');
  opened.vars = filled_in(m_plan, m_vars);
  opened.components = healthy_components(m_plan, m_scenario.version, m_vars);
  for (const auto& [id, version] : m_scenario.components)
    opened.components[id] = version;
  if (!m_plan.trains.empty()) {
    opened.train = m_plan.trains.front().id;
    opened.departs_at = plan::next_departure(m_plan.trains.front(), m_scenario.opening);
  }
  return opened;
}

Result<void> Rehearsal::open() {
  std::vector<core::Event> events;
  if (m_observation)
    events = {*m_observation};
  else
    events = {release(), core::VersionKnown{m_plan.name, m_scenario.version, m_release},
              core::VersionKnown{m_plan.name, m_scenario.stable, m_release}};
  for (auto& record : records_of(m_plan, m_scenario))
    events.push_back(std::move(record));
  say(std::move(events), k_actor);
  schedule({}, m_scenario.opening);
  return m_said;
}

/// Time passes, and nobody runs relctl meanwhile. False when something happened before.
bool Rehearsal::pass_until(Instant until) {
  while (m_world.now() < until)
    try {
      if (m_world.wait(until).log_moved)
        return false;
    } catch (const Killed&) {
      // Nobody was there to be killed.
    }
  return true;
}

Result<void> Rehearsal::go(const engine::Goal& goal) {
  engine::Engine engine(m_plan, m_log, m_world, k_actor);
  engine.on_turn([this](const engine::Turn& turn) { follow(turn.appended); });
  engine.name_anchor(engine::k_no_anchor);
  m_view.release = m_release;
  m_wake = k_never;
  try {
    m_is_waiting = true;
    const auto ended = engine.run(m_view, goal);
    m_is_waiting = false;
    RELCTL_TRY_ASSIGN(const auto outcome, ended);
    m_wake = outcome.last.wake;
    if (core::is_over(m_view.state))
      RELCTL_TRY(engine.send_messages(m_view));
  } catch (const Killed& killed) {
    m_is_waiting = false;
    m_view = {};
    m_world.lose_everything();
    m_is_away = true;
    const Instant back = m_world.now() + killed.away;
    bool is_back = pass_until(back);
    while (!is_back) // What people do meanwhile waits for it.
      is_back = pass_until(back);
    m_is_away = false;
    m_was_killed = true;
  }
  return m_said;
}

/// `relctl close`: willing people answer what is due.
Result<void> Rehearsal::close() {
  m_wants_close = false;
  RELCTL_TRY_ASSIGN(const auto now, state());
  if (auto events = answers_afterwards(m_plan, now); m_scenario.people.answer && !events.empty())
    say(std::move(events), "somebody");
  engine::Goal goal;
  goal.measures = false;
  goal.closes = true;
  return go(goal);
}

Result<bool> Rehearsal::let_people_answer() {
  if (!m_scenario.people.answer)
    return false;
  RELCTL_TRY_ASSIGN(const auto now, state());
  if (due_answers(m_plan, now, m_world.now()).empty()) {
    m_answers_at.reset();
    return false;
  }
  // A command that tells of something else meanwhile also acts on it before it comes back.
  if (!m_answers_at)
    m_answers_at = m_world.now() + m_scenario.people.after;
  if (!pass_until(*m_answers_at))
    return true;
  m_answers_at.reset();
  RELCTL_TRY_ASSIGN(const auto later, state());
  if (auto events = due_answers(m_plan, later, m_world.now()); !events.empty())
    say(std::move(events), "somebody");
  return true;
}

Result<Rehearsed> Rehearsal::outcome() {
  Rehearsed rehearsed;
  RELCTL_TRY_ASSIGN(const auto records, m_log.read({m_release, 0, ports::Slice::control, 0}));
  for (const ports::Record& record : records) {
    RELCTL_TRY_ASSIGN(auto event, engine::decode(record));
    rehearsed.events.push_back(std::move(event));
  }
  RELCTL_TRY_ASSIGN(rehearsed.state, state());
  rehearsed.ended = m_world.now();
  rehearsed.objections = m_objections;
  for (const Objection& objection : never_came())
    rehearsed.objections.push_back(objection);
  if (const auto& run_out = m_sources.run_out())
    rehearsed.objections.push_back(
        {run_out->mark, "series that last as long as the release", run_out->words});
  RELCTL_TRY_ASSIGN(const auto ledger,
                    m_log.read({std::string(ports::k_ledger_stream), 0, ports::Slice::all, 0}));
  for (const ports::Record& record : ledger) {
    RELCTL_TRY_ASSIGN(const auto event, engine::decode(record));
    if (const auto* baseline = std::get_if<core::BaselineRecorded>(&event.event);
        baseline != nullptr && baseline->id == m_release)
      rehearsed.baselines.push_back(core::series_key(baseline->metric, baseline->series));
  }
  return rehearsed;
}

/// When what holds the release now ends by itself; k_never when it does not.
Instant Rehearsal::end_of_hold(const core::State& state) {
  Instant end = k_never;
  const auto consider = [&](const std::optional<Instant>& until) {
    if (until && *until > m_world.now())
      end = std::min(end, *until);
  };
  if (state.paused)
    consider(state.paused->until);
  for (const auto& [track, known] : state.tracks)
    if (known.verdict) {
      consider(known.verdict->reached.retry_at);
      if (waits_out_a_breach(known.verdict->reached))
        consider(m_wake);
    }
  return end;
}

Result<bool> Rehearsal::is_stopped() {
  if (!m_stops)
    return false;
  RELCTL_TRY_ASSIGN(const auto now, state());
  bool is_held = false;
  for (const auto& [track, known] : now.tracks)
    is_held |=
        engine::is_held_for_a_person(now, track) && due_answers(m_plan, now, m_world.now()).empty();
  return core::is_over(now) || now.rollback.has_value() || is_held;
}

/// Nobody does anything until the next thing happens. False when nothing is going to.
Result<bool> Rehearsal::rest(Instant horizon) {
  RELCTL_TRY_ASSIGN(const auto now, state());
  const Instant end = core::is_over(now) ? k_never : end_of_hold(now);
  if (!m_world.has_happenings() && end == k_never)
    return false;
  try {
    (void)m_world.wait(std::min(end, horizon));
  } catch (const Killed&) {
    // As in pass_until(), but whatever happens is looked at.
  }
  return true;
}

Result<Rehearsed> Rehearsal::run() {
  RELCTL_TRY(open());
  const Instant horizon = m_scenario.opening + m_scenario.horizon;
  engine::Goal start;
  start.measures = false;
  const engine::Goal whole{engine::Until::complete, k_entries, horizon, false, true};
  bool is_over = false;
  while (!is_over && m_world.now() < horizon) {
    RELCTL_TRY_ASSIGN(const auto before, state());
    const bool is_starting =
        before.stage == core::Stage::opening || before.stage == core::Stage::no_go;
    RELCTL_TRY(m_wants_close ? close() : go(is_starting ? start : whole));
    if (std::exchange(m_was_killed, false))
      continue;
    RELCTL_TRY_ASSIGN(is_over, is_stopped());
    if (is_over)
      break;
    RELCTL_TRY_ASSIGN(const bool has_answered, let_people_answer());
    RELCTL_TRY_ASSIGN(const auto after, state());
    if (has_answered || after.position != before.position)
      continue;
    RELCTL_TRY_ASSIGN(const bool is_waiting, rest(horizon));
    is_over = !is_waiting;
  }
  RELCTL_TRY_ASSIGN(auto rehearsed, outcome());
  rehearsed.broken_off = !is_over;
  return rehearsed;
}

} // namespace relctl::sim
