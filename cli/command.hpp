// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/exit_code.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::cli {

class Session;

/// A text that outlives whoever names it: a literal, or a static string; never one just made.
class LastingText : public std::string_view {
public:
  constexpr LastingText(const char* literal) : std::string_view(literal) {}
  LastingText(const std::string& lasting) : std::string_view(lasting) {}
  LastingText(std::string&&) = delete;
};

/// One flag, option or positional of a command. Described as data so that only app.cpp needs CLI11,
/// in texts that are there without being made: every command begins with all of these.
struct OptionSpec {
  LastingText names; ///< `--wait`, `-o,--output`, or `PLAN` for a positional.
  LastingText value; ///< Name of the value in help, `DURATION`; empty for a switch.
  LastingText help;
  bool required = false;
  bool repeats = false; ///< May be given several times, or (positional) takes all the rest.
};

/// What was given, by the last of OptionSpec's names (`--output`, `PLAN`).
class Arguments {
public:
  std::map<std::string, std::vector<std::string>> given;

  [[nodiscard]] bool has(const std::string& name) const { return given.contains(name); }
  [[nodiscard]] std::string text(const std::string& name, const std::string& fallback = {}) const {
    const auto found = given.find(name);
    return found == given.end() || found->second.empty() ? fallback : found->second.back();
  }
  [[nodiscard]] std::vector<std::string> all(const std::string& name) const {
    const auto found = given.find(name);
    return found == given.end() ? std::vector<std::string>{} : found->second;
  }
};

/// One subcommand; one file holds one of these and its run function. `audit verify` is a command
/// whose name has a space.
struct Command {
  LastingText name;
  LastingText summary;  ///< One line, lower case, no full stop.
  LastingText examples; ///< Lines to paste, for `--help`.
  std::vector<OptionSpec> options;
  ExitCode (*run)(Session& session, const Arguments& arguments) = nullptr;
  std::vector<ExitCode> exits = {}; ///< Besides ok, error and usage; for `--help`.
};

/// Every command, in the order of `relctl --help`.
[[nodiscard]] const std::vector<const Command*>& commands();

} // namespace relctl::cli
