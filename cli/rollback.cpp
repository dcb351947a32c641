// SPDX-License-Identifier: Apache-2.0
#include "cli/rollback.hpp"

#include "base/text.hpp"
#include "cli/acting.hpp"
#include "cli/commands.hpp"
#include "cli/drill.hpp"
#include "cli/ending.hpp"
#include "cli/log_copy.hpp"
#include "cli/reading.hpp"
#include "cli/reserve_log.hpp"
#include "cli/rollback_target.hpp"
#include "cli/takeover.hpp"
#include "cli/unrecorded.hpp"
#include "host/live_world.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

constexpr Duration k_least_grace = milliseconds(200);

class GoingBack {
public:
  GoingBack(Session& session, std::string command, RollbackRequest request, OpenedRelease opened)
      : m_session(session), m_command(std::move(command)), m_request(std::move(request)),
        m_log(std::move(opened.log)), m_view(std::move(opened.view)),
        m_plan(std::move(opened.plan)) {
    m_request.unknown_ok |= opened.is_supposed;
  }

  ExitCode run() {
    const ExitCode code = go_by_case();
    return m_log->has_lost() ? keep_events(m_session, *m_log, m_view.release, code) : code;
  }

private:
  ExitCode go_by_case() {
    const auto to = core::target_of(m_view.state, m_view.ledger, m_request);
    if (!to)
      return m_session.complain(to.error());
    m_to = *to;
    if (const auto known = core::check_scope(m_plan.plan, m_view.state, m_request.scope); !known)
      return m_session.complain(known.error());
    name_part();
    m_case = core::case_of(m_view.state, m_request, m_to);
    if (const auto code = without_moving())
      return *code;
    if (m_case == core::RollbackCase::fresh)
      if (const auto may = check_target(m_session, *m_log, m_view, m_request, m_to); !may)
        return m_session.complain(may.error());
    if (!m_request.dry)
      if (const auto code = confirm())
        return *code;
    const auto acting = m_request.dry ? rehearse() : take();
    if (!acting)
      return m_session.complain(acting.error());
    return move(**acting);
  }

  /// What is asked for, or resumed, may be a part of the release.
  void name_part() {
    const auto& rollback = m_view.state.rollback;
    m_scope = m_request.scope;
    if (m_scope.empty() && m_request.resume && rollback && !rollback->settled)
      m_scope = rollback->request.scope;
  }

  /// The code of a request that leaves everything as it is, or only gives the release up.
  std::optional<ExitCode> without_moving() {
    switch (m_case) {
    case core::RollbackCase::nothing:
      return end(core::doubts_left(m_view.state).empty() ? ExitCode::ok : ExitCode::in_doubt,
                 core::nothing_to_take_back(m_view.state, m_request, m_to));
    case core::RollbackCase::needs_resume:
      return end(ExitCode::rollback_incomplete,
                 standing_line(m_plan.plan, m_view, host::system_now()) +
                     "; failed steps run again with --resume");
    case core::RollbackCase::unexposed:
      return m_request.dry ? end(ExitCode::ok, "dry run: nothing is exposed; it would be aborted")
                           : give_up();
    case core::RollbackCase::under_way:
      return under_way_elsewhere();
    case core::RollbackCase::fresh:
    case core::RollbackCase::again:
      break;
    }
    return std::nullopt;
  }

  ExitCode give_up() {
    const auto reason = reason_text();
    const auto appended = engine::append_facts(
        *m_log, m_view,
        [&](const engine::ReleaseView& view) -> Result<std::vector<core::Event>> {
          if (core::is_exposed(view.state))
            return std::vector<core::Event>{};
          return std::vector<core::Event>{core::ReleaseAborted{reason},
                                          core::ReleaseClosed{"aborted: " + reason}};
        },
        host::system_now(), m_session.actor());
    if (!appended)
      return m_session.complain(appended.error());
    // A phase has just been entered, and stays so: it is a rollback now.
    if (core::is_exposed(m_view.state))
      return go_by_case();
    Narrator narrator(m_session, m_plan.plan);
    if (m_session.format == OutputFormat::jsonl) // Also where the log took none of it.
      for (const auto& recorded : *appended)
        narrator.tell(m_view.release, recorded);
    return end(ExitCode::ok, fmt::format("{} is aborted; nothing was exposed{}", m_view.release,
                                         m_to.empty() ? "" : ", v" + m_to + " runs"));
  }

  /// A rollback that another process is at is left to it, unless --resume takes it over.
  std::optional<ExitCode> under_way_elsewhere() {
    const auto holder = holder_text(*m_log, m_view.release);
    if (holder.empty() || m_request.resume || m_request.dry)
      return std::nullopt;
    return m_session.complain(
        {ErrorKind::locked, fmt::format("a rollback to v{} is under way: {}; wait for it, or "
                                        "take it over with --resume",
                                        m_to, holder)});
  }

  std::optional<ExitCode> confirm() {
    const auto points = core::points_of_no_return(m_plan.plan, m_view.state, m_scope);
    m_confirmed = !points.empty();
    const bool is_named = !m_request.to.empty() || !m_request.scope.empty();
    if (m_session.yes || (points.empty() && is_named))
      return std::nullopt;
    const auto what =
        points.empty() ? fmt::format("go back from v{} to v{}", m_view.state.opened.version, m_to)
                       : fmt::format("go back to v{} past what cannot be undone: {}", m_to,
                                     join(points, ", "));
    if (!m_session.may_ask)
      return m_session.usage_error(fmt::format(
          "to {} needs -y{}", what, points.empty() && m_command == "rollback" ? ", or --to" : ""));
    *m_session.surroundings.message.out << m_view.release << ": " << what << "? [y/N] "
                                        << std::flush;
    const auto answer = m_session.surroundings.read_line();
    if (answer == "y" || answer == "Y" || answer == "yes")
      return std::nullopt;
    return m_session.usage_error("not confirmed; nothing was done");
  }

  [[nodiscard]] std::string reason_text() const {
    return m_request.reason.empty() ? "no reason given" : m_request.reason;
  }

  /// What this person says, as far as the release has not moved on meanwhile.
  Result<std::vector<core::Event>> request_events(const plan::Plan& plan,
                                                  const engine::ReleaseView& view) const {
    const core::State& state = view.state;
    auto wanted = core::rollback_requested(plan, m_scope, m_to, reason_text(), m_session.actor());
    wanted.confirmed = m_confirmed;
    if (state.observation)
      return fail(ErrorKind::refused,
                  fmt::format("{} is an observation and has moved nothing; name the release with "
                              "--release",
                              view.release));
    const core::RollbackCase now = core::case_of(state, m_request, m_to);
    std::vector<core::Event> events;
    if (now == core::RollbackCase::fresh) {
      core::State asked = state;
      core::apply(asked, {state.position, state.version, {}, m_session.actor(), wanted});
      events.emplace_back(wanted);
      RELCTL_TRY(add_skips(plan, asked, events));
    } else if (now == core::RollbackCase::again) {
      RELCTL_TRY(add_skips(plan, state, events));
      events.emplace_back(core::RollbackResumed{m_session.actor(), reason_text()});
    } else if (now == core::RollbackCase::under_way) {
      std::vector<core::Event> later; // Refused before anybody is interrupted; see skip().
      RELCTL_TRY(add_skips(plan, state, later));
      if (m_confirmed && !state.rollback->request.confirmed)
        events.emplace_back(wanted);
    }
    return events;
  }

  Result<void> add_skips(const plan::Plan& plan, const core::State& state,
                         std::vector<core::Event>& events) const {
    if (m_request.skip.empty())
      return {};
    RELCTL_TRY_ASSIGN(const auto addresses, steps_to_skip(plan, state, m_scope, m_request.skip));
    for (const core::StepAddress& address : addresses)
      events.emplace_back(core::StepSkipped{address, reason_text()});
    return {};
  }

  /// Of a rollback under way a step is taken out once nobody else is at it. It may be done by then,
  /// or the rollback incomplete.
  Result<void> skip(Acting& acting) {
    if (m_case != core::RollbackCase::under_way)
      return {};
    return acting.append([&](const engine::ReleaseView& view) -> Result<std::vector<core::Event>> {
      if (core::case_of(view.state, m_request, m_to) == core::RollbackCase::again)
        return request_events(acting.plan(), view);
      std::vector<core::Event> events;
      if (const auto added = add_skips(acting.plan(), view.state, events); !added)
        *m_session.surroundings.message.out << "relctl: " << one_line(added.error().message)
                                            << "; going on\n";
      return events;
    });
  }

  /// Asks first, without the lock: whoever holds it reads that it has to let go. Then takes it.
  Result<std::unique_ptr<Acting>> take() {
    RELCTL_TRY_ASSIGN(const auto appended, engine::append_facts(
                                               *m_log, m_view,
                                               [&](const engine::ReleaseView& view) {
                                                 return request_events(m_plan.plan, view);
                                               },
                                               host::system_now(), m_session.actor()));
    const Instant began = host::system_now();
    RELCTL_TRY_ASSIGN(auto lock, take_over(m_session, *m_log, m_view, m_request));
    // A step that outlived its relctl has had its part of the grace already.
    const Duration left = m_request.grace - (host::system_now() - began);
    RELCTL_TRY(engine::refresh(*m_log, m_view));
    RELCTL_TRY_ASSIGN(auto acting,
                      Acting::on(m_session, {*m_log, std::move(lock), m_view, std::move(m_plan),
                                             false, true, std::max(left, k_least_grace)}));
    for (const auto& recorded : appended)
      acting->narrator().tell(acting->view().release, recorded);
    RELCTL_TRY(skip(*acting));
    return acting;
  }

  Result<std::unique_ptr<Acting>> rehearse() {
    RELCTL_TRY_ASSIGN(m_copy, copy_in_memory(*m_log, m_view.release));
    RELCTL_TRY_ASSIGN(auto view, engine::load(*m_copy, m_view.release));
    m_confirmed = true;
    RELCTL_TRY_ASSIGN(auto acting, Acting::on(m_session, {*m_copy, nullptr, std::move(view),
                                                          std::move(m_plan), true, false}));
    RELCTL_TRY(acting->append(
        [&](const engine::ReleaseView& now) { return request_events(acting->plan(), now); }));
    RELCTL_TRY(skip(*acting));
    return acting;
  }

  ExitCode move(Acting& acting) {
    engine::Goal goal;
    // After a part was taken back there is a phase to wait for, which is not this command's.
    goal.until = m_scope.empty() ? engine::Until::complete : engine::Until::settled;
    goal.yields_to_rollback = false;
    goal.measures = false;
    const auto outcome = acting.run(goal);
    if (!outcome)
      return m_session.complain(outcome.error());
    if (const auto code = exit_code_of(*outcome)) {
      tell_how_to_go_on(m_session, acting.view(), *outcome, "rollback --resume -y");
      return acting.end(m_command, *code);
    }
    const auto line = standing_line(acting.plan(), acting.view(), acting.now());
    return acting.end(m_command, code_of(acting.view().state),
                      m_request.dry ? "dry run, nothing was changed: " + line : line);
  }

  /// What was asked for is done, or a person is needed.
  [[nodiscard]] ExitCode code_of(const core::State& state) const {
    if (!m_scope.empty() && state.taken_back.contains(m_scope))
      return core::doubts_left(state).empty() ? ExitCode::ok : ExitCode::in_doubt;
    const auto standing = core::standing_of(state);
    return standing == core::Standing::rolled_back ? ExitCode::ok : exit_code_of(standing);
  }

  ExitCode end(ExitCode code, const std::string& line) {
    return print_ending(m_session,
                        {m_command, code, line, m_plan.plan, m_view, host::system_now(), {}});
  }

  Session& m_session;
  std::string m_command;
  RollbackRequest m_request;
  std::unique_ptr<ReserveLog> m_log;
  std::unique_ptr<ports::AuditLog> m_copy; ///< Of a dry run.
  engine::ReleaseView m_view;
  planfile::LoadedPlan m_plan;
  std::string m_to;
  core::RollbackCase m_case = core::RollbackCase::fresh;
  std::string m_scope;      ///< The part that goes back; empty is everything.
  bool m_confirmed = false; ///< Points of no return are ahead, and a person wants them passed.
};

ExitCode run_rollback(Session& session, const Arguments& arguments) {
  if (arguments.has("--drill"))
    return drill(session, arguments);
  const auto request = read_rollback_request(arguments);
  if (!request)
    return session.complain(request.error());
  return go_back(session, "rollback", *request);
}

} // namespace

ExitCode go_back(Session& session, const std::string& command, const RollbackRequest& request) {
  session.surroundings.readers.never_wait();
  auto opened = open_anyhow(session, request);
  if (!opened)
    return session.complain(opened.error());
  return GoingBack(session, command, request, *std::move(opened)).run();
}

const Command& rollback_command() {
  static const Command command{
      "rollback",
      "go back, now; takes over from a running or hung advance",
      "relctl rollback --to v1.3.2\n"
      "relctl rollback -y --reason 'orders are lost'\n"
      "relctl rollback --scope plugin --reason 'backlog grows'\n"
      "relctl rollback --drill --reason 'monthly rehearsal'\n"
      "relctl rollback --resume -y\n"
      "relctl rollback --skip cdn --reason 'purged by hand' -y",
      {{"--to", "VERSION", "SemVer with or without v; else the recorded stable version"},
       {"--scope", "SCOPE",
        "take back only that part, of the plan's rollback.scopes; the rest stays"},
       {"--reason", "TEXT", "why"},
       {"--unknown-ok", "",
        "to a version that the log has never seen, or that was rolled back; needs --reason"},
       {"--dry-run", "", "say what would be done; change nothing"},
       {"--drill", "", "rehearse: run only the steps that the plan has for it; versions stay"},
       {"--resume", "", "go on: failed steps run again, those in doubt are for `relctl resolve`"},
       {"--skip", "STEP",
        "without this step of the rollback, whether it comes or is under way; needs --reason"},
       {"--grace", "DURATION", "how long a running advance has to let go before KILL; else 5s"},
       {"--plan", "FILE", "go back by this plan where the log cannot be read; needs --to"}},
      run_rollback,
      {ExitCode::findings, ExitCode::in_doubt, ExitCode::pending, ExitCode::locked,
       ExitCode::rollback_incomplete, ExitCode::interrupted, ExitCode::terminated}};
  return command;
}

} // namespace relctl::cli
