// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/facts.hpp"
#include "cli/rollback.hpp"

namespace relctl::cli {

namespace {

/// After a rollback only the observation is left; abort ends it.
ExitCode close(Session& session, const Arguments& arguments, bool is_closed) {
  const auto events = [&](const plan::Plan&,
                          const engine::ReleaseView& view) -> Result<std::vector<core::Event>> {
    if (view.state.stage != core::Stage::rolled_back)
      return std::vector<core::Event>{};
    return std::vector<core::Event>{core::ReleaseClosed{arguments.text("--reason")}};
  };
  const auto done = is_closed ? "closed already" : "closed by " + session.actor();
  return state_fact(session, arguments, {"abort", done, events, false});
}

ExitCode run_abort(Session& session, const Arguments& arguments) {
  const auto log = session.log_for_writing();
  if (!log)
    return session.complain(log.error());
  const auto view = session.load_release(true, false);
  if (!view)
    return session.complain(view.error());
  if (view->state.stage == core::Stage::rolled_back || view->state.stage == core::Stage::closed)
    return close(session, arguments, view->state.stage == core::Stage::closed);
  if (const auto open = core::still_open(view->state); !open)
    return session.complain(open.error());
  RollbackRequest request;
  request.reason = arguments.text("--reason");
  return go_back(session, "abort", request);
}

} // namespace

const Command& abort_command() {
  static const Command command{
      "abort",
      "give the release up: closes it before exposure, rolls it back after",
      "relctl abort --reason 'postponed' -y",
      {{"--reason", "TEXT", "why", true}},
      run_abort,
      {ExitCode::findings, ExitCode::in_doubt, ExitCode::pending, ExitCode::locked,
       ExitCode::rollback_incomplete}};
  return command;
}

} // namespace relctl::cli
