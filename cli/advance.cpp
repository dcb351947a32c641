// SPDX-License-Identifier: Apache-2.0
#include "cli/advance.hpp"

#include "cli/acting.hpp"
#include "cli/commands.hpp"
#include "cli/ending.hpp"
#include "cli/log_copy.hpp"
#include "host/live_world.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

/// A release to which nothing can happen any more, or that only a person can move.
std::optional<ExitCode> code_of_rest(const core::State& state) {
  const bool rests = state.stage == core::Stage::complete || state.stage == core::Stage::closed ||
                     state.stage == core::Stage::incomplete;
  if (!rests)
    return std::nullopt;
  return exit_code_of(core::standing_of(state));
}

/// A rollback that a person asked for belongs to `rollback`; with the lock in hand nobody is at it.
bool is_left_rollback(const core::State& state) {
  return state.stage == core::Stage::rolling_back && !state.rollback->request.automatic;
}

class Advance {
public:
  Advance(Session& session, std::string command, AdvanceRequest request)
      : m_session(session), m_command(std::move(command)), m_request(std::move(request)) {}

  ExitCode run() {
    auto acting = begin();
    if (!acting)
      return refuse(acting.error());
    m_acting = std::move(*acting);
    if (const auto code = without_moving())
      return *code;
    return move();
  }

private:
  /// A log that cannot even be opened for writing may tell by reading what is exposed.
  ExitCode refuse(const Error& error) {
    if (error.kind == ErrorKind::unwritable && !m_request.dry)
      if (const auto view = m_session.load_release(true, false))
        return m_session.complain(with_way_back(m_session, view->state, error));
    return m_session.complain(error);
  }

  Result<std::unique_ptr<Acting>> begin() {
    RELCTL_TRY_ASSIGN(auto* log,
                      m_request.dry ? m_session.log_for_reading() : m_session.log_for_writing());
    RELCTL_TRY_ASSIGN(auto view, m_session.load_release(true));
    RELCTL_TRY_ASSIGN(auto plan, plan_of(view.state));
    if (!m_request.dry && !code_of_rest(view.state))
      return Acting::hold(m_session, *log, view.release, std::move(plan));
    RELCTL_TRY_ASSIGN(m_copy, copy_in_memory(*log, view.release));
    RELCTL_TRY_ASSIGN(auto copied, engine::load(*m_copy, view.release));
    copied.anchor = view.anchor;
    return Acting::on(m_session,
                      {*m_copy, nullptr, std::move(copied), std::move(plan), true, false});
  }

  /// Where nothing is going to be measured no source is needed.
  Result<planfile::LoadedPlan> plan_of(const core::State& state) {
    return code_of_rest(state) ? m_session.pinned_plan_to_go_back(state)
                               : m_session.pinned_plan(state);
  }

  /// The code of a request that leaves everything as it is.
  std::optional<ExitCode> without_moving() {
    const auto& view = m_acting->view();
    if (const auto named = names_phases(m_request, m_acting->plan()); !named)
      return m_session.complain(named.error());
    if (const auto met = meets_expectation(m_request, view); !met)
      return m_session.complain(met.error());
    if (const auto code = code_of_rest(view.state))
      return m_acting->end(m_command, *code);
    if (is_left_rollback(view.state))
      return m_acting->end(m_command, ExitCode::rollback_incomplete,
                           fmt::format("{}; nobody goes on with it: `{} rollback -y` does",
                                       standing_line(m_acting->plan(), view, m_acting->now()),
                                       m_session.program(view.release)));
    const auto way = way_to(m_request, m_acting->plan(), view.state);
    if (!way)
      return m_session.complain(way.error());
    if (*way == Ahead::already_there)
      return m_acting->end(m_command, ExitCode::ok,
                           fmt::format("{} has {} {} already", view.release,
                                       has_passed(view.state) ? "passed" : "entered",
                                       m_request.to));
    return std::nullopt;
  }

  [[nodiscard]] bool has_passed(const core::State& state) const {
    return std::any_of(state.phases.begin(), state.phases.end(), [&](const auto& visit) {
      return visit.passed_at &&
             (plan::phase_name(visit.track, visit.id) == m_request.to || visit.id == m_request.to);
    });
  }

  ExitCode move() {
    const core::State before = m_acting->view().state;
    const auto outcome =
        m_acting->run(goal_of(m_request, m_acting->plan(), before, m_acting->now()));
    if (!outcome)
      return m_session.complain(
          m_request.dry ? outcome.error()
                        : with_way_back(m_session, m_acting->view().state, outcome.error()));
    if (const auto code = exit_code_of(*outcome)) {
      tell_how_to_go_on(m_session, m_acting->view(), *outcome, go_on_command());
      return m_acting->end(m_command, *code);
    }
    const auto code = code_of_advance(m_request, m_acting->plan(), before, m_acting->view(),
                                      *outcome, m_acting->now());
    if (!m_request.dry)
      return m_acting->end(m_command, code);
    return m_acting->end(m_command, code,
                         "dry run, nothing was changed: " +
                             standing_line(m_acting->plan(), m_acting->view(), m_acting->now()));
  }

  [[nodiscard]] std::string go_on_command() const {
    return m_request.to_the_end ? "run" : "advance --wait";
  }

  Session& m_session;
  std::string m_command;
  AdvanceRequest m_request;
  std::unique_ptr<ports::AuditLog> m_copy; ///< Of a dry run, or of a release that rests.
  std::unique_ptr<Acting> m_acting;
};

} // namespace

ExitCode advance_release(Session& session, const std::string& command,
                         const AdvanceRequest& request) {
  return Advance(session, command, request).run();
}

std::vector<ExitCode> exits_of_advance() {
  return {ExitCode::findings,    ExitCode::in_doubt,
          ExitCode::pending,     ExitCode::locked,
          ExitCode::breached,    ExitCode::unknown,
          ExitCode::rolled_back, ExitCode::rollback_incomplete,
          ExitCode::timeout,     ExitCode::interrupted,
          ExitCode::terminated};
}

namespace {

ExitCode run_advance(Session& session, const Arguments& arguments) {
  const auto request = read_advance_request(arguments);
  if (!request)
    return session.complain(request.error());
  return advance_release(session, "advance", *request);
}

} // namespace

const Command& advance_command() {
  static const Command command{
      "advance",
      "do what is due now; moves at most one phase",
      "relctl advance\n"
      "relctl advance --wait --timeout 2h\n"
      "relctl advance --to p20 --expect p5\n"
      "relctl advance --to write/p10 --wait",
      {{"--wait", "", "stay until a phase is decided"},
       {"--to", "PHASE",
        "enter this phase (p20, write/p10), which must be the next of its track; nothing when it "
        "is entered; else the first in the plan's order that can be entered"},
       {"--expect", "PHASE|POSITION",
        "only when a track is in this phase (- for none), or the "
        "log at this position"},
       {"--timeout", "DURATION", "come back after this long, with exit code 124"},
       {"--dry-run", "", "say what would be done; change nothing"}},
      run_advance,
      exits_of_advance()};
  return command;
}

} // namespace relctl::cli
