// SPDX-License-Identifier: Apache-2.0
#include "core/rollback_request.hpp"

#include "base/text.hpp"
#include "core/step_instances.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

bool is_unsettled(const State& state) {
  return state.rollback && !state.rollback->settled;
}

std::string own_target(const State& state, const Ledger& ledger) {
  if (is_unsettled(state))
    return state.rollback->request.to;
  if (!state.opened.stable.empty())
    return state.opened.stable;
  const std::string& stable = versions_of(ledger, state.opened.plan).stable;
  return stable == state.opened.version ? "" : stable;
}

Result<void> is_known(const State& state, const Ledger& ledger, const std::string& to) {
  const Ledger::Versions& versions = versions_of(ledger, state.opened.plan);
  if (versions.known.contains(to) || to == versions.stable || to == state.opened.stable)
    return {};
  const std::vector<std::string> known(versions.known.begin(), versions.known.end());
  return fail(ErrorKind::refused,
              fmt::format("the log has never seen v{} of {} (it knows {}); say --unknown-ok and "
                          "--reason if it is meant",
                          to, state.opened.plan,
                          known.empty() ? "none" : "v" + join(known, ", v")));
}

} // namespace

RollbackCase case_of(const State& state, const RollbackWish& wish, const std::string& to) {
  if (!wish.scope.empty() && state.taken_back.contains(wish.scope))
    return RollbackCase::nothing;
  const bool widens = state.rollback && !state.rollback->request.scope.empty() &&
                      wish.scope.empty() && !wish.resume;
  if (widens)
    return RollbackCase::fresh;
  if (is_unsettled(state))
    return RollbackCase::under_way;
  if (!state.rollback)
    return is_exposed(state)              ? RollbackCase::fresh
           : state.stage == Stage::closed ? RollbackCase::nothing
                                          : RollbackCase::unexposed;
  if (state.rollback->request.to != to)
    return RollbackCase::fresh;
  if (state.stage != Stage::incomplete && !has_failed_compensation(state))
    return RollbackCase::nothing;
  return wish.resume ? RollbackCase::again : RollbackCase::needs_resume;
}

Result<std::string> target_of(const State& state, const Ledger& ledger, const RollbackWish& wish) {
  const std::string own = own_target(state, ledger);
  const std::string to = wish.to.empty() ? own : wish.to;
  if (to.empty() && is_exposed(state))
    return fail(ErrorKind::usage, "no stable version is on record; name one with --to");
  if (is_unsettled(state) && to != own)
    return fail(
        ErrorKind::refused,
        fmt::format("a rollback to v{} is under way; finish it before going to v{}", own, to));
  if (to == state.opened.version)
    return fail(ErrorKind::refused,
                fmt::format("v{} is the version that {} releases; name the one to go back to", to,
                            state.release));
  if (!wish.to.empty() && !wish.unknown_ok)
    RELCTL_TRY(is_known(state, ledger, to));
  return to;
}

Result<void> check_scope(const plan::Plan& plan, const State& state, const std::string& scope) {
  if (scope.empty())
    return {};
  if (plan::find_scope(plan, scope) == nullptr) {
    std::vector<std::string> names;
    for (const plan::RollbackScope& known : plan.rollback.scopes)
      names.push_back(known.id);
    return fail(ErrorKind::not_found,
                fmt::format("the plan's rollback has no scope '{}'; {}", one_line(scope, 60),
                            names.empty() ? "it has none" : "it has " + join(names, ", ")));
  }
  const bool is_its_own = state.rollback && state.rollback->request.scope == scope;
  if (state.stage == Stage::in_phase || is_its_own || state.taken_back.contains(scope))
    return {};
  return fail(ErrorKind::refused,
              fmt::format("{} can be taken back while a phase is exposed; the release is {}", scope,
                          stage_name(state.stage)));
}

Result<void> may_go_back_to(const State& state, const Ledger& ledger, const RollbackWish& wish,
                            const std::string& to) {
  const Ledger::Versions& versions = versions_of(ledger, state.opened.plan);
  const auto refused = versions.refused.find(to);
  // What is stable again was gone back to knowingly.
  if (wish.unknown_ok || refused == versions.refused.end() || to == versions.stable)
    return {};
  const Instant at = versions.refused_at.at(to);
  if (to == state.opened.stable && at <= state.opened_at)
    return {};
  return fail(ErrorKind::refused,
              fmt::format("v{} was rolled back itself at {} ({}); name another version with --to, "
                          "or say --unknown-ok and --reason if it is meant",
                          to, format_instant(at), one_line(refused->second, 200)));
}

std::string nothing_to_take_back(const State& state, const RollbackWish& wish,
                                 const std::string& to) {
  if (!wish.scope.empty())
    return wish.scope + " is taken back already";
  return state.rollback ? fmt::format("{} is at v{} already", state.release, to)
                        : fmt::format("{} is closed and has exposed nothing", state.release);
}

RollbackRequested rollback_requested(const plan::Plan& plan, const std::string& scope,
                                     std::string to, std::string reason, std::string as) {
  RollbackRequested request{std::move(to), std::move(reason), std::move(as)};
  request.scope = scope;
  if (const plan::RollbackScope* part = plan::find_scope(plan, scope))
    request.tracks = part->tracks;
  return request;
}

Result<void> may_drill(const plan::Plan& plan, const State& state) {
  if (state.stage != Stage::no_go && state.stage != Stage::ready && state.stage != Stage::complete)
    return fail(ErrorKind::refused,
                fmt::format("{} is {}; a drill runs before the first phase or after completion",
                            state.release, stage_name(state.stage)));
  const auto& steps = plan.rollback.steps;
  if (std::any_of(steps.begin(), steps.end(), [](const plan::Step& step) { return step.drill; }))
    return {};
  return fail(ErrorKind::refused, "no step under rollback.steps of the plan says 'drill: true', so "
                                  "there is nothing to rehearse");
}

std::vector<std::string> points_of_no_return(const plan::Plan& plan, const State& state,
                                             const std::string& scope) {
  std::vector<std::string> points;
  const auto add = [&](const plan::Step* step) {
    if (step != nullptr && step->point_of_no_return &&
        std::find(points.begin(), points.end(), step->id) == points.end())
      points.push_back(step->id);
  };
  for (const plan::Step& step : plan::way_back(plan, scope).steps)
    for (const auto& at : due_instances(plan, state, step, {"", "rollback", "rollback", step.id})) {
      const StepState* done = find_step(state, at.address);
      const bool is_done = done != nullptr && (done->status == StepState::Status::succeeded ||
                                               done->status == StepState::Status::skipped);
      if (is_done || !is_wanted(plan, state, *at.step, at.address))
        continue;
      add(at.step);
      if (!at.step->otherwise.empty())
        add(plan::find_step(plan, at.step->otherwise));
    }
  return points;
}

} // namespace relctl::core
