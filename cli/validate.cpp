// SPDX-License-Identifier: Apache-2.0
#include "base/redactor.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/jq_mistakes.hpp"
#include "cli/programs.hpp"
#include "cli/reading.hpp"
#include "view/diagnostics.hpp"
#include "view/json.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

/// What was found in one file, with what the environment gave it masked.
view::FileDiagnostics inspect(const Session& session, const std::string& path) {
  const auto text = planfile::read_plan_text(path);
  if (!text)
    return {path, text.error().message, {}};
  planfile::LoadedPlan plan = planfile::load_plan(*text, session.surroundings.environment);
  for (plan::Diagnostic& missing : missing_programs(plan.plan, path, plan::Severity::note))
    plan.diagnostics.push_back(std::move(missing));
  for (plan::Diagnostic& mistake : jq_mistakes(plan.plan, session.surroundings.environment))
    plan.diagnostics.push_back(std::move(mistake));
  plan::sort_diagnostics(plan.diagnostics);
  const Redactor redactor = redactor_of(plan);
  for (plan::Diagnostic& diagnostic : plan.diagnostics) {
    diagnostic.message = redactor.mask(diagnostic.message);
    diagnostic.remedy = redactor.mask(diagnostic.remedy);
  }
  return {path, {}, std::move(plan.diagnostics)};
}

ExitCode code_of(const view::DiagnosticCounts& counts, bool strict) {
  if (counts.unreadable > 0)
    return ExitCode::usage;
  return counts.errors > 0 || (strict && counts.warnings > 0) ? ExitCode::findings : ExitCode::ok;
}

std::string answer(const Session& session, const std::string& format,
                   const std::vector<view::FileDiagnostics>& files, ExitCode code) {
  if (format == "json")
    return view::validate_json(files, code == ExitCode::ok);
  if (format == "github")
    return view::diagnostics_github(files);
  return view::diagnostics_text(files, answer_style(session));
}

ExitCode run_validate(Session& session, const Arguments& arguments) {
  const std::string format =
      arguments.text("--format", session.format == OutputFormat::table ? "text" : "json");
  if (format != "text" && format != "json" && format != "github")
    return session.usage_error(fmt::format("--format does not take '{}'; write one of: text, json, "
                                           "github",
                                           one_line(format, 60)));
  std::vector<view::FileDiagnostics> files;
  for (const std::string& path : arguments.all("PLAN"))
    files.push_back(inspect(session, path));
  const ExitCode code = code_of(view::count(files), arguments.has("--strict"));
  *session.surroundings.answer.out << answer(session, format, files, code);
  for (const view::FileDiagnostics& file : files)
    if (!file.unreadable.empty())
      session.complain({ErrorKind::usage, file.unreadable});
  if (!session.quiet)
    *session.surroundings.message.out << view::diagnostics_summary(files) << "\n";
  return code;
}

} // namespace

const Command& validate_command() {
  static const Command command{
      "validate",
      "every mistake and every suspicious limit of a plan",
      "relctl validate plan.yaml\nrelctl validate --strict -f github plans/*.yaml",
      {{"PLAN", "PLAN", "plan files", true, true},
       {"-f,--format", "text|json|github", "format of the answer; github annotates pull requests"},
       {"--strict", "", "a warning is a finding, too"}},
      run_validate,
      {ExitCode::findings}};
  return command;
}

} // namespace relctl::cli
