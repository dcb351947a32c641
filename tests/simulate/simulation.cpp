// SPDX-License-Identifier: Apache-2.0
#include "simulate/simulation.hpp"

#include "base/check.hpp"
#include "core/next_phases.hpp"
#include "core/standing.hpp"
#include "simulate/invariants.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <iostream>
#include <map>

namespace relctl::test {
namespace {

constexpr const char* k_release = "shop-1.1.0";
constexpr int k_commands_max = 40;
constexpr int k_commands_to_end_max = 400;
constexpr int k_goals_are_driven_max =
    12; // Hours of virtual time that one waiting command may take.

/// The state and which readings it is judged by, to compare two views of one log by.
std::string fingerprint_of(const plan::Plan& plan, const engine::ReleaseView& view) {
  std::string text = fingerprint(view.state);
  for (const auto& [track, window] : view.windows) {
    text += fmt::format("|{}@{}", track, window.newest_position());
    for (const plan::Metric& metric : plan.metrics)
      for (const std::string& series : plan::series_of(metric))
        for (const auto& [at, reading] : window.series(metric.id, series))
          text += fmt::format(" {}={}", at.ms, reading.value.value_or(-1.0));
  }
  return text;
}

} // namespace

Simulation::Simulation(std::uint64_t seed)
    : m_random(seed), m_plan(random_plan(m_random)),
      m_log(audit::open_memory_log()), m_now{1'795'348'800'000} {
  m_known.release = k_release;
  begin_world();
  core::ReleaseOpened opened;
  opened.plan = m_plan.name;
  opened.version = "1.1.0";
  opened.stable = "1.0.0";
  fact(opened);
}

void Simulation::begin_world() {
  std::map<std::string, double> shares;
  for (const char* backend : {"app", "t1", "t2", "t3"})
    shares[backend] = m_world ? m_world->share(backend) : 0.0;
  m_world = std::make_unique<sim::VirtualWorld>(
      m_now, sim::Script{sim::at_each_time([this](const auto& request, Instant at) {
                           return reading(request, at);
                         }),
                         [this](const auto& request) { return effect(request); },
                         milliseconds(pick(m_random, 0, 2000))});
  for (const auto& [backend, share] : shares)
    m_world->put_share(backend, share);
}

core::Reading Simulation::reading(const core::MeasurementRequest& request, Instant at) {
  core::Reading reading;
  reading.metric = request.metric;
  reading.series = request.series;
  reading.at = at;
  if (m_weather == Weather::rough && at >= m_spoiled_until && chance(m_random, 5)) {
    m_spoiled_until = at + minutes(pick(m_random, 1, 4));
    m_spoiled_how = pick(m_random, 0, 8);
  }
  static constexpr plan::Cause k_causes[] = {plan::Cause::nodata, plan::Cause::nan,
                                             plan::Cause::stale,  plan::Cause::thin,
                                             plan::Cause::many,   plan::Cause::provider_error,
                                             plan::Cause::timeout};
  const bool spoiled = m_weather == Weather::rough && at < m_spoiled_until;
  if (spoiled && m_spoiled_how < 7)
    reading.cause = k_causes[m_spoiled_how];
  else
    reading.value = spoiled ? 0.05 : 0.001;
  return reading;
}

sim::EffectScript Simulation::effect(const core::EffectRequest& request) {
  // No effect without its recorded intent.
  bool is_intended = false;
  const core::State& now = state();
  for (const core::StepState* step : core::running_steps(now))
    is_intended |= core::effect_id(now, *step) == request.id;
  if (!is_intended && m_wrong.empty())
    m_wrong = "effect without a recorded intent: " + request.id;
  const bool is_rough = m_weather == Weather::rough;
  const bool fails = is_rough && chance(m_random, 15);
  const bool hangs = is_rough && chance(m_random, 5);
  m_tally.hung_steps += hangs ? 1 : 0;
  return {hangs ? hours(24) : seconds(pick(m_random, 0, is_rough ? 40 : 3)),
          fails ? core::Outcome::failed : core::Outcome::succeeded, "scripted"};
}

const core::State& Simulation::state() {
  RELCTL_CHECK(engine::refresh(*m_log, m_known).has_value());
  return m_known.state;
}

std::vector<core::Recorded> Simulation::recorded() const {
  const auto records = m_log->read({k_release, 0, ports::Slice::control, 0});
  RELCTL_CHECK(records.has_value());
  std::vector<core::Recorded> events;
  for (const ports::Record& record : *records) {
    auto event = engine::decode(record);
    RELCTL_CHECK(event.has_value());
    events.push_back(std::move(*event));
  }
  return events;
}

void Simulation::fact(core::Event event) {
  const auto appended = engine::append_facts(
      *m_log, m_known,
      [&](const engine::ReleaseView&) -> Result<std::vector<core::Event>> {
        return std::vector{event};
      },
      m_now, "person");
  RELCTL_CHECK(appended.has_value());
}

void Simulation::drive(const engine::Goal& goal) {
  FaultyLog log(*m_log, m_log_faults);
  engine::Engine engine(m_plan, log, *m_world, "relctl");
  (void)state();
  engine::ReleaseView view = m_known;
  if (std::getenv("RELCTL_TRACE") != nullptr)
    engine.on_turn([](const engine::Turn& turn) {
      for (const core::Recorded& recorded : turn.appended)
        std::cerr << format_instant(turn.now) << ' ' << core::describe(recorded.event) << '\n';
    });
  const auto outcome = engine.run(view, goal);
  m_now = m_world->now();
  if (!outcome) {
    m_tally.deaths += log.has_died() ? 1 : 0;
    m_tally.full_disks += log.was_full() ? 1 : 0;
    if (!log.has_died() && !log.was_full() && m_wrong.empty())
      m_wrong = "the engine failed: " + outcome.error().message;
    begin_world(); // Whatever ran is lost with the process.
  }
  auto fresh = engine::load(*m_log, k_release);
  RELCTL_CHECK(fresh.has_value());
  const std::string replayed = fingerprint_of(m_plan, *fresh);
  if (outcome && m_wrong.empty() && replayed != fingerprint_of(m_plan, view))
    m_wrong = "the replayed view differs from the live one:\n" + fingerprint_of(m_plan, view) +
              "\n" + replayed;
  m_known = std::move(*fresh);
}

void Simulation::put_traffic_back(const core::State& now) {
  for (const auto& [track, known] : now.tracks) {
    const core::PhaseState* phase = core::observed_phase(now, track);
    if (!known.verdict || phase == nullptr)
      continue;
    for (const core::Reason& reason : known.verdict->reached.reasons)
      if (reason.cause == plan::Cause::exposure)
        fact(core::StepResolved{
            {phase->track, phase->id, "enter", reason.subject}, "rerun", "put it back"});
  }
}

void Simulation::person_answers() {
  const core::State now = state();
  for (const plan::Check& check : m_plan.before)
    if (!now.answers.contains("before/" + check.id))
      fact(core::CheckAnswered{"before", check.id, true, "qa", ""});
  for (const core::PhaseState* phase : core::current_phases(now))
    fact(core::ApprovalGiven{plan::phase_name(phase->track, phase->id), "owner", "release-owner",
                             ""});
  for (const auto& [scope, taken] : now.taken_back)
    fact(core::ApprovalGiven{"scope/" + scope, "", "release-owner", ""});
  if (m_plan.windows && chance(m_random, 30))
    fact(core::ApprovalGiven{"window", "owner", "release-owner", "", m_now + minutes(5)});
  for (const auto& [id, incident] : now.incidents)
    if (!incident.closed)
      fact(core::IncidentClosed{id, "qa", ""});
  for (const auto* steps : {&m_plan.steps, &m_plan.rollback.steps})
    for (const plan::Step& step : *steps)
      if (step.point_of_no_return && now.stage == core::Stage::rolling_back)
        fact(core::ApprovalGiven{"rollback/" + step.id, "owner", "release-owner", ""});
  // A rollback that is resumed runs what failed again, but not what is in doubt.
  for (const auto& [key, step] : now.steps)
    if (step.status == core::StepState::Status::in_doubt ||
        (step.address.phase != "rollback" && step.status == core::StepState::Status::failed))
      fact(core::StepResolved{step.address, chance(m_random, 50) ? "rerun" : "done", "looked"});
  if (core::running_steps(now).empty())
    put_traffic_back(now);
  if (now.paused)
    fact(core::Resumed{"", "owner"});
  fact(core::Unfrozen{"", "owner"});
  if (now.stage == core::Stage::incomplete || core::has_failed_compensation(now))
    fact(core::RollbackResumed{"owner", ""});
  // Where no part is left to go on, only the way back as a whole is.
  if (now.stage == core::Stage::in_phase && core::is_nothing_left(m_plan, now))
    fact(core::RollbackRequested{"1.0.0", "nothing is left", "owner", false, true});
}

void Simulation::pass(Duration time) {
  for (const Instant end = m_now + time; m_now < end; m_now = m_world->now())
    (void)m_world->wait(end);
}

LogFaults Simulation::log_faults() {
  LogFaults faults;
  if (chance(m_random, 30))
    faults.dies_after = pick(m_random, 1, 12);
  if (chance(m_random, 5))
    faults.full_from = pick(m_random, 1, 12);
  if (chance(m_random, 10))
    faults.rival_at = pick(m_random, 1, 12);
  faults.rival = [this] { rival(); };
  return faults;
}

void Simulation::rival() {
  m_now = std::max(m_now, m_world->now());
  const core::State now = state();
  if (core::is_over(now) || m_weather == Weather::fair)
    return;
  ++m_tally.rivals;
  const int roll = pick(m_random, 0, 9);
  if (roll < 3)
    fact(core::NoteAdded{"seen", "qa"});
  else if (roll < 5)
    fact(core::Paused{"wait", "owner", m_now + minutes(10)});
  else if (roll < 6)
    fact(core::IncidentOpened{fmt::format("i{}", m_now.ms), "P1", "", "x", "qa"});
  else if (roll < 7 && core::is_exposed(now) && !now.rollback)
    fact(core::RollbackRequested{"1.0.0", "pager", "owner", false, chance(m_random, 50)});
  else
    person_answers();
}

void Simulation::command() {
  using engine::Until;
  m_log_faults = log_faults();
  if (chance(m_random, 10))
    m_world->schedule(m_now + seconds(pick(m_random, 0, 600)), [this] { rival(); });
  const Instant patience = m_now + minutes(pick(m_random, 1, 20));
  const int roll = pick(m_random, 0, 99);
  const core::State now = state();
  if (roll < 30)
    drive({Until::settled, 1, {}, true, true});
  else if (roll < 55)
    drive({Until::decided, 1, patience, true, true});
  else if (roll < 65)
    drive({Until::complete, 100, patience, true, true});
  else if (roll < 85)
    person_answers();
  else if (roll < 88)
    fact(core::IncidentOpened{fmt::format("i{}", m_now.ms), chance(m_random, 20) ? "P0" : "P1", "",
                              "x", "qa"});
  else if (roll < 91)
    fact(core::Paused{"wait", "owner", m_now + minutes(10)});
  else if (roll < 94)
    fact(core::Frozen{"wait", "owner", {}});
  else if (roll < 96 && core::is_exposed(now) && !core::is_over(now) &&
           now.stage != core::Stage::incomplete) {
    fact(core::RollbackRequested{"1.0.0", "pager", "owner", false, chance(m_random, 50)});
    drive({Until::complete, 0, {}, false, false});
  } else if (roll < 97 && now.stage == core::Stage::in_phase && !m_plan.rollback.scopes.empty() &&
             now.taken_back.empty()) {
    const plan::RollbackScope& part = m_plan.rollback.scopes.front();
    fact(core::RollbackRequested{"1.0.0", "pager", "owner", false, chance(m_random, 50), part.id,
                                 part.tracks});
    drive({Until::settled, 0, {}, false, false});
  } else {
    pass(minutes(pick(m_random, 1, 20)));
  }
}

void Simulation::check() {
  if (m_wrong.empty())
    m_wrong = broken_invariant(m_plan, recorded());
}

std::string Simulation::run() {
  const int commands = pick(m_random, 3, k_commands_max);
  for (int i = 0; i < commands && m_wrong.empty() && !core::is_over(state()); ++i) {
    command();
  }
  // Faults stop, people answer: now the release must end.
  m_weather = Weather::fair;
  m_log_faults = {};
  for (int i = 0; i < k_commands_to_end_max && m_wrong.empty() && !core::is_over(state()); ++i) {
    person_answers();
    drive({engine::Until::complete, 100, m_now + minutes(k_goals_are_driven_max), false, true});
    // People come back every two minutes.
    pass(minutes(2));
  }
  // What may not be in a history may not be in any part of it: one look at the whole is enough.
  check();
  if (m_wrong.empty() && !core::is_over(state()))
    m_wrong = "the release does not end: " + core::advise(m_plan, state(), "relctl").why;
  m_tally.events = m_log->head()->position;
  return m_wrong;
}

std::string Simulation::history() const {
  std::string text;
  for (const core::Recorded& event : recorded())
    text += fmt::format("{} {} {}\n", event.position, format_instant(event.at),
                        core::describe(event.event));
  return text;
}

} // namespace relctl::test
