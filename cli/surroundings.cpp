// SPDX-License-Identifier: Apache-2.0
#include "cli/surroundings.hpp"

#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "cli/streams.hpp"

#include <poll.h>
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <iostream>

namespace relctl::cli {

namespace {

std::map<std::string, std::string> environment_of_process() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const auto equals = text.find('=');
    if (equals != std::string::npos)
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0')
    return "localhost";
  return one_line(name.data());
}

/// Behind sudo the person counts, not root.
std::string user_name(const std::map<std::string, std::string>& environment) {
  const auto sudo_user = environment.find("SUDO_USER");
  if (::geteuid() == 0 && sudo_user != environment.end() && !sudo_user->second.empty())
    return one_line(sudo_user->second);
  const passwd* entry = ::getpwuid(::geteuid());
  return entry != nullptr ? one_line(entry->pw_name) : "uid" + std::to_string(::geteuid());
}

std::string read_standard_input_line() {
  std::string line;
  std::getline(std::cin, line);
  return line;
}

bool has_standard_input(Duration within) {
  if (std::cin.rdbuf()->in_avail() > 0)
    return true;
  pollfd ready{STDIN_FILENO, POLLIN, 0};
  return ::poll(&ready, 1, static_cast<int>(within.ms)) > 0;
}

Stream stream_on(std::ostream& out, int descriptor) {
  return {&out, ::isatty(descriptor) == 1, false, terminal_width(descriptor)};
}

} // namespace

Surroundings real_surroundings(std::ostream& answer, std::ostream& message,
                               const std::vector<std::string>& words) {
  Surroundings found;
  found.answer = stream_on(answer, STDOUT_FILENO);
  found.message = stream_on(message, STDERR_FILENO);
  found.input_is_terminal = ::isatty(STDIN_FILENO) == 1;
  found.read_line = read_standard_input_line;
  found.has_line = has_standard_input;
  found.environment_map = environment_of_process();
  found.environment =
      [variables = found.environment_map](const std::string& name) -> std::optional<std::string> {
    const auto variable = variables.find(name);
    return variable == variables.end() ? std::nullopt : std::optional(variable->second);
  };
  found.host = host_name();
  found.user = [variables = found.environment_map] { return user_name(variables); };
  found.command_line = command_line_of(words);
  return found;
}

std::string command_line_of(const std::vector<std::string>& words) {
  std::vector<std::string> quoted = {"relctl"};
  for (const auto& word : words)
    quoted.push_back(shell_word(word));
  return one_line(join(quoted, " "));
}

} // namespace relctl::cli
