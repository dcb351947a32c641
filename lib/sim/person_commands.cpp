// SPDX-License-Identifier: Apache-2.0
#include "sim/person_commands.hpp"

#include "core/check_answer.hpp"
#include "core/entry.hpp"
#include "sim/people.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::sim {

namespace {

using core::Stage;

/// Each event by the rules of its command.
class Person {
public:
  Person(const plan::Plan& plan, const plan::Scenario& scenario, const engine::ReleaseView& view,
         Instant now)
      : m_plan(plan), m_scenario(scenario), m_state(view.state), m_ledger(view.ledger), m_now(now) {
    m_command.as = member_of(plan, plan.roles.empty() ? "" : plan.roles.front().id);
  }

  void operator()(const plan::CrashHappening&) {}
  void operator()(const plan::OutageHappening&) {}

  void operator()(const plan::ApprovalHappening& what) {
    m_command.name = "approve " + what.subject;
    const auto& phases = m_plan.phases;
    const bool is_phase = std::any_of(phases.begin(), phases.end(), [&](const plan::Phase& phase) {
      return plan::phase_name(phase) == what.subject;
    });
    const auto& entered = m_state.phases;
    const bool is_entered = std::any_of(entered.begin(), entered.end(), [&](const auto& phase) {
      return plan::phase_name(phase.track, phase.id) == what.subject;
    });
    const bool waits = m_state.rollback && !m_state.rollback->settled;
    if (is_phase && !is_entered)
      return refuse("the phase is not entered yet");
    if (what.subject.starts_with("rollback/") && !waits)
      return refuse("no rollback is under way that could wait for an approval");
    if (what.subject == "start" && core::is_exposed(m_state))
      return refuse("the release has started already");
    const auto signer = signer_of(m_plan, m_state.approvals, what.subject, what.role, m_now);
    m_command.as = signer.value_or(member_of(m_plan, what.role));
    if (!signer)
      return refuse(m_command.as + " has signed in another role already");
    core::ApprovalGiven given{what.subject, what.role, m_command.as, ""};
    if (what.subject == "window")
      given.until =
          what.span ? m_now + *what.span : core::special_approval_ends(*m_plan.windows, m_now);
    say_while_open(std::move(given));
  }

  void operator()(const plan::AnswerHappening& what) {
    m_command.name = "check " + what.check;
    const plan::Check* check = check_of(what);
    if (check != nullptr && what.ok && core::lacks_drill(*check, m_state))
      return refuse("the check needs a drill of the way back that has passed");
    m_command.as = member_of(m_plan, check == nullptr ? "" : check->role);
    const core::CheckAnswered answered{what.phase,   what.check, what.ok,
                                       m_command.as, what.note,  what.values};
    if (what.phase == "after" && m_state.stage == Stage::complete)
      m_command.events.emplace_back(answered);
    else
      say_while_open(answered);
  }

  void operator()(const plan::IncidentHappening& what) {
    m_command.name = "incident open";
    say_while_open(core::IncidentOpened{fmt::format("i{}", m_now.ms / 1000), what.severity,
                                        what.scope, what.summary, m_command.as});
  }

  void operator()(const plan::AllClearHappening&) {
    m_command.name = "incident close";
    for (const auto& [id, known] : m_state.incidents)
      if (!known.closed)
        m_command.events.emplace_back(core::IncidentClosed{id, m_command.as, "all clear"});
    if (m_command.events.empty())
      refuse("no incident is open");
  }

  /// Before anything is exposed it gives the release up; of one that could not be completed it
  /// takes up the rest.
  void operator()(const plan::RollbackHappening& what) {
    m_command.name = "rollback";
    const std::string to = what.to.empty() ? m_scenario.stable : what.to;
    if (core::is_over(m_state) && m_state.stage != Stage::complete)
      return refuse(over_text());
    if (!core::versions_of(m_ledger, m_plan.name).known.contains(to))
      return refuse(fmt::format("v{} is no version on record", to));
    if (m_state.stage == Stage::incomplete) {
      m_command.events.emplace_back(core::RollbackResumed{m_command.as, what.reason});
    } else if (!core::is_exposed(m_state)) {
      m_command.events.emplace_back(core::ReleaseAborted{what.reason});
      m_command.events.emplace_back(core::ReleaseClosed{"aborted: " + what.reason});
    } else {
      core::RollbackRequested request{to, what.reason, m_command.as, false, true};
      if (const plan::RollbackScope* scope = plan::find_scope(m_plan, what.scope)) {
        request.scope = scope->id;
        request.tracks = scope->tracks;
      }
      m_command.events.emplace_back(std::move(request));
    }
  }

  void operator()(const plan::PauseHappening& what) {
    m_command.name = "pause";
    if (core::holds(m_state.paused, m_now))
      return refuse("it is paused already");
    core::Paused paused{what.reason, m_command.as, {}};
    if (what.span)
      paused.until = m_now + *what.span;
    say_while_open(std::move(paused));
  }

  void operator()(const plan::ResumeHappening&) {
    m_command.name = "resume";
    if (!core::holds(m_state.paused, m_now))
      return refuse("it is not paused");
    say_while_open(core::Resumed{"", m_command.as});
  }

  /// The step of that name that a person can settle, newest first.
  void operator()(const plan::ResolveHappening& what) {
    m_command.name = "resolve " + what.step;
    for (auto key = m_state.step_order.rbegin(); key != m_state.step_order.rend(); ++key) {
      const core::StepState& step = m_state.steps.at(*key);
      const bool is_open = step.status == core::StepState::Status::failed ||
                           step.status == core::StepState::Status::in_doubt;
      if (step.address.step != what.step || !is_open)
        continue;
      m_command.as = "somebody";
      m_command.events.emplace_back(
          core::StepResolved{step.address, what.as, "as the scenario has it"});
      return;
    }
    refuse("no such step has failed or is in doubt");
  }

  void operator()(const plan::WaiverHappening& what) {
    m_command.name = "waive " + what.subject;
    const plan::Check* check = core::find_check(m_plan, what.subject);
    const std::string owner = m_plan.roles.empty() ? "" : m_plan.roles.front().id;
    const std::string role = check == nullptr || check->role.empty() ? owner : check->role;
    m_command.as = member_of(m_plan, role);
    say_while_open(core::Waived{what.subject, what.reason, m_now + what.span, role, m_command.as});
  }

  void operator()(const plan::ReadmissionHappening& what) {
    m_command.name = "start --readmit";
    const core::Ledger::Versions& versions = core::versions_of(m_ledger, m_plan.name);
    if (m_state.stage != Stage::opening && m_state.stage != Stage::no_go)
      return refuse("the release has started");
    if (versions.refused.contains(m_state.opened.version))
      m_command.events.emplace_back(
          core::VersionReadmitted{m_plan.name, m_state.opened.version, what.reason});
    if (versions.frozen)
      m_command.events.emplace_back(
          core::PlanReadmitted{m_plan.name, m_state.release, what.reason, m_command.as});
    if (m_command.events.empty())
      refuse("neither the version nor the plan is kept out");
  }

  void operator()(const plan::DrillHappening& what) {
    m_command.name = "rollback --drill";
    const bool may_drill = m_state.stage == Stage::no_go || m_state.stage == Stage::ready ||
                           m_state.stage == Stage::complete;
    if (core::is_drilling(m_state))
      return refuse("a drill is under way");
    if (!may_drill)
      return refuse(fmt::format("it is {}; a drill runs before the first phase or after completion",
                                core::stage_name(m_state.stage)));
    m_command.events.emplace_back(core::DrillStarted{
        m_state.opened.stable, what.reason, m_command.as, m_now + m_plan.rollback.deadline});
  }

  void operator()(const plan::CloseHappening&) {
    m_command.name = "close";
    m_command.closes = m_state.stage == Stage::complete;
    if (!m_command.closes)
      refuse(fmt::format("it is not complete ({})", core::stage_name(m_state.stage)));
  }

  void operator()(const plan::StopHappening& what) {
    m_command.name = "observe --stop";
    if (m_state.stage != Stage::observing)
      return refuse("no observation is under way");
    m_command.events.emplace_back(
        core::MissDecided{static_cast<int>(m_state.observation->taken.size()),
                          {},
                          "stop",
                          0,
                          m_command.as,
                          what.reason});
  }

  PersonCommand take() { return std::move(m_command); }

private:
  [[nodiscard]] std::string over_text() const {
    return fmt::format("the release is over ({})", core::stage_name(m_state.stage));
  }

  void refuse(std::string why) { m_command.refused = std::move(why); }

  void say_while_open(core::Event event) {
    if (core::is_over(m_state))
      return refuse(over_text());
    m_command.events.push_back(std::move(event));
  }

  /// Checks of the same name may be asked in several places.
  [[nodiscard]] const plan::Check* check_of(const plan::AnswerHappening& what) const {
    for (const plan::Phase& phase : m_plan.phases)
      for (const plan::Check& check : phase.checks)
        if (check.id == what.check && plan::phase_name(phase) == what.phase)
          return &check;
    return core::find_check(m_plan, what.check);
  }

  const plan::Plan& m_plan;
  const plan::Scenario& m_scenario;
  const core::State& m_state;
  const core::Ledger& m_ledger;
  Instant m_now;
  PersonCommand m_command;
};

} // namespace

PersonCommand command_of(const plan::Plan& plan, const plan::Scenario& scenario,
                         const engine::ReleaseView& view, Instant now,
                         const plan::HappeningKind& what) {
  Person person(plan, scenario, view, now);
  std::visit(person, what);
  return person.take();
}

} // namespace relctl::sim
