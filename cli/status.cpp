// SPDX-License-Identifier: Apache-2.0
#include "view/status.hpp"

#include "cli/commands.hpp"
#include "cli/ending.hpp"
#include "cli/reading.hpp"
#include "cli/unattended.hpp"
#include "core/stops.hpp"
#include "host/live_world.hpp"
#include "view/json.hpp"

#include <chrono>
#include <thread>

namespace relctl::cli {

namespace {

constexpr auto k_redraw_interval = std::chrono::seconds(1);

/// Of the view as somebody finds it, see seen_now().
core::Standing standing_now(ports::AuditLog& log, const engine::ReleaseView& view,
                            const plan::Plan& plan) {
  const auto holder = log.holder(view.release);
  const bool is_free = !holder && holder.error().kind == ErrorKind::not_found;
  return is_free && is_left_halfway(plan, view.state)
             ? core::Standing::rollback_incomplete
             : core::standing_of(plan, view.state, view.ledger, host::system_now());
}

/// What the log takes for running is in doubt where nobody holds the release and runs it.
engine::ReleaseView seen_now(Session& session, ports::AuditLog& log,
                             const engine::ReleaseView& view) {
  const auto holder = log.holder(view.release);
  engine::ReleaseView seen = view;
  if (!holder && holder.error().kind == ErrorKind::not_found)
    seen.state = as_left(view.state, session.database_path());
  return seen;
}

/// The page or the document for the view as it is now.
std::string render(Session& session, ports::AuditLog& log, const engine::ReleaseView& view,
                   const planfile::LoadedPlan& plan) {
  const Instant now = host::system_now();
  const auto judged = core::judge_tracks(plan.plan, view.state, view.windows, now);
  const view::StatusSubject subject{plan.plan,
                                    view.state,
                                    view.ledger,
                                    view.windows,
                                    judged,
                                    now,
                                    anchor_text(view.anchor),
                                    session.database_path(),
                                    session.program(view.release),
                                    holder_text(log, view.release),
                                    standing_now(log, view, plan.plan)};
  if (session.format == OutputFormat::table)
    return view::status_text(subject, answer_style(session));
  const ExitCode code = exit_code_of(subject.standing);
  return view::status_json(subject, {static_cast<int>(code), exit_code_name(code)});
}

/// Draws over the last page: from the top left, each line to its end, then nothing below.
std::string redraw(const std::string& page) {
  std::string frame = "\x1b[H";
  for (const char c : page)
    frame += c == '\n' ? std::string("\x1b[K\n") : std::string(1, c);
  return frame + "\x1b[J";
}

ExitCode watch(Session& session, ports::AuditLog& log, engine::ReleaseView& view,
               const planfile::LoadedPlan& plan) {
  auto& out = *session.surroundings.answer.out;
  out << "\x1b[2J";
  for (;;) {
    out << redraw(render(session, log, seen_now(session, log, view), plan)) << std::flush;
    if (!out || core::is_over(view.state))
      return ExitCode::ok;
    std::this_thread::sleep_for(k_redraw_interval);
    if (const auto refreshed = engine::refresh(log, view); !refreshed)
      return session.complain(refreshed.error());
  }
}

ExitCode run_status(Session& session, const Arguments& arguments) {
  const bool watches = arguments.has("--watch");
  if (watches &&
      (!session.surroundings.answer.is_terminal || session.format != OutputFormat::table))
    return session.usage_error("--watch needs a terminal; follow a release elsewhere with "
                               "`relctl log --follow`");
  auto view = session.load_release(true);
  if (!view)
    return session.complain(view.error());
  const auto log = session.log_for_reading();
  if (!log)
    return session.complain(log.error());
  const planfile::LoadedPlan plan = plan_or_none(session, view->state);
  if (watches) {
    if (const ExitCode code = watch(session, **log, *view, plan); code != ExitCode::ok)
      return code;
  } else {
    view = seen_now(session, **log, *view);
    *session.surroundings.answer.out << render(session, **log, *view, plan);
  }
  return arguments.has("--exit-status") ? exit_code_of(standing_now(**log, *view, plan.plan))
                                        : ExitCode::ok;
}

} // namespace

const Command& status_command() {
  static const Command command{
      "status",
      "where a release stands, why, who must act and what to paste next",
      "relctl status\nrelctl status --watch\nrelctl status -o json | jq .why",
      {{"--watch", "", "draw it again every second until the release is over"},
       {"--exit-status", "", "exit with the code of the standing instead of 0"}},
      run_status,
      {ExitCode::findings, ExitCode::in_doubt, ExitCode::pending, ExitCode::breached,
       ExitCode::unknown, ExitCode::rolled_back, ExitCode::rollback_incomplete}};
  return command;
}

} // namespace relctl::cli
