// SPDX-License-Identifier: Apache-2.0
#include "plan/diagnostic.hpp"

#include <algorithm>
#include <tuple>

namespace relctl::plan {
namespace {

auto key(const Diagnostic& diagnostic) {
  return std::tie(diagnostic.mark, diagnostic.rule, diagnostic.severity, diagnostic.message,
                  diagnostic.remedy);
}

} // namespace

const char* severity_name(Severity severity) {
  switch (severity) {
  case Severity::error:
    return "error";
  case Severity::warning:
    return "warning";
  case Severity::note:
    return "note";
  }
  return "";
}

std::string format_diagnostic(const std::string& file, const Diagnostic& diagnostic) {
  std::string text = file + ":";
  if (diagnostic.mark.line > 0)
    text +=
        std::to_string(diagnostic.mark.line) + ":" + std::to_string(diagnostic.mark.column) + ":";
  text += std::string(" ") + severity_name(diagnostic.severity) + ": " + diagnostic.message;
  if (!diagnostic.remedy.empty())
    text += "; " + diagnostic.remedy;
  return text + " [" + diagnostic.rule + "]";
}

bool has_errors(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::error;
  });
}

void sort_diagnostics(std::vector<Diagnostic>& diagnostics) {
  std::sort(diagnostics.begin(), diagnostics.end(),
            [](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  const auto repeats =
      std::unique(diagnostics.begin(), diagnostics.end(),
                  [](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); });
  diagnostics.erase(repeats, diagnostics.end());
}

} // namespace relctl::plan
