// SPDX-License-Identifier: Apache-2.0
#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "cli/argument_values.hpp"
#include "cli/commands.hpp"
#include "cli/in_parallel.hpp"
#include "cli/output_file.hpp"
#include "cli/reading.hpp"
#include "cli/scenarios.hpp"
#include "host/memory.hpp"
#include "sim/coverage.hpp"
#include "view/test_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace relctl::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* k_suffix = ".scenario.yaml";
constexpr const char* k_standard_output = "-";

/// The scenario files that the arguments name: files as they are, folders with everything in them.
Result<std::vector<std::string>> find_files(const std::vector<std::string>& given) {
  std::vector<std::string> files;
  for (const std::string& path : given.empty() ? std::vector<std::string>{"."} : given) {
    std::error_code failure;
    if (!fs::is_directory(path, failure)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::string> found;
    for (fs::recursive_directory_iterator entry(path, failure), end; !failure && entry != end;
         entry.increment(failure))
      if (entry->path().filename().string().ends_with(k_suffix))
        found.push_back(entry->path().lexically_normal().string());
    if (failure)
      return fail(ErrorKind::usage,
                  fmt::format("{} cannot be read: {}", one_line(path), failure.message()));
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  if (files.empty())
    return fail(ErrorKind::usage,
                fmt::format("there is no file *{} in {}; name the scenario files or their folder",
                            k_suffix, given.empty() ? "this folder" : one_line(join(given, ", "))));
  return files;
}

/// One case to be rehearsed, and how it went.
struct Job {
  const ScenarioFile* file = nullptr;
  const plan::Scenario* scenario = nullptr;
  view::TestResult result;
  std::vector<core::Recorded> events;
};

void run_job(Job& job, const plan::Environment& environment) {
  job.result.file = job.file->path;
  job.result.name = job.scenario->name;
  job.result.line = job.scenario->mark.line;
  const auto began = std::chrono::steady_clock::now();
  auto rehearsing = rehearse(job.file->plan->plan, *job.scenario, environment);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  job.result.seconds = took.count();
  if (!rehearsing) {
    job.result.trouble = rehearsing.error().message;
    return;
  }
  const Redactor redactor = redactor_of(*job.file->plan);
  for (const sim::Miss& miss : sim::unmet(*job.scenario, rehearsing->rehearsed))
    job.result.misses.push_back({miss.mark.line, miss.expected, redactor.mask(miss.found)});
  job.result.look =
      fmt::format("relctl rehearse {} --scenario {} --case {}", shell_word(job.file->plan_path),
                  shell_word(job.file->path), shell_word(job.scenario->name));
  if (job.scenario->expectations.empty())
    job.result.trouble = "it expects nothing; add 'expect' with what must come of it";
  job.events = std::move(rehearsing->rehearsed.events);
}

void run_jobs(std::vector<Job>& jobs, const plan::Environment& environment, int threads) {
  in_parallel(jobs.size(), threads, [&](std::size_t i) { run_job(jobs[i], environment); });
}

std::vector<Job> jobs_of(const std::vector<ScenarioFile>& files, const std::string& name) {
  std::vector<Job> jobs;
  for (const ScenarioFile& file : files)
    for (const plan::Scenario& scenario : file.scenarios)
      if (name.empty() || scenario.name.find(name) != std::string::npos)
        jobs.push_back({&file, &scenario, {}, {}});
  return jobs;
}

std::vector<view::CoverageRow> coverage_of(const std::vector<Job>& jobs) {
  std::map<std::string, std::pair<const plan::Plan*, sim::Coverage>> by_plan;
  std::map<std::string, std::string> path_of;
  for (const Job& job : jobs) {
    auto& [plan, coverage] = by_plan[job.file->plan->plan.name];
    plan = &job.file->plan->plan;
    coverage.add(job.events);
    path_of.try_emplace(plan->name, job.file->plan_path);
  }
  std::vector<view::CoverageRow> rows;
  for (const auto& [name, known] : by_plan)
    for (const sim::Coverage::Row& row : known.second.rows(*known.first))
      if (row.all > 0)
        rows.push_back({name, row.kind, row.all, row.missing, path_of[name]});
  return rows;
}

bool is_whole(const std::vector<view::CoverageRow>& rows) {
  return std::all_of(rows.begin(), rows.end(),
                     [](const view::CoverageRow& row) { return row.missing.empty(); });
}

/// Standard output has one form: what asks for a second would be lost without a word.
std::string objection_to_forms(const Session& session, const Arguments& arguments) {
  std::vector<std::string> forms;
  if (session.format != OutputFormat::table)
    forms.emplace_back(session.format == OutputFormat::json ? "-o json" : "-o jsonl");
  for (const char* flag : {"--tap", "--github"})
    if (arguments.has(flag))
      forms.emplace_back(flag);
  if (arguments.text("--junit") == k_standard_output)
    forms.emplace_back("--junit -");
  if (forms.size() > 1)
    return fmt::format("{} each say what standard output is; give one of them, and --junit a file",
                       join(forms, " and "));
  return arguments.has("--junit") && arguments.text("--junit").empty()
             ? "--junit has no name of a file; - is standard output"
             : "";
}

/// The files that can be rehearsed, and a result for each that cannot.
struct Suite {
  std::vector<ScenarioFile> files;
  std::vector<view::TestResult> broken;
  ExitCode code = ExitCode::ok; ///< Of the broken ones.
};

Suite read_suite(Session& session, const std::vector<std::string>& paths) {
  Suite suite;
  for (const std::string& path : paths) {
    view::FileDiagnostics mistakes;
    auto file = read_scenario_file(session, path, nullptr, &mistakes);
    if (file) {
      suite.files.push_back(*std::move(file));
      continue;
    }
    const ExitCode code = session.complain(file.error());
    suite.code = suite.code == ExitCode::usage ? suite.code : code;
    view::TestResult result{path, "can be read", 0, file.error().message, {}};
    for (const plan::Diagnostic& mistake : mistakes.diagnostics)
      result.details.push_back(plan::format_diagnostic(mistakes.file, mistake));
    result.mistakes = std::move(mistakes);
    suite.broken.push_back(std::move(result));
  }
  return suite;
}

/// Forms that know results alone have what coverage says as such.
std::vector<view::TestResult> with_coverage(std::vector<view::TestResult> results,
                                            const std::vector<view::CoverageRow>& coverage) {
  for (view::TestResult& row : view::coverage_results(coverage))
    results.push_back(std::move(row));
  return results;
}

std::string answer(const Session& session, const Arguments& arguments,
                   const std::vector<view::TestResult>& results,
                   const std::vector<view::CoverageRow>& coverage) {
  if (arguments.text("--junit") == k_standard_output)
    return view::test_junit(with_coverage(results, coverage));
  if (session.format != OutputFormat::table)
    return view::test_json(results, coverage, json_form(session));
  const view::Style style = answer_style(session);
  if (arguments.has("--tap"))
    return view::test_tap(with_coverage(results, coverage));
  return (arguments.has("--github") ? view::test_github(results, coverage)
                                    : view::test_text(results, style)) +
         view::coverage_text(coverage, style);
}

ExitCode run_test(Session& session, const Arguments& arguments) {
  host::expect_much_memory();
  if (const auto objection = objection_to_forms(session, arguments); !objection.empty())
    return session.usage_error(objection);
  const auto threads = read_jobs(arguments);
  if (!threads)
    return session.complain(threads.error());
  const auto paths = find_files(arguments.all("FILE"));
  if (!paths)
    return session.complain(paths.error());
  const Suite suite = read_suite(session, *paths);
  std::vector<Job> jobs = jobs_of(suite.files, arguments.text("--case"));
  if (jobs.empty() && suite.broken.empty())
    return session.usage_error(fmt::format("no case is called anything like '{}'",
                                           one_line(arguments.text("--case"), 60)));
  run_jobs(jobs, session.surroundings.environment, *threads);
  std::vector<view::TestResult> results = suite.broken;
  for (const Job& job : jobs)
    results.push_back(job.result);
  const auto coverage =
      arguments.has("--coverage") ? coverage_of(jobs) : std::vector<view::CoverageRow>{};
  *session.surroundings.answer.out << answer(session, arguments, results, coverage);
  if (!session.quiet)
    *session.surroundings.message.out << view::test_summary(results) << "\n";
  if (arguments.has("--junit") && arguments.text("--junit") != k_standard_output)
    if (const auto code = deliver(session, arguments.text("--junit"),
                                  view::test_junit(with_coverage(results, coverage)));
        code != ExitCode::ok)
      return code;
  if (suite.code != ExitCode::ok)
    return suite.code;
  const bool is_good =
      std::all_of(results.begin(), results.end(),
                  [](const view::TestResult& result) { return result.passed(); }) &&
      is_whole(coverage);
  return is_good ? ExitCode::ok : ExitCode::findings;
}

} // namespace

const Command& test_command() {
  static const Command command{
      "test",
      "rehearse scenarios and compare what comes of them with what they expect",
      "relctl test\n"
      "relctl test plans/ --coverage --junit results.xml\n"
      "relctl test release.scenario.yaml --case rollback",
      {{"FILE", "FILE", "scenario files, or folders with *.scenario.yaml; else this folder", false,
        true},
       {"--case", "NAME", "only cases with this in their name"},
       {"--coverage", "",
        "say which thresholds, phases, rollback steps, messages and checks no case exercised; a "
        "gap is a finding"},
       {"--jobs", "N", "how many at once; else as many as there are processors"},
       {"--junit", "FILE",
        "write the results as JUnit XML as well; with - instead, to standard output"},
       {"--tap", "", "print the results in the Test Anything Protocol"},
       {"--github", "", "print failures as annotations for pull requests"}},
      run_test,
      {ExitCode::findings}};
  return command;
}

} // namespace relctl::cli
