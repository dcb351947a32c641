// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/facts.hpp"
#include "core/incidents.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

/// The incident by its id, or the only open one.
Result<const core::IncidentState*> find_incident(const core::State& state, const std::string& id) {
  if (const auto found = state.incidents.find(id); found != state.incidents.end())
    return &found->second;
  std::vector<std::string> open;
  const core::IncidentState* only = nullptr;
  for (const auto& [key, incident] : state.incidents) {
    if (incident.closed)
      continue;
    open.push_back(key);
    only = &incident;
  }
  if (id.empty() && open.size() == 1)
    return only;
  return fail(ErrorKind::not_found,
              fmt::format("{}; {}",
                          id.empty() ? "name the incident"
                                     : fmt::format("there is no incident '{}'", one_line(id, 60)),
                          open.empty() ? "none is open" : "open are " + join(open, ", ")));
}

/// Which release the incident is of, where it is not of the one at hand; empty for none.
std::string release_of_incident(Session& session, const std::string& id) {
  const auto log = session.log_for_reading();
  const auto rows = log ? (*log)->summaries() : fail(log.error());
  if (!rows || id.empty())
    return {};
  for (const auto& row : *rows)
    if (const auto view = engine::load(**log, row.release, false);
        view && view->state.incidents.contains(id))
      return row.release;
  return {};
}

/// find_incident(), with the release to name where the incident is of another one.
Result<const core::IncidentState*> incident_at_hand(Session& session, const core::State& state,
                                                    const std::string& id) {
  auto found = find_incident(state, id);
  if (found)
    return found;
  const auto release = release_of_incident(session, id);
  if (release.empty())
    return found;
  return fail(ErrorKind::not_found,
              fmt::format("incident {} is of {}; name it with --release {}", id, release, release));
}

/// A release that is over takes no incident; while its version runs there is a way back all the
/// same.
Result<void> takes_incidents(Session& session, const engine::ReleaseView& view) {
  const auto open = core::still_open(view.state);
  if (open || view.state.stage != core::Stage::complete)
    return open;
  return fail(open.error().kind,
              fmt::format("{}; go back with `{} rollback --to {} -y --reason WHY`",
                          open.error().message, session.program(view.release),
                          view.state.opened.stable.empty() ? "VERSION" : view.state.opened.stable));
}

ExitCode run_open(Session& session, const Arguments& arguments) {
  const auto severity = arguments.text("--severity");
  if (severity != "P0" && severity != "P1" && severity != "P2")
    return session.usage_error(
        fmt::format("--severity is P0, P1 or P2, not '{}'", one_line(severity, 60)));
  const auto statement = [&](const plan::Plan&,
                             const engine::ReleaseView& view) -> Result<core::Statement> {
    RELCTL_TRY(takes_incidents(session, view));
    const auto id = arguments.text("--id", core::new_incident_id(view.state));
    if (view.state.incidents.contains(id))
      return fail(ErrorKind::refused, fmt::format("incident {} is on record already", id));
    core::Statement opened({core::IncidentOpened{id, severity, arguments.text("--scope"),
                                                 arguments.text("--summary"), session.actor()}});
    opened.said = fmt::format("incident {} ({}) opened by {}", id, severity, session.actor());
    return opened;
  };
  return state_fact(session, arguments, {"incident-open", "", statement});
}

ExitCode run_ack(Session& session, const Arguments& arguments) {
  const auto statement = [&](const plan::Plan& plan,
                             const engine::ReleaseView& view) -> Result<core::Statement> {
    RELCTL_TRY_ASSIGN(const auto* incident,
                      incident_at_hand(session, view.state, arguments.text("INCIDENT")));
    // Anybody else's would stop the alarm while nobody who can help has heard it.
    RELCTL_TRY(may_act_as(session, plan, core::responders(plan, incident->opened)));
    if (incident->acknowledged)
      return core::Statement::standing("incident acknowledged already by " +
                                       incident->acknowledged->as);
    if (incident->closed)
      return core::Statement::standing("incident closed already by " + incident->closed->as);
    return core::Statement(
        {core::IncidentAcknowledged{incident->opened.incident, session.actor()}});
  };
  return state_fact(session, arguments,
                    {"incident-ack", "incident acknowledged by " + session.actor(), statement});
}

ExitCode close_incident(Session& session, const Arguments& arguments) {
  const auto statement = [&](const plan::Plan& plan,
                             const engine::ReleaseView& view) -> Result<core::Statement> {
    RELCTL_TRY_ASSIGN(const auto* incident,
                      incident_at_hand(session, view.state, arguments.text("INCIDENT")));
    RELCTL_TRY(may_act_as(session, plan, core::closers(plan, incident->opened)));
    if (incident->closed)
      return core::Statement::standing("incident closed already by " + incident->closed->as);
    return core::Statement({core::IncidentClosed{incident->opened.incident, session.actor(),
                                                 arguments.text("--reason")}});
  };
  return state_fact(session, arguments,
                    {"incident-close", "incident closed by " + session.actor(), statement});
}

const std::vector<ExitCode>& exits() {
  static const std::vector<ExitCode> codes = {ExitCode::findings, ExitCode::in_doubt,
                                              ExitCode::rolled_back, ExitCode::rollback_incomplete};
  return codes;
}

} // namespace

const Command& incident_open_command() {
  static const Command command{
      "incident open",
      "declare an incident; rolls back where the plan says so",
      "relctl incident open --severity P0 --scope sharing --summary 'wrong tenant sees orders'",
      {{"--severity", "P0|P1|P2", "how bad it is", true},
       {"--scope", "SCOPE", "what it touches, as the plan's thresholds name it"},
       {"--summary", "TEXT", "what is happening"},
       {"--id", "ID", "its id elsewhere; else inc-1, inc-2, ..."},
       record_only_option()},
      run_open,
      {ExitCode::findings, ExitCode::in_doubt, ExitCode::locked, ExitCode::rolled_back,
       ExitCode::rollback_incomplete}};
  return command;
}

const Command& incident_ack_command() {
  static const Command command{
      "incident ack",
      "say that somebody on call has the incident",
      "relctl incident ack inc-1 --as alice",
      {{"INCIDENT", "ID", "which; else the only open one"}, record_only_option()},
      run_ack,
      exits()};
  return command;
}

const Command& incident_close_command() {
  static const Command command{
      "incident close",
      "say that the incident is over: by those on call, else the plan's first role",
      "relctl incident close inc-1 --reason 'cache was cold' --as alice",
      {{"INCIDENT", "ID", "which; else the only open one"},
       {"--reason", "TEXT", "what it was"},
       record_only_option()},
      close_incident,
      exits()};
  return command;
}

} // namespace relctl::cli
