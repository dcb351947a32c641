// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/acting.hpp"
#include "cli/commands.hpp"
#include "cli/doubts.hpp"
#include "cli/ending.hpp"
#include "cli/programs.hpp"
#include "cli/start_request.hpp"
#include "core/start_reasons.hpp"
#include "host/live_world.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

Result<std::vector<std::string>> ids_in(ports::AuditLog& log) {
  RELCTL_TRY_ASSIGN(const auto rows, log.summaries());
  std::vector<std::string> ids;
  for (const auto& row : rows)
    ids.push_back(row.release);
  return ids;
}

/// What appending against the moving log needs: a plan has one open release at most, and another
/// start may be faster than this one.
Result<std::string> open_new(Session& session, ports::AuditLog& log, const StartRequest& request) {
  for (;;) {
    RELCTL_TRY_ASSIGN(const auto ids, ids_in(log));
    engine::ReleaseView view;
    view.release = release_id(request, ids);
    const auto appended = engine::append_facts(
        log, view,
        [&](const engine::ReleaseView& now) -> Result<std::vector<core::Event>> {
          RELCTL_TRY_ASSIGN(const auto open, find_open_release(log, request));
          if (open)
            return fail(ErrorKind::refused,
                        fmt::format("release {} of plan {} is open ({}); finish it, go back with "
                                    "`relctl rollback`, or end it with `relctl abort`",
                                    open->release, request.plan.plan.name, open->stage));
          if (now.state.version != 0)
            return fail(ErrorKind::conflict, "the id was taken");
          return opening_events(session, request, now, host::system_now());
        },
        host::system_now(), session.actor());
    if (appended)
      return view.release;
    if (appended.error().kind != ErrorKind::conflict)
      return fail(appended.error());
  }
}

Result<std::string> go_on_with(Session& session, ports::AuditLog& log, const StartRequest& request,
                               const std::string& release) {
  RELCTL_TRY_ASSIGN(auto view, engine::load(log, release, false));
  RELCTL_TRY(engine::append_facts(
      log, view,
      [&](const engine::ReleaseView& now) -> Result<std::vector<core::Event>> {
        RELCTL_TRY_ASSIGN(auto events, manifest_events(session, request, now.state));
        RELCTL_TRY_ASSIGN(const auto answers, answer_events(session, request, now.state));
        events.insert(events.end(), answers.begin(), answers.end());
        return events;
      },
      host::system_now(), session.actor()));
  return release;
}

Result<std::string> open_release(Session& session, ports::AuditLog& log,
                                 const StartRequest& request) {
  RELCTL_TRY_ASSIGN(const auto open, find_open_release(log, request));
  if (open && open->continues)
    return go_on_with(session, log, request, open->release);
  return open_new(session, log, request);
}

/// Each reason of a no-go with the command that settles it.
void print_reasons(Session& session, Acting& acting) {
  if (session.format != OutputFormat::table)
    return;
  const auto program = session.program(acting.view().release);
  for (const auto& reason : reasons_of(acting.plan(), acting.view(), acting.now())) {
    // A freeze is lifted by the checks that follow it.
    const bool has_own_way =
        reason.cause != plan::Cause::frozen || acting.plan().rollback.readmit.empty();
    *session.surroundings.answer.out << fmt::format(
        "  {}: {}{}\n", reason.subject, one_line(reason.text),
        has_own_way
            ? fmt::format("; settle it with `{}`",
                          core::no_go_command(acting.plan(), acting.view().state, reason, program))
            : std::string());
  }
}

/// A program that is not there shows now, not in the middle of an incident.
void warn_of_missing_programs(Session& session, const StartRequest& request) {
  for (const auto& missing :
       missing_programs(request.plan.plan, request.plan_path, plan::Severity::warning))
    *session.surroundings.message.out << plan::format_diagnostic(request.plan_path, missing)
                                      << "\n";
}

ExitCode settle_start(Session& session, Acting& acting) {
  engine::Goal goal;
  goal.measures = false;
  goal.starts = true;
  const auto outcome = acting.run(goal);
  if (!outcome)
    return session.complain(outcome.error());
  if (const auto code = exit_code_of(*outcome)) {
    tell_how_to_go_on(session, acting.view(), *outcome, "advance");
    return acting.end("start", *code);
  }
  const auto& state = acting.view().state;
  const auto code = acting.end("start", exit_code_of(core::standing_of(state)));
  if (state.stage == core::Stage::no_go)
    print_reasons(session, acting);
  return code;
}

ExitCode run_start(Session& session, const Arguments& arguments) {
  auto request = read_start_request(session, arguments);
  if (!request)
    return session.complain(request.error());
  warn_of_missing_programs(session, *request);
  const auto log = session.log_for_writing(Creation::allowed);
  if (!log)
    return session.complain(log.error());
  warn_of_doubts(session, **log, request->plan.plan.name);
  const auto release = open_release(session, **log, *request);
  if (!release)
    return session.complain(release.error());
  auto acting = Acting::hold(session, **log, *release, std::move(request->plan));
  if (!acting)
    return session.complain(acting.error());
  return settle_start(session, **acting);
}

} // namespace

const Command& start_command() {
  static const Command command{
      "start",
      "open a release and check its preconditions: go or no-go",
      "relctl start plan.yaml --version v1.4.0 --from v1.3.2\n"
      "relctl start plan.yaml --version v1.4.0 --set oncall=dana --check uat --check replay=no\n"
      "relctl start train.yaml --version v2.5.0 --train weekly --vars manifest.yaml "
      "--component orders=1.4.0",
      {{"PLAN", "PLAN", "the plan file; kept whole in the audit log", true},
       {"--version", "VERSION",
        "the version to release, SemVer with or without v; {{version}} in the plan has no v", true},
       {"--from", "VERSION",
        "the version that runs now; needed the first time, later the stable one on record"},
       {"--set", "NAME=VALUE", "a variable of the plan", false, true},
       {"--vars", "FILE", "values of variables from a YAML map: the train's manifest"},
       {"--component", "NAME=VERSION", "the version of a component", false, true},
       {"--train", "NAME", "the release train to go with"},
       {"--check", "NAME[=no]", "answer a precondition now", false, true},
       {"--readmit", "",
        "let a version, or a plan frozen by a rollback, come back without its checks"},
       {"--unknown-ok", "",
        "--from is meant, though another version is on record as stable; needs --reason"},
       {"--reason", "TEXT", "why, for --readmit and --unknown-ok"}},
      run_start,
      {ExitCode::findings, ExitCode::in_doubt, ExitCode::locked, ExitCode::interrupted,
       ExitCode::terminated}};
  return command;
}

} // namespace relctl::cli
