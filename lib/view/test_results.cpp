// SPDX-License-Identifier: Apache-2.0
#include "view/test_results.hpp"

#include "base/text.hpp"
#include "view/github.hpp"
#include "view/json_parts.hpp"
#include "view/markup.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace relctl::view {
namespace {

/// What went wrong, a line each.
std::vector<std::string> failure_lines(const TestResult& result) {
  if (!result.trouble.empty())
    return {result.trouble};
  std::vector<std::string> lines;
  for (const TestMiss& miss : result.misses) {
    lines.push_back(miss.line > 0 ? fmt::format("line {}: expected {}", miss.line, miss.expected)
                                  : "expected " + miss.expected);
    lines.push_back("but " + miss.found);
  }
  if (!result.look.empty())
    lines.push_back("see how it went with `" + result.look + "`");
  return lines;
}

/// The same for who does not see standard error.
std::vector<std::string> report_lines(const TestResult& result) {
  auto lines = failure_lines(result);
  lines.insert(lines.end(), result.details.begin(), result.details.end());
  return lines;
}

std::size_t count_errors(const std::vector<TestResult>& results) {
  return static_cast<std::size_t>(std::count_if(
      results.begin(), results.end(), [](const auto& result) { return !result.trouble.empty(); }));
}

std::size_t count_failed(const std::vector<TestResult>& results) {
  return static_cast<std::size_t>(std::count_if(
      results.begin(), results.end(), [](const TestResult& result) { return !result.passed(); }));
}

std::string case_name(const TestResult& result) {
  return result.file + " " + result.name;
}

} // namespace

std::vector<TestResult> coverage_results(const std::vector<CoverageRow>& rows) {
  std::vector<TestResult> results;
  for (const CoverageRow& row : rows) {
    TestResult result{"coverage", row.plan + " " + row.kind, 0, "", {}, 0.0};
    if (!row.missing.empty())
      result.misses.push_back(
          {0, fmt::format("all {} to be exercised", row.kind),
           fmt::format("only {} of {} are, and not {}", row.all - row.missing.size(), row.all,
                       join(row.missing, ", "))});
    results.push_back(std::move(result));
  }
  return results;
}

std::string test_text(const std::vector<TestResult>& results, const Style& style) {
  std::string text;
  for (const TestResult& result : results) {
    const Mark mark = result.passed() ? Mark::good : Mark::bad;
    text += paint(style, tone_of(mark), mark_text(mark)) + " " + one_line(case_name(result)) + "\n";
    if (!result.passed())
      for (const std::string& line : failure_lines(result))
        text += "    " + one_line(line, 2000) + "\n";
  }
  return text;
}

std::string test_summary(const std::vector<TestResult>& results) {
  const std::size_t failed = count_failed(results);
  return fmt::format("{} case{}: {} passed, {} failed", results.size(),
                     results.size() == 1 ? "" : "s", results.size() - failed, failed);
}

std::string test_tap(const std::vector<TestResult>& results) {
  std::string text = fmt::format("TAP version 13\n1..{}\n", results.size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    const TestResult& result = results[i];
    // A # would begin a directive.
    std::string name = one_line(case_name(result));
    std::replace(name.begin(), name.end(), '#', '_');
    text += fmt::format("{} {} - {}\n", result.passed() ? "ok" : "not ok", i + 1, name);
    if (!result.passed())
      for (const std::string& line : report_lines(result))
        text += "# " + one_line(line, 2000) + "\n";
  }
  return text;
}

std::string test_junit(const std::vector<TestResult>& results) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  const auto counts = [](const std::vector<TestResult>& some) {
    const std::size_t errors = count_errors(some);
    return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\"", some.size(),
                       count_failed(some) - errors, errors);
  };
  text += fmt::format("<testsuites {}>\n", counts(results));
  for (auto first = results.begin(); first != results.end();) {
    const auto last = std::find_if(
        first, results.end(), [&](const TestResult& result) { return result.file != first->file; });
    const std::vector<TestResult> suite(first, last);
    text += fmt::format("  <testsuite name=\"{}\" {}>\n", html_text(first->file), counts(suite));
    for (const TestResult& result : suite) {
      text += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\"",
                          html_text(result.file), html_text(result.name), result.seconds);
      if (result.passed()) {
        text += "/>\n";
        continue;
      }
      const std::string why = join(report_lines(result), "\n");
      text += fmt::format(">\n      <{0} message=\"{1}\">{2}</{0}>\n    </testcase>\n",
                          result.trouble.empty() ? "failure" : "error", html_text(one_line(why)),
                          html_text(why));
    }
    text += "  </testsuite>\n";
    first = last;
  }
  return text + "</testsuites>\n";
}

std::string test_github(const std::vector<TestResult>& results,
                        const std::vector<CoverageRow>& coverage) {
  std::string text;
  for (const TestResult& result : results) {
    if (!result.mistakes.diagnostics.empty())
      text += diagnostics_github({result.mistakes});
    else if (!result.trouble.empty())
      text += github_command("error", result.file, {std::max(result.line, 1), 1}, result.name,
                             join(report_lines(result), "\n"));
    for (const TestMiss& miss : result.misses)
      text += github_command("error", result.file, {miss.line, 1}, result.name,
                             fmt::format("expected {}, but {}{}", miss.expected, miss.found,
                                         result.look.empty() ? "" : "; see `" + result.look + "`"));
  }
  for (const CoverageRow& row : coverage)
    for (const TestResult& gap : coverage_results({row}))
      for (const TestMiss& miss : gap.misses)
        text += github_command("error", row.path, {}, "coverage",
                               fmt::format("expected {}, but {}", miss.expected, miss.found));
  return text;
}

std::string test_json(const std::vector<TestResult>& results,
                      const std::vector<CoverageRow>& coverage, JsonForm form) {
  using Json = nlohmann::ordered_json;
  Json cases = Json::array();
  for (const TestResult& result : results) {
    cases.push_back(Json{{"file", result.file},
                         {"name", result.name},
                         {"line", result.line},
                         {"passed", result.passed()},
                         {"trouble", result.trouble.empty() ? Json(nullptr) : Json(result.trouble)},
                         {"details", result.details},
                         {"misses", misses_json<Json>(result.misses)}});
  }
  Json rows = Json::array();
  for (const CoverageRow& row : coverage)
    rows.push_back(
        Json{{"plan", row.plan}, {"kind", row.kind}, {"all", row.all}, {"missing", row.missing}});
  const auto gaps = coverage_results(coverage);
  const Json document{{"schema", "relctl.test/1"},
                      {"passed", count_failed(results) + count_failed(gaps) == 0},
                      {"cases", cases},
                      {"coverage", rows}};
  return text_of(document, form);
}

std::string coverage_text(const std::vector<CoverageRow>& rows, const Style& style) {
  std::string text;
  for (const CoverageRow& row : rows) {
    const std::size_t seen = row.all - row.missing.size();
    const Mark mark = row.missing.empty() ? Mark::good : Mark::bad;
    text += fmt::format("{} {}: {} of {} {}{}\n", paint(style, tone_of(mark), mark_text(mark)),
                        row.plan, seen, row.all, row.kind,
                        row.missing.empty() ? "" : "; not " + join(row.missing, ", "));
  }
  return text;
}

} // namespace relctl::view
