// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "view/diagnostics.hpp"
#include "view/json_form.hpp"
#include "view/style.hpp"

#include <string>
#include <vector>

namespace relctl::view {

/// One expectation that was not met.
struct TestMiss {
  int line = 0; ///< In the scenario file.
  std::string expected;
  std::string found;
};

/// How one case of a scenario file went.
struct TestResult {
  std::string file;
  std::string name;
  int line = 0;
  std::string trouble; ///< Why it could not be rehearsed; empty when it was.
  std::vector<TestMiss> misses;
  double seconds = 0.0; ///< Real time.
  /// What the trouble is made of, a line each, as standard error has said it already.
  std::vector<std::string> details = {};
  std::string look = {};         ///< The command that shows how it went; empty: there is none.
  FileDiagnostics mistakes = {}; ///< The details with their places.

  [[nodiscard]] bool passed() const { return trouble.empty() && misses.empty(); }
};

/// What of a plan is exercised: a line each for thresholds, phases, rollback steps, messages.
struct CoverageRow {
  std::string plan;
  std::string kind;
  std::size_t all = 0;
  std::vector<std::string> missing;
  std::string path = {}; ///< Of the plan's file.
};

/// What coverage says, as further results for forms that know nothing else: a gap has failed.
[[nodiscard]] std::vector<TestResult> coverage_results(const std::vector<CoverageRow>& rows);

/// A line for each case, and below a failed one what was expected and what was found.
[[nodiscard]] std::string test_text(const std::vector<TestResult>& results, const Style& style);
/// `12 cases: 11 passed, 1 failed`
[[nodiscard]] std::string test_summary(const std::vector<TestResult>& results);
/// Test Anything Protocol, version 13 (testanything.org).
[[nodiscard]] std::string test_tap(const std::vector<TestResult>& results);
/// JUnit XML as CI servers read it: one suite a file, one case a scenario, which is an error where
/// it could not be rehearsed.
[[nodiscard]] std::string test_junit(const std::vector<TestResult>& results);
/// Workflow commands of GitHub Actions: one for each failure, at its line, and for each gap.
[[nodiscard]] std::string test_github(const std::vector<TestResult>& results,
                                      const std::vector<CoverageRow>& coverage = {});
/// `relctl.test/1`
[[nodiscard]] std::string test_json(const std::vector<TestResult>& results,
                                    const std::vector<CoverageRow>& coverage,
                                    JsonForm form = JsonForm::document);
[[nodiscard]] std::string coverage_text(const std::vector<CoverageRow>& rows, const Style& style);

} // namespace relctl::view
