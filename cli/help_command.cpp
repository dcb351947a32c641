// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/session.hpp"

namespace relctl::cli {

namespace {

ExitCode run_help(Session& session, const Arguments& arguments) {
  const auto topic = join(arguments.all("TOPIC"), " ");
  if (topic.empty()) {
    *session.surroundings.answer.out << program_help();
    return ExitCode::ok;
  }
  const auto text = topic_help(topic);
  if (!text)
    return session.complain(text.error());
  *session.surroundings.answer.out << *text;
  return ExitCode::ok;
}

} // namespace

const Command& help_command() {
  static const Command command{
      "help",
      "help on a command, exit-codes, environment or commands",
      "relctl help exit-codes\nrelctl help rollback",
      {{"TOPIC", "TOPIC", "a topic or the name of a command", false, true}},
      run_help};
  return command;
}

} // namespace relctl::cli
