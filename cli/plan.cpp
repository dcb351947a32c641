// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/reading.hpp"
#include "cli/start_request.hpp"
#include "host/live_world.hpp"
#include "view/json.hpp"
#include "view/plan_view.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

/// What the ledger knows of the plan's versions; nothing where there is no log yet.
core::Ledger::Versions known_versions(Session& session, const std::string& plan) {
  const auto log = session.log_for_reading();
  if (!log)
    return {};
  const auto ledger = engine::read_ledger(**log);
  return ledger ? core::versions_of(*ledger, plan) : core::Ledger::Versions{};
}

void warn(Session& session, const StartRequest& request, const core::Ledger::Versions& versions,
          const std::string& stable) {
  auto& message = *session.surroundings.message.out;
  if (const auto refused = versions.refused.find(request.version);
      refused != versions.refused.end())
    message << fmt::format("version {} is refused: {}; `relctl start` takes it with --readmit "
                           "only\n",
                           request.version, one_line(refused->second));
  if (stable.empty())
    message << "no stable version is known to go back to; name it with --from\n";
}

ExitCode run_plan(Session& session, const Arguments& arguments) {
  const auto request = read_start_request(session, arguments);
  if (!request)
    return session.complain(request.error());
  const auto versions = known_versions(session, request->plan.plan.name);
  const std::string stable = request->from.empty() ? versions.stable : request->from;
  const view::PlanSubject subject{request->plan.plan,
                                  request->plan_path,
                                  sha256_hex(request->plan_text),
                                  request->version,
                                  stable,
                                  request->vars,
                                  host::system_now(),
                                  request->components};
  const std::string text = session.format == OutputFormat::table
                               ? view::plan_text(subject, answer_style(session))
                               : view::plan_json(subject);
  *session.surroundings.answer.out << redactor_of(request->plan).mask(text);
  warn(session, *request, versions, stable);
  return ExitCode::ok;
}

} // namespace

const Command& plan_command() {
  static const Command command{
      "plan",
      "what a release would do: phases, steps, gates, the way back; changes nothing",
      "relctl plan plan.yaml\n"
      "relctl plan plan.yaml --version v1.4.0",
      {{"PLAN", "PLAN", "the plan file", true},
       {"--version", "V", "the version to release; else VERSION stands in its place"},
       {"--from", "V", "the version to go back to; else the one that the audit log calls stable"},
       {"--set", "NAME=VALUE", "a variable of the plan", false, true},
       {"--vars", "FILE", "values of variables from a YAML map"},
       {"--component", "NAME=VERSION", "the version of a component", false, true}},
      run_plan,
      {ExitCode::findings}};
  return command;
}

} // namespace relctl::cli
