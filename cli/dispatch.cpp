// SPDX-License-Identifier: Apache-2.0
#include "cli/dispatch.hpp"

#include "base/text.hpp"
#include "cli/app.hpp"
#include "cli/help.hpp"
#include "cli/streams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

namespace relctl::cli {

namespace {

/// One of the few words that an option takes; otherwise what to write.
std::optional<std::string> objection_to_choice(const Arguments& global, const std::string& option,
                                               const std::vector<std::string>& choices) {
  const auto given = global.text(option, choices.front());
  if (std::find(choices.begin(), choices.end(), given) != choices.end())
    return std::nullopt;
  return fmt::format("{} does not take '{}'; write one of: {}", option, one_line(given, 60),
                     join(choices, ", "));
}

std::optional<std::string> objection(const Invocation& invocation) {
  if (invocation.complaint)
    return invocation.complaint;
  const auto& global = invocation.global;
  if (const auto found = objection_to_choice(global, "--output", {"table", "json", "jsonl"}))
    return found;
  if (const auto found = objection_to_choice(global, "--color", {"auto", "always", "never"}))
    return found;
  if (trim(global.text("--as", "somebody")).empty())
    return "--as needs a name";
  return std::nullopt;
}

void choose_colours(Surroundings& surroundings, const Arguments& global) {
  for (auto* stream : {&surroundings.answer, &surroundings.message})
    stream->colour =
        wants_colour(global.text("--color"), surroundings.environment, stream->is_terminal);
}

Finish run(Surroundings surroundings, const Invocation& invocation) {
  auto& answer = *surroundings.answer.out;
  auto& message = *surroundings.message.out;
  if (invocation.global.has("--version") && !invocation.complaint) {
    answer << "relctl " RELCTL_VERSION "\n";
    return {ExitCode::ok, {}};
  }
  if (invocation.global.has("--help")) {
    answer << (invocation.command != nullptr ? command_help(*invocation.command)
               : invocation.group.empty()    ? program_help()
                                             : topic_help(invocation.group).value_or(""));
    return {ExitCode::ok, {}};
  }
  if (const auto found = objection(invocation)) {
    message << "relctl: " << *found << "\n";
    return {ExitCode::usage, {}};
  }
  if (const auto colour = surroundings.environment("RELCTL_COLOR").value_or("");
      !colour.empty() && colour != "auto" && colour != "always" && colour != "never") {
    message << fmt::format("relctl: RELCTL_COLOR is '{}'; write one of: auto, always, never\n",
                           one_line(colour, 60));
    return {ExitCode::usage, {}};
  }
  choose_colours(surroundings, invocation.global);
  Session session(std::move(surroundings), invocation.global);
  const ExitCode code = invocation.command->run(session, invocation.arguments);
  return {code, session.on_record, session.ended_as};
}

} // namespace

Finish dispatch(Surroundings surroundings, const std::vector<std::string>& words) {
  auto& message = *surroundings.message.out;
  try {
    return run(std::move(surroundings), read_command_line(words, commands()));
  } catch (const std::exception& bug) {
    message << "relctl: a bug in relctl: " << one_line(bug.what())
            << "; what is on record stands, see `relctl status`\n";
  } catch (...) {
    message << "relctl: a bug in relctl; what is on record stands, see `relctl status`\n";
  }
  return {ExitCode::bug, {}};
}

} // namespace relctl::cli
