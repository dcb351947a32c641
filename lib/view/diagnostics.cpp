// SPDX-License-Identifier: Apache-2.0
#include "view/diagnostics.hpp"

#include "view/github.hpp"

#include <fmt/format.h>

namespace relctl::view {
namespace {

const char* github_name(plan::Severity severity) {
  return severity == plan::Severity::note ? "notice" : plan::severity_name(severity);
}

std::string github_line(const std::string& file, const plan::Diagnostic& diagnostic) {
  const std::string text =
      diagnostic.message + (diagnostic.remedy.empty() ? "" : "; " + diagnostic.remedy);
  return github_command(github_name(diagnostic.severity), file, diagnostic.mark, diagnostic.rule,
                        text);
}

/// The severity alone is coloured, so that file and message stay easy to select.
std::string coloured_line(const std::string& file, const plan::Diagnostic& diagnostic,
                          const Style& style) {
  std::string line = plan::format_diagnostic(file, diagnostic);
  const std::string word = std::string(plan::severity_name(diagnostic.severity)) + ":";
  const Tone tone = diagnostic.severity == plan::Severity::error  ? Tone::bad
                    : diagnostic.severity == plan::Severity::note ? Tone::dim
                                                                  : Tone::warn;
  if (const std::size_t at = line.find(" " + word, file.size()); at != line.npos)
    line.replace(at + 1, word.size(), paint(style, tone, word));
  return line + "\n";
}

std::string counted(int n, const std::string& noun) {
  return fmt::format("{} {}{}", n == 0 ? "no" : std::to_string(n), noun, n == 1 ? "" : "s");
}

} // namespace

std::string diagnostics_text(const std::vector<FileDiagnostics>& files, const Style& style) {
  std::string text;
  for (const FileDiagnostics& file : files)
    for (const plan::Diagnostic& diagnostic : file.diagnostics)
      text += coloured_line(file.file, diagnostic, style);
  return text;
}

std::string diagnostics_github(const std::vector<FileDiagnostics>& files) {
  std::string text;
  for (const FileDiagnostics& file : files) {
    if (!file.unreadable.empty())
      text += github_command("error", file.file, {}, "unreadable", file.unreadable);
    for (const plan::Diagnostic& diagnostic : file.diagnostics)
      text += github_line(file.file, diagnostic);
  }
  return text;
}

DiagnosticCounts count(const std::vector<FileDiagnostics>& files) {
  DiagnosticCounts counts;
  for (const FileDiagnostics& file : files) {
    counts.unreadable += file.unreadable.empty() ? 0 : 1;
    for (const plan::Diagnostic& diagnostic : file.diagnostics)
      ++counts.of(diagnostic.severity);
  }
  return counts;
}

std::string diagnostics_summary(const std::vector<FileDiagnostics>& files) {
  const DiagnosticCounts counts = count(files);
  std::string text =
      fmt::format("{}: {}, {}", counted(static_cast<int>(files.size()), "file"),
                  counted(counts.errors, "error"), counted(counts.warnings, "warning"));
  if (counts.notes > 0)
    text += ", " + counted(counts.notes, "note");
  return counts.unreadable == 0 ? text : text + fmt::format(", {} unreadable", counts.unreadable);
}

} // namespace relctl::view
