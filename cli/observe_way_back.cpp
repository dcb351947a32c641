// SPDX-License-Identifier: Apache-2.0
#include "cli/observe_way_back.hpp"

#include "base/text.hpp"
#include "cli/facts.hpp"
#include "cli/json_text.hpp"
#include "cli/rollback_target.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

/// A complete release is not over here: its version is what runs.
bool has_ended(const core::State& state) {
  return state.stage == core::Stage::closed || state.stage == core::Stage::rolled_back;
}

Result<void> may_go_back(Session& session, ports::AuditLog& log, const engine::ReleaseView& view) {
  const core::State& state = view.state;
  const auto refuse = [&](const std::string& why) {
    return fail(ErrorKind::refused, fmt::format("{} does not go back: {}", view.release, why));
  };
  if (has_ended(state))
    return refuse(fmt::format("it is over ({}); find with `relctl list` what is exposed, and take "
                              "that back with `relctl --release ID rollback -y`",
                              state.rollback ? "rolled back to v" + state.rollback->request.to
                                             : std::string(core::stage_name(state.stage))));
  if (state.stage == core::Stage::incomplete)
    return refuse(fmt::format("its rollback is incomplete; go on with `{} rollback --resume -y`",
                              session.program(view.release)));
  if (!core::is_exposed(state))
    return refuse("nothing of it is exposed; find with `relctl list` what is");
  RollbackRequest request;
  request.unknown_ok = true; // Where to is on record.
  return check_target(session, log, view, request, state.opened.stable);
}

bool is_going_back(const core::State& state) {
  return state.rollback && !state.rollback->settled && state.rollback->request.scope.empty();
}

std::string unmoved_json(const std::string& release, const std::string& why, ExitCode code) {
  return JsonObject()
      .text("schema", "relctl.rollback/1")
      .text("release", release)
      .text("summary", why)
      .value("exit", JsonObject()
                         .number("code", static_cast<int>(code))
                         .text("name", exit_code_name(code))
                         .str())
      .str();
}

} // namespace

WayBack bring_back(Session& session, const Arguments& arguments, ports::AuditLog& log,
                   const core::LivenessLost& lost) {
  std::string refusal = "it could not be taken back; standard error says why";
  Fact fact{"rollback", "the service was not alive: " + one_line(lost.detail, 200),
            [&](const plan::Plan&, const engine::ReleaseView& view) -> Result<core::Statement> {
              if (is_going_back(view.state))
                return core::Statement::standing(view.release + " is going back already");
              if (const auto may = may_go_back(session, log, view); !may) {
                refusal = may.error().message;
                return fail(may.error());
              }
              return core::Statement({core::RollbackRequested{
                  view.state.opened.stable, "not alive: " + lost.detail, "relctl", true, false}});
            }};
  fact.release = lost.release;
  std::string document;
  session.part = &document;
  ExitCode code = state_fact(session, arguments, fact);
  session.part = nullptr;
  if (code == ExitCode::ok || code == ExitCode::findings)
    code = ExitCode::breached;
  if (document.empty() && session.format != OutputFormat::table)
    document = unmoved_json(lost.release, refusal, code);
  return {code, document};
}

} // namespace relctl::cli
