// SPDX-License-Identifier: Apache-2.0
#include "cli/help.hpp"

#include "base/text.hpp"
#include "cli/app.hpp"
#include "cli/commands.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

struct CodeMeaning {
  ExitCode code;
  const char* when;
};

constexpr CodeMeaning k_meanings[] = {
    {ExitCode::ok, "what was asked for holds"},
    {ExitCode::error, "I/O, database, unexpected"},
    {ExitCode::usage, "wrong flags or names, an unreadable file"},
    {ExitCode::findings,
     "the plan is wrong, a no-go, a refused version, a broken log, --expect does not match"},
    {ExitCode::in_doubt, "a step began and its end is unknown: relctl resolve"},
    {ExitCode::pending, "not yet: window, volume, approval, freeze; safe to try again"},
    {ExitCode::locked, "another relctl holds the release"},
    {ExitCode::breached, "held on a breach or a failed step; nothing rolled back"},
    {ExitCode::unknown, "held because the data cannot be trusted; backtest: it tells nothing"},
    {ExitCode::rolled_back, "rolled back by relctl's own decision"},
    {ExitCode::rollback_incomplete, "a rollback is not complete: call a person"},
    {ExitCode::bug, "a check inside relctl failed"},
    {ExitCode::timeout, "--timeout has passed; the state is saved"},
    {ExitCode::interrupted, "SIGINT; the state is saved"},
    {ExitCode::terminated, "SIGTERM or SIGHUP; the state is saved"},
};

std::string code_line(const CodeMeaning& meaning) {
  return fmt::format("  {:>3}  {:<20} {}\n", static_cast<int>(meaning.code),
                     exit_code_name(meaning.code), meaning.when);
}

std::string codes_of(const Command& command) {
  std::vector<ExitCode> codes = {ExitCode::ok, ExitCode::error, ExitCode::usage};
  codes.insert(codes.end(), command.exits.begin(), command.exits.end());
  std::string text;
  for (const auto& meaning : k_meanings) {
    if (std::find(codes.begin(), codes.end(), meaning.code) != codes.end())
      text += code_line(meaning);
  }
  return text;
}

std::string exit_codes_topic() {
  std::string text = "Exit codes of every command:\n\n";
  for (const auto& meaning : k_meanings)
    text += code_line(meaning);
  return text + "\nSeveral at once: 21 before 5, 20, 10, 11, 8, 0.\n\n"
                "In a script:\n\n"
                "  relctl advance --wait\n"
                "  case $? in\n"
                "    0)   echo passed ;;\n"
                "    8|9) echo 'not yet; try again later' ;;\n"
                "    11)  echo 'data cannot be trusted; wait, never roll back on it' ;;\n"
                "    20)  echo 'rolled back' ;;\n"
                "    *)   relctl status; echo 'call a person' ;;\n"
                "  esac\n";
}

std::string environment_topic() {
  return "Environment of relctl:\n\n"
         "  RELCTL_DB        the audit log, where --db is not given\n"
         "  RELCTL_COLOR     auto, always or never, where --color is not given\n"
         "  NO_COLOR         no colour, when not empty\n"
         "  CLICOLOR_FORCE   colour also without a terminal, when not 0\n"
         "  CLICOLOR         0 is no colour\n"
         "  TERM             dumb is no colour and no rewritten lines\n"
         "  XDG_STATE_HOME   where the default log lies; else ~/.local/state\n"
         "  XDG_CACHE_HOME   where backtest keeps answers of sources; else ~/.cache\n"
         "  TMPDIR           where backtest keeps a history while it runs; else /tmp\n\n"
         "A plan reads more: `env` of its vars when a release starts, ${NAME} in its sources and\n"
         "credentials whenever they are used. Commands of a plan see RELCTL_* and a short list of\n"
         "ordinary variables, nothing else.\n";
}

/// The commands whose name begins with this, one a line.
std::string command_lines(const std::string& beginning = {}) {
  std::string text;
  for (const auto* command : commands())
    if (command->name.starts_with(beginning))
      text += fmt::format("  {:<17} {}\n", command->name, command->summary);
  return text;
}

/// `incident`: what there is to do with it; empty where no command has such a first word.
std::string group_help(const std::string& word) {
  const std::string lines = command_lines(word + " ");
  return lines.empty()
             ? lines
             : fmt::format("relctl {0} is one of\n\n{1}\nMore: relctl help {0} ...\n", word, lines);
}

std::string usage_of(const Command& command) {
  std::string usage = fmt::format("relctl {}", command.name);
  for (const auto& option : command.options) {
    const bool positional = !option.names.starts_with("-");
    std::string part = key_of(option);
    if (!positional && !option.value.empty())
      part += fmt::format(" {}", option.value);
    if (option.repeats)
      part += "...";
    usage += option.required ? " " + part : " [" + part + "]";
  }
  return usage;
}

std::string option_lines(const std::vector<OptionSpec>& options) {
  std::string lines;
  for (const auto& option : options) {
    std::string left(option.names);
    if (const auto comma = left.find(','); comma != std::string::npos)
      left.insert(comma + 1, " ");
    if (!option.value.empty() && option.names.starts_with("-"))
      left += fmt::format(" {}", option.value);
    lines += left.size() > 26 ? fmt::format("  {}\n  {:<26} {}\n", left, "", option.help)
                              : fmt::format("  {:<26} {}\n", left, option.help);
  }
  return lines;
}

/// The examples, indented, whatever their own indentation is.
std::string example_lines(std::string_view examples) {
  std::string lines;
  std::size_t from = 0;
  while (from < examples.size()) {
    const auto end = std::min(examples.find('\n', from), examples.size());
    const auto line = trim(examples.substr(from, end - from));
    if (!line.empty())
      lines += fmt::format("  {}\n", line);
    from = end + 1;
  }
  return lines;
}

} // namespace

std::string program_help() {
  return "relctl takes a release through its plan step by step, measures, decides, records every\n"
         "decision with the numbers behind it, and goes back in one command.\n\n"
         "Usage: relctl [OPTIONS] COMMAND ...\n\nCommands:\n" +
         command_lines() + "\nOptions, before or after the command:\n" +
         option_lines(global_options()) +
         "\nA release, from start to end:\n"
         "  relctl validate plan.yaml\n"
         "  relctl start plan.yaml --version v1.4.0 --from v1.3.2\n"
         "  relctl advance --wait\n"
         "  relctl status\n"
         "  relctl rollback --to v1.3.2\n\n"
         "More: relctl COMMAND --help, relctl help exit-codes, relctl help environment\n";
}

std::string command_help(const Command& command) {
  std::string text =
      fmt::format("relctl {}: {}\n\nUsage: {}\n", command.name, command.summary, usage_of(command));
  if (!command.options.empty())
    text += "\nOptions:\n" + option_lines(command.options);
  text += "\nOptions of every command:\n" + option_lines(global_options());
  if (!command.examples.empty())
    text += "\nExamples:\n" + example_lines(command.examples);
  return text + "\nExit codes:\n" + codes_of(command);
}

Result<std::string> topic_help(const std::string& topic) {
  if (topic == "exit-codes")
    return exit_codes_topic();
  if (topic == "environment")
    return environment_topic();
  if (topic == "commands")
    return command_lines();
  std::vector<std::string> names = {"exit-codes", "environment", "commands"};
  for (const auto* command : commands()) {
    if (command->name == topic)
      return command_help(*command);
    names.emplace_back(command->name);
  }
  if (const std::string group = group_help(topic); !group.empty())
    return group;
  const auto near = nearest(topic, names);
  return fail(ErrorKind::not_found,
              fmt::format("there is no help on '{}'; {}", one_line(topic, 60),
                          near ? fmt::format("did you mean '{}'?", *near)
                               : "topics are exit-codes, environment, commands and every command"));
}

} // namespace relctl::cli
