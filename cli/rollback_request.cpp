// SPDX-License-Identifier: Apache-2.0
#include "cli/rollback_request.hpp"

#include "base/semver.hpp"
#include "base/text.hpp"
#include "core/step_instances.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

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
