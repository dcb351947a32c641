// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/acting.hpp"
#include "cli/commands.hpp"
#include "cli/facts.hpp"
#include "cli/unattended.hpp"
#include "core/step_instances.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

/// Once all is over a failed step is history; one in doubt is not.
bool needs_a_person(const core::State& state, const core::StepState& step) {
  return step.status == core::StepState::Status::in_doubt ||
         (step.status == core::StepState::Status::failed && !core::is_over(state));
}

bool is_named(const core::StepState& step, const std::string& name) {
  const core::StepAddress& at = step.address;
  return at.step == name || at.key() == name ||
         plan::phase_name(at.track, at.phase) + "/" + at.step == name ||
         core::parse_instance(at.step).step == name;
}

tl::unexpected<Error> nothing_to_resolve(const core::State& state, const std::string& name) {
  std::vector<std::string> open;
  for (const auto& key : state.step_order) {
    const auto& step = state.steps.at(key);
    if (is_named(step, name))
      return fail(ErrorKind::refused, fmt::format("step {} is {}; there is nothing to resolve",
                                                  name, core::step_status_name(step.status)));
    if (needs_a_person(state, step))
      open.push_back(step.address.step);
  }
  return fail(ErrorKind::not_found, fmt::format("no step '{}' has run; {}", one_line(name, 60),
                                                open.empty() ? "no step is in doubt"
                                                             : "to resolve: " + join(open, ", ")));
}

/// Steps that the log takes for running, though whoever ran them is gone. Who holds the release
/// would know; a doubt that another relctl records meanwhile makes the append ask again.
Result<core::State> with_doubts(Session& session, const core::State& state,
                                const std::string& name) {
  core::State known = state;
  const auto is_meant = [&](const core::StepState& step) {
    return step.status == core::StepState::Status::running && is_named(step, name);
  };
  if (std::none_of(known.steps.begin(), known.steps.end(),
                   [&](const auto& entry) { return is_meant(entry.second); }))
    return known;
  RELCTL_TRY_ASSIGN(ports::AuditLog* const log, session.log_for_writing());
  const auto lock = log->lock(state.release, self_as_holder(session));
  if (!lock && lock.error().kind == ErrorKind::locked)
    return known;
  if (!lock)
    return fail(lock.error());
  for (auto& [key, step] : known.steps)
    if (is_meant(step) && !is_still_done((*lock)->left_behind(), state, step))
      step.status = core::StepState::Status::in_doubt;
  return known;
}

Result<core::StepAddress> find_open_step(const core::State& state, const std::string& name) {
  std::vector<core::StepAddress> found;
  for (const auto& key : state.step_order) {
    const auto& step = state.steps.at(key);
    if (is_named(step, name) && needs_a_person(state, step))
      found.push_back(step.address);
  }
  if (found.empty())
    return nothing_to_resolve(state, name);
  if (found.size() == 1)
    return found.front();
  return fail(ErrorKind::usage, fmt::format("several steps '{}' are open; name one: {}, {}", name,
                                            found[0].key(), found[1].key()));
}

/// A way back went on past it, and nobody comes back to it: it can only be said how it ended.
bool is_left_behind(const core::State& state, const core::StepAddress& address) {
  const auto left = core::doubts_left(state);
  return std::any_of(left.begin(), left.end(),
                     [&](const core::StepState* step) { return step->address == address; });
}

ExitCode run_resolve(Session& session, const Arguments& arguments) {
  const auto resolution = arguments.text("RESOLUTION");
  if (resolution != "done" && resolution != "failed" && resolution != "rerun")
    return session.usage_error(fmt::format("a step is resolved as done, failed or rerun, not '{}'",
                                           one_line(resolution, 60)));
  const auto step = arguments.text("STEP");
  const auto events = [&](const plan::Plan&,
                          const engine::ReleaseView& view) -> Result<std::vector<core::Event>> {
    if (core::doubts_left(view.state).empty())
      RELCTL_TRY(still_open(view));
    RELCTL_TRY_ASSIGN(const auto known, with_doubts(session, view.state, step));
    RELCTL_TRY_ASSIGN(const auto address, find_open_step(known, step));
    if (resolution == "rerun" && is_left_behind(view.state, address))
      return fail(ErrorKind::refused,
                  fmt::format("the way back is over and runs step {} no more; see to it by hand, "
                              "then resolve it as done or failed",
                              address.step));
    std::vector<core::Event> said;
    if (core::find_step(view.state, address)->status == core::StepState::Status::running)
      said.emplace_back(core::StepInDoubt{address, k_nobody_runs_it});
    said.emplace_back(core::StepResolved{address, resolution, arguments.text("--reason")});
    return said;
  };
  return state_fact(
      session, arguments,
      {"resolve", fmt::format("{} resolved as {}", step, resolution), events, true, true});
}

} // namespace

const Command& resolve_command() {
  static const Command command{
      "resolve",
      "settle a step in doubt, or a failed one",
      "relctl resolve deploy done --reason 'checked on the host: v1.4.0 runs'\n"
      "relctl resolve 'deploy[n1]' rerun --reason 'nothing had changed on n1'",
      {{"STEP", "STEP", "the step's id, or as status shows it: p20/shift, write/p20/shift", true},
       {"RESOLUTION", "done|failed|rerun", "done, failed or rerun", true},
       {"--reason", "TEXT", "how that is known", true},
       record_only_option()},
      run_resolve,
      exits_of_fact()};
  return command;
}

} // namespace relctl::cli
