// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <string>
#include <vector>

namespace relctl::plan {

/// A place in a plan file, counted from 1; {0, 0} is none: said of the whole, or of an argument.
struct Mark {
  int line = 0;
  int column = 0;
  auto operator<=>(const Mark&) const = default;
};

/// A note is about what surrounds the plan, which may be another place than where it will run.
enum class Severity { error, warning, note };
/// `error`, `warning`, `note`
[[nodiscard]] const char* severity_name(Severity severity);

/// One mistake (error), suspicion (warning) or note about a plan.
struct Diagnostic {
  Severity severity = Severity::error;
  Mark mark;
  std::string rule; ///< Stable kebab-case name, `unknown-key`, `limit-wrong-side`; part of the JSON
                    ///< contract.
  std::string message; ///< One clause naming the value, without a full stop.
  std::string remedy;  ///< What to do about it, imperative, without a full stop.
};

/// `file:line:col: error: message; remedy [rule]`
[[nodiscard]] std::string format_diagnostic(const std::string& file, const Diagnostic& diagnostic);

[[nodiscard]] bool has_errors(const std::vector<Diagnostic>& diagnostics);

/// By place in the file, then rule; exact repeats are dropped.
void sort_diagnostics(std::vector<Diagnostic>& diagnostics);

} // namespace relctl::plan
