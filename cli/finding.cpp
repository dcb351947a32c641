// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/facts.hpp"
#include "cli/json_text.hpp"
#include "cli/observe_request.hpp"
#include "engine/release_log.hpp"
#include "host/live_world.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

/// `--release`, else the newest observation.
Result<std::string> choose_observation(const Session& session, ports::AuditLog& log) {
  if (const auto named = session.named_release())
    return *named;
  RELCTL_TRY_ASSIGN(const auto rows, log.summaries());
  for (const auto& row : rows)
    if (const auto summary = engine::summary_of(log, row);
        summary && summary->kind == "observation")
      return row.release;
  return fail(ErrorKind::not_found, "there is no observation; make one with `relctl observe`");
}

/// Appends what `event` makes of the observation; `done` is said when it is on record.
ExitCode append(Session& session, const std::string& command, const std::string& done,
                const std::function<Result<core::Event>(const core::State&)>& event) {
  const auto append_it = [&]() -> Result<engine::ReleaseView> {
    RELCTL_TRY_ASSIGN(auto* log, session.log_for_writing());
    engine::ReleaseView view;
    RELCTL_TRY_ASSIGN(view.release, choose_observation(session, *log));
    RELCTL_TRY(engine::append_facts(
        *log, view,
        [&](const engine::ReleaseView& now) -> Result<std::vector<core::Event>> {
          if (!now.state.observation)
            return fail(ErrorKind::refused,
                        fmt::format("{} is no observation", one_line(now.release, 60)));
          RELCTL_TRY_ASSIGN(auto made, event(now.state));
          return std::vector<core::Event>{std::move(made)};
        },
        host::system_now(), session.actor()));
    return view;
  };
  const auto appended = append_it();
  if (!appended)
    return session.complain(appended.error());
  auto& answer = *session.surroundings.answer.out;
  if (session.format == OutputFormat::table)
    answer << appended->release << ": " << done << "\n";
  else
    answer << JsonObject()
                  .text("schema", fmt::format("relctl.{}/1", command))
                  .text("release", appended->release)
                  .text("summary", done)
                  .text("anchor", anchor_text(appended->anchor))
                  .str()
           << "\n";
  return ExitCode::ok;
}

ExitCode run_finding(Session& session, const Arguments& arguments) {
  const std::string impact = arguments.text("--impact", "medium");
  if (impact != "low" && impact != "medium" && impact != "high")
    return session.usage_error(
        fmt::format("--impact is low, medium or high, not '{}'", one_line(impact, 60)));
  return append(session, "finding", "noted", [&](const core::State&) -> Result<core::Event> {
    return core::FindingNoted{arguments.text("TEXT"), impact, arguments.text("--advice"),
                              session.actor()};
  });
}

ExitCode run_sign(Session& session, const Arguments&) {
  return append(
      session, "sign", "signed by " + session.actor(),
      [&](const core::State& state) -> Result<core::Event> {
        if (!state.observation->ended)
          return fail(ErrorKind::refused, "the observation is not over yet");
        return core::ObservationSigned{session.actor(), state.observation->ended->conclusion};
      });
}

} // namespace

const Command& finding_command() {
  static const Command command{
      "finding",
      "note a finding of the newest observation, for its report",
      "relctl finding 'fallback rate doubled at 10:10' --impact high --advice 'raise the pool'",
      {{"TEXT", "TEXT", "what was found", true},
       {"--impact", "IMPACT", "low, medium (the default) or high, which the conclusion counts"},
       {"--advice", "TEXT", "what to do about it"}},
      run_finding,
      {ExitCode::findings}};
  return command;
}

const Command& sign_command() {
  static const Command command{"sign",
                               "stand for the conclusion of the newest observation",
                               "relctl sign --as alice\nrelctl sign --release observe-shop-2",
                               {},
                               run_sign,
                               {ExitCode::findings}};
  return command;
}

} // namespace relctl::cli
