// SPDX-License-Identifier: Apache-2.0
#include "cli/drill.hpp"

#include "base/text.hpp"
#include "cli/acting.hpp"
#include "cli/ending.hpp"
#include "core/rollback_request.hpp"
#include "core/standing.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

Result<void> check_flags(const Arguments& arguments) {
  for (const char* flag : {"--to", "--dry-run", "--resume", "--skip", "--plan", "--unknown-ok"})
    if (arguments.has(flag))
      return fail(ErrorKind::usage, fmt::format("--drill does not go with {}", flag));
  return {};
}

Result<std::vector<core::Event>> begin(const Session& session, const plan::Plan& plan,
                                       const Arguments& arguments, const engine::ReleaseView& view,
                                       Instant now) {
  const auto& state = view.state;
  if (core::is_drilling(state))
    return std::vector<core::Event>{};
  RELCTL_TRY(core::may_drill(plan, state));
  return std::vector<core::Event>{core::DrillStarted{state.opened.stable,
                                                     arguments.text("--reason"), session.actor(),
                                                     now + plan.rollback.deadline}};
}

ExitCode run(Session& session, Acting& acting, const Arguments& arguments) {
  const auto began = acting.append([&](const engine::ReleaseView& view) {
    return begin(session, acting.plan(), arguments, view, acting.now());
  });
  if (!began)
    return session.complain(began.error());
  engine::Goal goal;
  goal.measures = false;
  const auto outcome = acting.run(goal);
  if (!outcome)
    return session.complain(outcome.error());
  if (const auto code = exit_code_of(*outcome)) {
    tell_how_to_go_on(session, acting.view(), *outcome, "rollback --drill");
    return acting.end("rollback", *code);
  }
  const auto& ended = acting.view().state.drill->ended;
  const bool passed = ended && ended->complete && ended->in_time;
  const auto line = ended ? core::describe(*ended) : std::string("the drill is still under way");
  return acting.end("rollback", passed ? ExitCode::ok : ExitCode::findings,
                    fmt::format("{}: {}; no version was changed", acting.view().release, line));
}

} // namespace

ExitCode drill(Session& session, const Arguments& arguments) {
  if (const auto flags = check_flags(arguments); !flags)
    return session.complain(flags.error());
  const auto log = session.log_for_writing();
  if (!log)
    return session.complain(log.error());
  const auto view = session.load_release(true, false);
  if (!view)
    return session.complain(view.error());
  auto plan = session.pinned_plan_to_go_back(view->state);
  if (!plan)
    return session.complain(plan.error());
  auto acting = Acting::hold(session, **log, view->release, *std::move(plan));
  if (!acting)
    return session.complain(acting.error());
  return run(session, **acting, arguments);
}

} // namespace relctl::cli
