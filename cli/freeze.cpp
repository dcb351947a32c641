// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/facts.hpp"
#include "cli/json_text.hpp"
#include "core/event_json.hpp"
#include "host/live_world.hpp"
#include "ports/audit_log.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

/// Freezes concern every release, so they need none, only a log: they go to the ledger alone.
/// `event` gives none when the ledger says so already.
Result<ports::Anchor>
append_to_ledger(Session& session,
                 const std::function<std::optional<core::Event>(const core::Ledger&)>& event) {
  RELCTL_TRY_ASSIGN(auto* log, session.log_for_writing());
  for (;;) {
    RELCTL_TRY_ASSIGN(const auto ledger, engine::read_ledger(*log));
    const auto wanted = event(ledger);
    if (!wanted)
      return log->head();
    ports::AppendRequest request;
    request.release = ports::k_ledger_stream;
    request.expected.ledger_version = ledger.version;
    request.records = {{ports::k_ledger_stream, "", std::string(core::kind_of(*wanted)),
                        core::encode_event(*wanted), host::system_now(), session.actor()}};
    const auto appended = log->append(request);
    if (appended)
      return ports::Anchor{appended->back().position, appended->back().hash};
    if (appended.error().kind != ErrorKind::conflict)
      return fail(appended.error());
  }
}

ExitCode print(Session& session, const std::string& command, const Result<ports::Anchor>& anchor,
               const std::string& line) {
  if (!anchor)
    return session.complain(anchor.error());
  auto& answer = *session.surroundings.answer.out;
  if (session.format == OutputFormat::table)
    answer << line << "\n";
  else
    answer << JsonObject()
                  .text("schema", fmt::format("relctl.{}/1", command))
                  .text("summary", line)
                  .text("anchor", anchor_text(*anchor))
                  .str()
           << "\n";
  return ExitCode::ok;
}

ExitCode run_freeze(Session& session, const Arguments& arguments) {
  if (session.named_release())
    return session.usage_error("freeze holds every release; for one alone it is `relctl pause`");
  const auto until = end_of(arguments, host::system_now());
  if (!until)
    return session.complain(until.error());
  const auto anchor = append_to_ledger(session, [&](const core::Ledger&) {
    return core::Frozen{arguments.text("--reason"), session.actor(), *until};
  });
  return print(session, "freeze", anchor,
               fmt::format("all releases are frozen by {}{}; rollbacks are not", session.actor(),
                           *until ? " until " + format_instant(**until) : ""));
}

ExitCode run_unfreeze(Session& session, const Arguments& arguments) {
  if (session.named_release())
    return session.usage_error("unfreeze holds for every release; leave --release out");
  bool has_ended = false;
  const auto anchor =
      append_to_ledger(session, [&](const core::Ledger& ledger) -> std::optional<core::Event> {
        has_ended = ledger.frozen.has_value();
        if (!has_ended)
          return std::nullopt;
        return core::Unfrozen{arguments.text("--reason"), session.actor()};
      });
  return print(session, "unfreeze", anchor, has_ended ? "freeze ended" : "no freeze holds");
}

} // namespace

const Command& freeze_command() {
  static const Command command{
      "freeze",
      "keep every release from entering a further phase; never blocks a rollback",
      "relctl freeze --reason 'holiday' --for 48h",
      {{"--reason", "TEXT", "why", true},
       {"--for", "DURATION", "for how long, such as 48h; else until unfreeze"},
       {"--until", "TIME", "until when, RFC 3339"}},
      run_freeze};
  return command;
}

const Command& unfreeze_command() {
  static const Command command{"unfreeze",
                               "end a freeze",
                               "relctl unfreeze --reason 'back at work'",
                               {{"--reason", "TEXT", "why"}},
                               run_unfreeze};
  return command;
}

} // namespace relctl::cli
