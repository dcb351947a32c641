// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/acting.hpp"
#include "cli/commands.hpp"
#include "cli/ending.hpp"
#include "core/wording.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

Result<void> may_be_closed(const engine::ReleaseView& view) {
  const auto stage = view.state.stage;
  if (stage == core::Stage::complete || stage == core::Stage::closed)
    return {};
  return fail(ErrorKind::refused,
              fmt::format("{} is not complete ({}); `relctl abort` gives a release up",
                          view.release, core::stage_name(stage)));
}

/// What still keeps it open; every check that does not hold.
std::string open_text(const core::Decision& decision) {
  const auto* gate = core::gate_of(decision, "");
  return gate == nullptr ? "a check is still running" : core::word_reasons(gate->reasons);
}

ExitCode settle_close(Session& session, Acting& acting) {
  engine::Goal goal;
  goal.measures = false;
  goal.closes = true;
  const auto outcome = acting.run(goal);
  if (!outcome)
    return session.complain(outcome.error());
  if (const auto code = exit_code_of(*outcome)) {
    tell_how_to_go_on(session, acting.view(), *outcome, "close");
    return acting.end("close", *code);
  }
  if (acting.view().state.stage == core::Stage::closed)
    return acting.end("close", ExitCode::ok);
  return acting.end(
      "close", ExitCode::findings,
      fmt::format("{} stays open: {}", acting.view().release, open_text(outcome->last)));
}

ExitCode run_close(Session& session, const Arguments&) {
  const auto log = session.log_for_writing();
  if (!log)
    return session.complain(log.error());
  const auto view = session.load_release(true, false);
  if (!view)
    return session.complain(view.error());
  if (const auto may = may_be_closed(*view); !may)
    return session.complain(may.error());
  auto plan = session.pinned_plan_to_go_back(view->state);
  if (!plan)
    return session.complain(plan.error());
  auto acting = Acting::hold(session, **log, view->release, *std::move(plan));
  if (!acting)
    return session.complain(acting.error());
  return settle_close(session, **acting);
}

} // namespace

const Command& close_command() {
  static const Command command{
      "close",
      "end a completed release: asks every check that is due after completion",
      "relctl close\nrelctl check feedback yes --value dataset=v3 --value strategy=v7",
      {},
      run_close,
      {ExitCode::findings, ExitCode::in_doubt, ExitCode::locked, ExitCode::interrupted,
       ExitCode::terminated}};
  return command;
}

} // namespace relctl::cli
