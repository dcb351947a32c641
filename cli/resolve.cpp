// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/acting.hpp"
#include "cli/commands.hpp"
#include "cli/facts.hpp"
#include "cli/unattended.hpp"
#include "core/resolve_request.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

/// Steps that the log takes for running, though whoever ran them is gone. Who holds the release
/// would know; a doubt that another relctl records meanwhile makes the append ask again.
Result<core::State> with_doubts(Session& session, const core::State& state,
                                const std::string& name) {
  core::State known = state;
  const auto is_meant = [&](const core::StepState& step) {
    return step.status == core::StepState::Status::running && core::is_step_named(step, name);
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

ExitCode run_resolve(Session& session, const Arguments& arguments) {
  const auto resolution = arguments.text("RESOLUTION");
  if (resolution != "done" && resolution != "failed" && resolution != "rerun")
    return session.usage_error(fmt::format("a step is resolved as done, failed or rerun, not '{}'",
                                           one_line(resolution, 60)));
  const auto step = arguments.text("STEP");
  const auto events = [&](const plan::Plan& plan,
                          const engine::ReleaseView& view) -> Result<std::vector<core::Event>> {
    RELCTL_TRY_ASSIGN(const auto known, with_doubts(session, view.state, step));
    RELCTL_TRY_ASSIGN(const auto address, core::step_to_resolve(plan, known, step, resolution));
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
      "relctl resolve 'deploy[n1]' rerun --reason 'nothing had changed on n1'\n"
      "relctl resolve shift rerun --reason 'HAProxy was restarted'",
      {{"STEP", "STEP", "the step's id, or as status shows it: p20/shift, write/p20/shift", true},
       {"RESOLUTION", "done|failed|rerun", "done, failed or rerun", true},
       {"--reason", "TEXT", "how that is known", true},
       record_only_option()},
      run_resolve,
      exits_of_fact()};
  return command;
}

} // namespace relctl::cli
