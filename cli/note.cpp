// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/facts.hpp"

namespace relctl::cli {

namespace {

ExitCode run_note(Session& session, const Arguments& arguments) {
  const auto events = [&](const plan::Plan&,
                          const engine::ReleaseView&) -> Result<std::vector<core::Event>> {
    return std::vector<core::Event>{core::NoteAdded{arguments.text("TEXT"), session.actor()}};
  };
  return state_fact(session, arguments, {"note", "noted by " + session.actor(), events, false});
}

} // namespace

const Command& note_command() {
  static const Command command{"note",
                               "put a remark on record",
                               "relctl note 'the p95 spike is the nightly export'",
                               {{"TEXT", "TEXT", "the remark", true}},
                               run_note};
  return command;
}

} // namespace relctl::cli
