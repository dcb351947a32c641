// SPDX-License-Identifier: Apache-2.0
#include "cli/rollback_request.hpp"

#include "base/semver.hpp"
#include "base/text.hpp"
#include "core/step_instances.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

bool is_settled(const core::State& state) {
  return state.rollback && state.rollback->settled;
}

std::string own_target(const engine::ReleaseView& view) {
  if (view.state.rollback && !is_settled(view.state))
    return view.state.rollback->request.to;
  if (!view.state.opened.stable.empty())
    return view.state.opened.stable;
  const auto& stable = core::versions_of(view.ledger, view.state.opened.plan).stable;
  return stable == view.state.opened.version ? "" : stable;
}

Result<void> is_known(const engine::ReleaseView& view, const std::string& to) {
  const auto& versions = core::versions_of(view.ledger, view.state.opened.plan);
  if (versions.known.contains(to) || to == versions.stable || to == view.state.opened.stable)
    return {};
  const std::vector<std::string> known(versions.known.begin(), versions.known.end());
  return fail(ErrorKind::refused,
              fmt::format("the log has never seen v{} of {} (it knows {}); say --unknown-ok and "
                          "--reason if it is meant",
                          to, view.state.opened.plan,
                          known.empty() ? "none" : "v" + join(known, ", v")));
}

/// Of what a rollback does, in order: each step, and after one that failed what stands in for it.
std::vector<core::StepAddress> addresses_back(const plan::Plan& plan, const core::State& state,
                                              const std::string& scope) {
  std::vector<core::StepAddress> addresses;
  const auto add = [&](const std::vector<plan::Step>& steps, const char* stage) {
    for (const auto& step : steps) {
      const core::StepAddress address{"", "rollback", stage, step.id};
      for (const auto& at : core::instances_of(step, address))
        addresses.push_back(at.address);
      for (const auto& at : core::due_instances(plan, state, step, address))
        if (at.stands_in_for)
          addresses.push_back(at.address);
    }
  };
  const plan::WayBack way = plan::way_back(plan, scope);
  add(way.steps, "rollback");
  add(way.verify, "verify");
  if (plan.rollback.after && scope.empty())
    add(plan.rollback.after->steps, "after");
  return addresses;
}

} // namespace

Result<RollbackRequest> read_rollback_request(const Arguments& arguments) {
  RollbackRequest request;
  if (arguments.has("--to")) {
    const auto to = canonical_version(arguments.text("--to"));
    if (!to)
      return fail(ErrorKind::usage, "--to: " + to.error().message);
    request.to = *to;
  }
  request.reason = arguments.text("--reason");
  request.unknown_ok = arguments.has("--unknown-ok");
  request.dry = arguments.has("--dry-run");
  request.scope = arguments.text("--scope");
  request.skip = arguments.text("--skip");
  request.resume = arguments.has("--resume") || !request.skip.empty();
  request.plan_path = arguments.text("--plan");
  if (!request.scope.empty() && !request.to.empty())
    return fail(ErrorKind::usage, "--scope goes back to the stable version; leave --to out");
  if (request.unknown_ok && request.reason.empty())
    return fail(ErrorKind::usage, "--unknown-ok needs --reason: why that version");
  if (!request.skip.empty() && request.reason.empty())
    return fail(ErrorKind::usage, "--skip needs --reason: why the step is not to run");
  if (!arguments.has("--grace"))
    return request;
  const auto grace = parse_duration(arguments.text("--grace"));
  if (!grace)
    return fail(ErrorKind::usage, "--grace: " + grace.error().message);
  request.grace = *grace;
  return request;
}

RollbackCase case_of(const core::State& state, const RollbackRequest& request,
                     const std::string& to) {
  if (!request.scope.empty() && state.taken_back.contains(request.scope))
    return RollbackCase::nothing;
  const bool widens = state.rollback && !state.rollback->request.scope.empty() &&
                      request.scope.empty() && !request.resume;
  if (widens)
    return RollbackCase::fresh;
  if (state.rollback && !is_settled(state))
    return RollbackCase::under_way;
  if (!state.rollback)
    return core::is_exposed(state)              ? RollbackCase::fresh
           : state.stage == core::Stage::closed ? RollbackCase::nothing
                                                : RollbackCase::unexposed;
  if (state.rollback->request.to != to)
    return RollbackCase::fresh;
  if (state.stage != core::Stage::incomplete && !core::has_failed_compensation(state))
    return RollbackCase::nothing;
  return request.resume ? RollbackCase::again : RollbackCase::needs_resume;
}

Result<std::string> target_of(const engine::ReleaseView& view, const RollbackRequest& request) {
  const bool is_under_way = view.state.rollback && !is_settled(view.state);
  const auto own = own_target(view);
  const auto to = request.to.empty() ? own : request.to;
  if (to.empty() && core::is_exposed(view.state))
    return fail(ErrorKind::usage, "no stable version is on record; name one with --to");
  if (is_under_way && to != own)
    return fail(
        ErrorKind::refused,
        fmt::format("a rollback to v{} is under way; finish it before going to v{}", own, to));
  if (to == view.state.opened.version)
    return fail(ErrorKind::refused,
                fmt::format("v{} is the version that {} releases; name the one to go back to", to,
                            view.release));
  if (!request.to.empty() && !request.unknown_ok)
    RELCTL_TRY(is_known(view, to));
  return to;
}

Result<void> check_scope(const plan::Plan& plan, const core::State& state,
                         const std::string& scope) {
  if (scope.empty())
    return {};
  if (plan::find_scope(plan, scope) == nullptr) {
    std::vector<std::string> names;
    for (const auto& known : plan.rollback.scopes)
      names.push_back(known.id);
    return fail(ErrorKind::not_found,
                fmt::format("the plan's rollback has no scope '{}'; {}", one_line(scope, 60),
                            names.empty() ? "it has none" : "it has " + join(names, ", ")));
  }
  const bool is_its_own = state.rollback && state.rollback->request.scope == scope;
  if (state.stage == core::Stage::in_phase || is_its_own || state.taken_back.contains(scope))
    return {};
  return fail(ErrorKind::refused,
              fmt::format("{} can be taken back while a phase is exposed; the release is {}", scope,
                          core::stage_name(state.stage)));
}

std::vector<std::string> points_of_no_return(const plan::Plan& plan, const core::State& state,
                                             const std::string& scope) {
  std::vector<std::string> points;
  const auto add = [&](const plan::Step* step) {
    if (step != nullptr && step->point_of_no_return &&
        std::find(points.begin(), points.end(), step->id) == points.end())
      points.push_back(step->id);
  };
  for (const auto& step : plan::way_back(plan, scope).steps)
    for (const auto& at :
         core::due_instances(plan, state, step, {"", "rollback", "rollback", step.id})) {
      const auto* done = core::find_step(state, at.address);
      const bool is_done = done != nullptr && (done->status == core::StepState::Status::succeeded ||
                                               done->status == core::StepState::Status::skipped);
      if (is_done || !core::is_wanted(plan, state, *at.step, at.address))
        continue;
      add(at.step);
      if (!at.step->otherwise.empty())
        add(plan::find_step(plan, at.step->otherwise));
    }
  return points;
}

Result<std::vector<core::StepAddress>> steps_to_skip(const plan::Plan& plan,
                                                     const core::State& state,
                                                     const std::string& scope,
                                                     const std::string& step) {
  std::vector<core::StepAddress> found;
  std::vector<std::string> open;
  for (const auto& address : addresses_back(plan, state, scope)) {
    const auto* known = core::find_step(state, address);
    if (known != nullptr && (known->status == core::StepState::Status::succeeded ||
                             known->status == core::StepState::Status::skipped))
      continue;
    open.push_back(address.step);
    if (address.step == step || core::parse_instance(address.step).step == step)
      found.push_back(address);
  }
  if (!found.empty())
    return found;
  return fail(ErrorKind::not_found,
              fmt::format("no step '{}' of the rollback is to be done; {}", one_line(step, 60),
                          open.empty() ? "none is" : "these are: " + join(open, ", ")));
}

} // namespace relctl::cli
