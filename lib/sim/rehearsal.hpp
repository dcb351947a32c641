// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/event.hpp"
#include "core/state.hpp"
#include "engine/engine.hpp"
#include "plan/scenario.hpp"
#include "ports/audit_log.hpp"
#include "sim/look_ahead.hpp"
#include "sim/sources.hpp"
#include "sim/virtual_world.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace relctl::sim {

/// Something of a scenario that could not be as it says.
struct Objection {
  plan::Mark mark;
  std::string wanted; ///< As the scenario has it.
  std::string why;
};

/// A release, or an observation, as a scenario made it go.
struct Rehearsed {
  std::vector<core::Recorded> events; ///< All of them, readings left out, in order.
  core::State state;
  Instant ended;
  bool broken_off = false;           ///< The horizon came first.
  std::vector<Objection> objections; ///< Events that a person's command would have refused, or that
                                     ///< never came; series that were too short.
  std::vector<std::string> baselines; ///< `metric[series]` that an observation recorded.
};

/// Takes one release of a plan through one scenario, in virtual time: the engine, the rules and the
/// log of a live release over a world that is made up.
class Rehearsal {
public:
  /// All references outlive it; the log is empty, and holds the whole release afterwards. `vars`
  /// are pinned already.
  Rehearsal(const plan::Plan& plan, const plan::Scenario& scenario, plan::Values vars,
            ports::AuditLog& log);
  Rehearsal(const Rehearsal&) = delete;
  Rehearsal& operator=(const Rehearsal&) = delete;
  ~Rehearsal() = default;

  /// Instead of a release: the plan is core::observed_plan() of it.
  void observe(core::ObservationOpened opened);

  [[nodiscard]] Result<Rehearsed> run();

  /// Readings that are not the scenario's.
  void measure_by(LookAhead::Measure measure) { m_measure = std::move(measure); }
  /// It is over as soon as a person would be needed to go on, or it has been taken back.
  void stop_when_stopped() { m_stops = true; }
  /// A phase is looked at this many times and whenever a breach is complete, not at every grid
  /// time. How it ends is the same; what else happens within a phase is noticed later. After
  /// measure_by().
  void look_seldom(int times_a_phase);
  /// Grid times at which readings would be put on record and nothing else are not looked at one by
  /// one: all comes at the times at which it would, and sooner to whoever waits for it.
  void pass_over_quiet();

private:
  [[nodiscard]] core::ReleaseOpened release() const;
  [[nodiscard]] Result<void> open();
  [[nodiscard]] Result<void> go(const engine::Goal& goal);
  [[nodiscard]] Result<void> close();
  bool pass_until(Instant until);
  [[nodiscard]] Result<bool> let_people_answer();
  [[nodiscard]] Result<core::State> state();
  void say(std::vector<core::Event> events, const std::string& actor);
  void schedule(const plan::Moment& anchor, Instant at);
  void happen(const plan::Happening& happening);
  void begin_outage(const plan::OutageHappening& outage, plan::Mark mark);
  void speak(const plan::Happening& happening);
  void answer_checkpoint(const std::string& check);
  [[nodiscard]] EffectScript effect(const core::EffectRequest& request);
  [[nodiscard]] std::string phase_of(const core::MeasurementRequest& request) const;
  void follow(const std::vector<core::Recorded>& appended);
  void follow_watch(const core::Recorded& recorded);
  [[nodiscard]] Instant next_look(Instant until, int times_a_phase);
  [[nodiscard]] Instant quiet_until(Instant until);
  [[nodiscard]] Result<bool> is_stopped();
  [[nodiscard]] Instant end_of_hold(const core::State& state);
  [[nodiscard]] Result<bool> rest(Instant horizon);
  [[nodiscard]] Result<Rehearsed> outcome();
  [[nodiscard]] std::vector<Objection> never_came();

  const plan::Plan& m_plan;
  const plan::Scenario& m_scenario;
  plan::Values m_vars;
  std::optional<core::ObservationOpened> m_observation; ///< Instead of a release.
  ports::AuditLog& m_log;
  std::string m_release;
  /// As it was read last, kept from command to command: a log that grows with each look at a
  /// release that is held would else be read whole at each.
  engine::ReleaseView m_view;
  Sources m_sources;
  Sources m_foreseen; ///< The same as long as none is out.
  VirtualWorld m_world;
  std::map<std::string, int> m_attempts; ///< By step, of its work.
  /// Each phase that has been observed, by track and start.
  std::map<std::pair<std::string, Instant>, std::string> m_phases;
  std::set<const plan::Happening*> m_happened;
  std::vector<Objection> m_objections;
  bool m_is_away = false;              ///< relctl has been killed, and is not back yet.
  bool m_was_killed = false;           ///< It is back, and has not been started again.
  bool m_wants_close = false;          ///< A person wants the completed release closed.
  std::optional<Instant> m_answers_at; ///< When people say what they have been asked for.
  bool m_has_rolled_back = false;
  Instant m_wake = k_never;     ///< When the engine had something to look at again.
  bool m_is_waiting = false;    ///< The engine waits, not the person who runs it.
  Result<void> m_said;          ///< The first fact that could not be appended.
  LookAhead::Measure m_measure; ///< Instead of the scenario's.
  bool m_stops = false;
  /// What each track under observation waits for.
  struct Watch {
    Instant since;
    Duration observe;
    Instant retry_at;
  };
  std::map<std::string, Watch> m_watches;
  std::optional<LookAhead> m_ahead;
};

} // namespace relctl::sim
