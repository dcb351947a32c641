// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/diagnostic.hpp"
#include "view/style.hpp"

#include <string>
#include <vector>

namespace relctl::view {

/// What was found in one plan file.
struct FileDiagnostics {
  std::string file;
  std::string unreadable; ///< Why the file could not be read; empty when it could.
  std::vector<plan::Diagnostic> diagnostics;
};

/// `file:line:col: error: message; remedy [rule]`, a line each.
[[nodiscard]] std::string diagnostics_text(const std::vector<FileDiagnostics>& files,
                                           const Style& style);

/// github_command(), one for each.
[[nodiscard]] std::string diagnostics_github(const std::vector<FileDiagnostics>& files);

struct DiagnosticCounts {
  int errors = 0;
  int warnings = 0;
  int notes = 0;
  int unreadable = 0;

  [[nodiscard]] int& of(plan::Severity severity) {
    return severity == plan::Severity::error     ? errors
           : severity == plan::Severity::warning ? warnings
                                                 : notes;
  }
};
[[nodiscard]] DiagnosticCounts count(const std::vector<FileDiagnostics>& files);

/// `2 files: 1 error, no warnings`
[[nodiscard]] std::string diagnostics_summary(const std::vector<FileDiagnostics>& files);

} // namespace relctl::view
