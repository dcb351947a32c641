// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/json_text.hpp"
#include "cli/reading.hpp"

namespace relctl::cli {

namespace {

ExitCode run_head(Session& session, const Arguments&) {
  const auto log = session.log_for_reading();
  if (!log)
    return session.complain(log.error());
  const auto head = (*log)->head();
  if (!head)
    return session.complain(head.error());
  auto& out = *session.surroundings.answer.out;
  if (session.format == OutputFormat::table)
    out << anchor_text(*head) << "\n";
  else
    out << JsonObject()
               .text("schema", "relctl.audit.head/1")
               .text("database", session.database_path())
               .number("position", head->position)
               .text("hash", head->hash)
               .str()
        << "\n";
  return ExitCode::ok;
}

} // namespace

const Command& audit_head_command() {
  static const Command command{"audit head",
                               "the anchor of the audit log's head, to be kept somewhere else",
                               "relctl audit head\n"
                               "relctl audit verify --expect \"$(cat yesterday.anchor)\"",
                               {},
                               run_head};
  return command;
}

} // namespace relctl::cli
