// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/facts.hpp"
#include "host/live_world.hpp"

namespace relctl::cli {

namespace {

ExitCode run_pause(Session& session, const Arguments& arguments) {
  const auto until = end_of(arguments, host::system_now());
  if (!until)
    return session.complain(until.error());
  const auto statement = [&](const plan::Plan&,
                             const engine::ReleaseView& view) -> Result<core::Statement> {
    RELCTL_TRY(core::still_open(view.state));
    return core::Statement({core::Paused{arguments.text("--reason"), session.actor(), *until}});
  };
  return state_fact(session, arguments, {"pause", "paused by " + session.actor(), statement});
}

ExitCode run_resume(Session& session, const Arguments& arguments) {
  const auto statement = [&](const plan::Plan&,
                             const engine::ReleaseView& view) -> Result<core::Statement> {
    if (!view.state.paused)
      return core::Statement::standing("not paused");
    return core::Statement({core::Resumed{arguments.text("--reason"), session.actor()}});
  };
  return state_fact(session, arguments, {"resume", "not paused any more", statement});
}

} // namespace

const Command& pause_command() {
  static const Command command{
      "pause",
      "keep this release from entering a further phase; never blocks a rollback",
      "relctl pause --reason 'campaign until noon' --until 2026-11-22T12:00:00Z",
      {{"--reason", "TEXT", "why", true},
       {"--for", "DURATION", "for how long, such as 2h; else until resume"},
       {"--until", "TIME", "until when, RFC 3339"},
       record_only_option()},
      run_pause,
      {ExitCode::findings, ExitCode::in_doubt, ExitCode::rolled_back,
       ExitCode::rollback_incomplete}};
  return command;
}

const Command& resume_command() {
  static const Command command{"resume",
                               "end a pause",
                               "relctl resume --reason 'campaign is over'",
                               {{"--reason", "TEXT", "why"}, record_only_option()},
                               run_resume,
                               {ExitCode::findings, ExitCode::in_doubt, ExitCode::rolled_back,
                                ExitCode::rollback_incomplete}};
  return command;
}

} // namespace relctl::cli
