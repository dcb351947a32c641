// SPDX-License-Identifier: Apache-2.0
#include "sim/people.hpp"

#include "core/approvals.hpp"
#include "core/check_answer.hpp"
#include "core/start_reasons.hpp"
#include "core/statement.hpp"
#include "sim/healthy.hpp"

#include <algorithm>

namespace relctl::sim {

namespace {

class Answers {
public:
  Answers(const plan::Plan& plan, const core::State& state, Instant now)
      : m_plan(plan), m_state(state), m_now(now), m_approvals(state.approvals) {}

  void to_checks(const std::vector<plan::Check>& checks, const std::string& place) {
    for (const plan::Check& check : checks) {
      const auto given = m_state.answers.find(place + "/" + check.id);
      if (check.step || given != m_state.answers.end())
        continue;
      if (core::lacks_drill(check, m_state)) {
        drill();
        continue;
      }
      core::CheckAnswered answer{place, check.id, true, member_of(m_plan, check.role), ""};
      for (const std::string& name : check.values)
        answer.values[name] = "rehearsed";
      if (check.limit)
        answer.values[core::k_answer_number] = number_within(check);
      m_events.emplace_back(std::move(answer));
    }
  }

  /// Once: what a drill has shown is not tried again without anybody mending it.
  void drill() {
    if (!m_state.drill)
      m_events.emplace_back(core::DrillStarted{m_state.opened.stable, "it is asked for",
                                               member_of(m_plan, ""),
                                               m_now + m_plan.rollback.deadline});
  }

  void approve(const std::string& subject, const std::string& role) {
    if (core::find_approval(m_approvals, subject, role) != nullptr)
      return;
    if (const auto signer = signer_of(m_plan, m_approvals, subject, role, m_now)) {
      m_approvals.push_back({subject, role, *signer, ""});
      m_events.emplace_back(m_approvals.back());
    }
  }

  void to_start() {
    to_checks(m_plan.before, "before");
    for (const std::string& role : core::signoff_roles(m_plan, m_state))
      approve("start", role);
  }

  void to_phase(const core::PhaseState& phase) {
    const plan::Phase* planned = plan::find_phase(m_plan, phase.track, phase.id);
    if (planned == nullptr)
      return;
    const std::string name = plan::phase_name(*planned);
    to_checks(planned->checks, name);
    for (const plan::Approval& approval : planned->approve)
      approve(name, approval.role);
  }

  void to_rollback() {
    const std::string& scope = m_state.rollback->request.scope;
    const plan::WayBack way = plan::way_back(m_plan, scope);
    for (const plan::Step& step : way.steps) {
      if (step.point_of_no_return)
        approve("rollback/" + step.id, "");
      const plan::Step* other =
          step.otherwise.empty() ? nullptr : plan::find_step(m_plan, step.otherwise);
      if (other != nullptr && other->point_of_no_return)
        approve("rollback/" + other->id, "");
    }
  }

  void close_items() {
    for (const auto& [key, item] : m_state.items)
      if (!item.closed)
        m_events.emplace_back(core::ItemClosed{item.opened.phase, item.opened.check,
                                               item.opened.item, member_of(m_plan, ""),
                                               "rehearsed"});
  }

  std::vector<core::Event> take() { return std::move(m_events); }

private:
  const plan::Plan& m_plan;
  const core::State& m_state;
  Instant m_now;
  std::vector<core::ApprovalGiven> m_approvals; ///< Those of now among them.
  std::vector<core::Event> m_events;
};

} // namespace

std::string member_of(const plan::Plan& plan, const std::string& role) {
  for (const plan::Role& known : plan.roles)
    if (known.id == role)
      return known.members.empty() ? known.id : known.members.front();
  return "somebody";
}

std::optional<std::string> signer_of(const plan::Plan& plan,
                                     const std::vector<core::ApprovalGiven>& approvals,
                                     const std::string& subject, const std::string& role,
                                     Instant now) {
  const plan::Role* known = plan::find_role(plan, role);
  std::vector<std::string> members{member_of(plan, role)};
  if (known != nullptr && !known->members.empty())
    members = known->members;
  const auto found = std::find_if(members.begin(), members.end(), [&](const std::string& member) {
    return !core::signed_as(approvals, {subject, role, member, ""}, now);
  });
  return found == members.end() ? std::nullopt : std::optional(*found);
}

std::vector<core::Event> answers_afterwards(const plan::Plan& plan, const core::State& state) {
  Answers answers(plan, state, {});
  answers.to_checks(plan.after, "after");
  return answers.take();
}

plan::Values filled_in(const plan::Plan& plan, plan::Values values) {
  for (const plan::Variable& variable : plan.vars)
    if (variable.required && variable.type == plan::VariableType::text)
      values.try_emplace(variable.id, variable.id);
    else if (variable.required && variable.type == plan::VariableType::boolean)
      values.try_emplace(variable.id, "false");
  return values;
}

std::vector<core::Event> due_answers(const plan::Plan& plan, const core::State& state,
                                     Instant now) {
  Answers answers(plan, state, now);
  if (state.stage == core::Stage::opening || state.stage == core::Stage::no_go)
    answers.to_start();
  if (state.stage == core::Stage::in_phase)
    for (const core::PhaseState* phase : core::current_phases(state))
      answers.to_phase(*phase);
  if (state.rollback && !state.rollback->settled)
    answers.to_rollback();
  for (const auto& [scope, taken] : state.taken_back)
    answers.approve("scope/" + scope, core::owner_role(plan));
  answers.close_items();
  return answers.take();
}

} // namespace relctl::sim
