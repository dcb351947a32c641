// SPDX-License-Identifier: Apache-2.0
#include "sim/person_commands.hpp"

#include "core/answer_request.hpp"
#include "core/approval_request.hpp"
#include "core/check_answer.hpp"
#include "core/incidents.hpp"
#include "core/resolve_request.hpp"
#include "core/rollback_request.hpp"
#include "core/waivers.hpp"
#include "sim/people.hpp"

#include <fmt/format.h>

namespace relctl::sim {

namespace {

using core::Stage;
using core::Statement;
using Said = Result<Statement>;

/// Each event by the rules of its command.
class Person {
public:
  Person(const plan::Plan& plan, const engine::ReleaseView& view, Instant now)
      : m_plan(plan), m_state(view.state), m_ledger(view.ledger), m_now(now) {
    act_as(core::owner_role(plan));
  }

  Said operator()(const plan::CrashHappening&) { return {}; }
  Said operator()(const plan::OutageHappening&) { return {}; }

  Said operator()(const plan::ApprovalHappening& what) {
    m_command.name = "approve " + what.subject;
    RELCTL_TRY(core::still_open(m_state));
    std::optional<Instant> until;
    if (what.span)
      until = m_now + *what.span;
    RELCTL_TRY_ASSIGN(
        auto approval,
        core::approval_of(m_plan, m_state, {what.subject, what.role, "", ""}, until, m_now));
    act_as(approval.role);
    if (const auto signer =
            signer_of(m_plan, m_state.approvals, approval.subject, approval.role, m_now))
      m_command.as = *signer;
    approval.as = m_command.as;
    return core::give_approval(m_state, approval, m_now);
  }

  Said operator()(const plan::AnswerHappening& what) {
    m_command.name = "check " + what.check;
    const plan::Check* check = core::find_check(m_plan, what.phase, what.check);
    act_as(check == nullptr ? "" : check->role);
    core::CheckAnswered answered{what.phase,   what.check, what.ok,
                                 m_command.as, what.note,  what.values};
    RELCTL_TRY(core::may_answer(m_state, what.phase));
    return check == nullptr ? Statement({std::move(answered)})
                            : core::answer_check(*check, m_state, std::move(answered));
  }

  Said operator()(const plan::IncidentHappening& what) {
    m_command.name = "incident open";
    RELCTL_TRY(core::still_open(m_state));
    return Statement({core::IncidentOpened{core::new_incident_id(m_state), what.severity,
                                           what.scope, what.summary, m_command.as}});
  }

  Said operator()(const plan::AllClearHappening&) {
    m_command.name = "incident close";
    Statement closed;
    for (const auto& [id, known] : m_state.incidents) {
      if (known.closed)
        continue;
      act_as(core::closers(m_plan, known.opened));
      closed.events.emplace_back(core::IncidentClosed{id, m_command.as, "all clear"});
    }
    return closed.events.empty() ? Statement::standing("no incident is open") : closed;
  }

  /// Of a release that could not be completed it takes up the rest.
  Said operator()(const plan::RollbackHappening& what) {
    m_command.name = "rollback";
    core::RollbackWish wish{what.to, what.scope};
    wish.resume = m_state.stage == Stage::incomplete || core::has_failed_compensation(m_state);
    RELCTL_TRY_ASSIGN(const auto to, core::target_of(m_state, m_ledger, wish));
    RELCTL_TRY(core::check_scope(m_plan, m_state, wish.scope));
    return go_back(wish, to, what.reason);
  }

  Said operator()(const plan::PauseHappening& what) {
    m_command.name = "pause";
    RELCTL_TRY(core::still_open(m_state));
    core::Paused paused{what.reason, m_command.as, {}};
    if (what.span)
      paused.until = m_now + *what.span;
    return Statement({std::move(paused)});
  }

  Said operator()(const plan::ResumeHappening&) {
    m_command.name = "resume";
    if (!core::holds(m_state.paused, m_now))
      return Statement::standing("not paused");
    return Statement({core::Resumed{"", m_command.as}});
  }

  Said operator()(const plan::ResolveHappening& what) {
    m_command.name = "resolve " + what.step;
    act_as("");
    RELCTL_TRY_ASSIGN(const auto address,
                      core::step_to_resolve(m_plan, m_state, what.step, what.as));
    return Statement({core::StepResolved{address, what.as, "as the scenario has it"}});
  }

  Said operator()(const plan::WaiverHappening& what) {
    m_command.name = "waive " + what.subject;
    RELCTL_TRY(core::still_open(m_state));
    const std::string role = core::role_to_waive(m_plan, what.subject);
    act_as(role);
    return Statement(
        {core::Waived{what.subject, what.reason, m_now + what.span, role, m_command.as}});
  }

  Said operator()(const plan::ReadmissionHappening& what) {
    m_command.name = "start --readmit";
    const core::Ledger::Versions& versions = core::versions_of(m_ledger, m_plan.name);
    if (m_state.stage != Stage::opening && m_state.stage != Stage::no_go)
      return fail(ErrorKind::refused, "the release has started");
    Statement readmitted;
    if (versions.refused.contains(m_state.opened.version))
      readmitted.events.emplace_back(
          core::VersionReadmitted{m_plan.name, m_state.opened.version, what.reason});
    if (versions.frozen)
      readmitted.events.emplace_back(
          core::PlanReadmitted{m_plan.name, m_state.release, what.reason, m_command.as});
    return readmitted.events.empty()
               ? Statement::standing("neither the version nor the plan is kept out")
               : readmitted;
  }

  Said operator()(const plan::DrillHappening& what) {
    m_command.name = "rollback --drill";
    if (core::is_drilling(m_state))
      return Statement::standing("a drill is under way");
    RELCTL_TRY(core::may_drill(m_plan, m_state));
    return Statement({core::DrillStarted{m_state.opened.stable, what.reason, m_command.as,
                                         m_now + m_plan.rollback.deadline}});
  }

  Said operator()(const plan::CloseHappening&) {
    m_command.name = "close";
    m_command.closes = m_state.stage == Stage::complete;
    if (m_command.closes)
      return {};
    return fail(ErrorKind::refused,
                fmt::format("it is not complete ({})", core::stage_name(m_state.stage)));
  }

  Said operator()(const plan::StopHappening& what) {
    m_command.name = "observe --stop";
    if (m_state.stage != Stage::observing)
      return fail(ErrorKind::refused, "no observation is under way");
    const int taken = static_cast<int>(m_state.observation->taken.size());
    return Statement({core::MissDecided{taken, {}, "stop", 0, m_command.as, what.reason}});
  }

  PersonCommand take() { return std::move(m_command); }

private:
  void act_as(const std::string& role) { m_command.as = member_of(m_plan, role); }

  Said go_back(const core::RollbackWish& wish, const std::string& to, const std::string& reason) {
    auto request = core::rollback_requested(m_plan, wish.scope, to, reason, m_command.as);
    request.confirmed = !core::points_of_no_return(m_plan, m_state, wish.scope).empty();
    switch (core::case_of(m_state, wish, to)) {
    case core::RollbackCase::nothing:
    case core::RollbackCase::needs_resume: // Which is always said.
      return Statement::standing(core::nothing_to_take_back(m_state, wish, to));
    case core::RollbackCase::unexposed:
      return Statement({core::ReleaseAborted{reason}, core::ReleaseClosed{"aborted: " + reason}});
    case core::RollbackCase::again:
      return Statement({core::RollbackResumed{m_command.as, reason}});
    case core::RollbackCase::under_way:
      if (!request.confirmed || m_state.rollback->request.confirmed)
        return Statement::standing(fmt::format("a rollback to v{} is under way", to));
      break;
    case core::RollbackCase::fresh:
      RELCTL_TRY(core::may_go_back_to(m_state, m_ledger, wish, to));
      break;
    }
    return Statement({std::move(request)});
  }

  const plan::Plan& m_plan;
  const core::State& m_state;
  const core::Ledger& m_ledger;
  Instant m_now;
  PersonCommand m_command;
};

} // namespace

PersonCommand command_of(const plan::Plan& plan, const engine::ReleaseView& view, Instant now,
                         const plan::HappeningKind& what) {
  Person person(plan, view, now);
  auto said = std::visit(person, what);
  PersonCommand command = person.take();
  if (!said)
    command.objection = "it would refuse: " + said.error().message;
  else if (said->events.empty() && !said->said.empty())
    command.objection = "it would change nothing: " + said->said;
  else
    command.events = std::move(said->events);
  return command;
}

} // namespace relctl::sim
