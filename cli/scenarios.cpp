// SPDX-License-Identifier: Apache-2.0
#include "cli/scenarios.hpp"

#include "audit/sqlite_log.hpp"
#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "cli/reading.hpp"
#include "cli/stand_ins.hpp"
#include "core/observed_plan.hpp"
#include "sim/observed.hpp"
#include "view/json.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace relctl::cli {

namespace {

/// Tells of every diagnostic, what the environment gave masked; fails where one is an error.
Result<void> tell(Session& session, view::FileDiagnostics file, bool warnings,
                  const Redactor& redactor, view::FileDiagnostics* mistakes) {
  view::FileDiagnostics errors{file.file, {}, {}};
  for (plan::Diagnostic& diagnostic : file.diagnostics) {
    diagnostic.message = redactor.mask(diagnostic.message);
    diagnostic.remedy = redactor.mask(diagnostic.remedy);
    const bool is_error = diagnostic.severity == plan::Severity::error;
    if (is_error)
      errors.diagnostics.push_back(diagnostic);
    if (is_error || (warnings && !session.quiet))
      *session.surroundings.message.out << plan::format_diagnostic(file.file, diagnostic) << "\n";
  }
  const std::size_t count = errors.diagnostics.size();
  if (count == 0)
    return {};
  if (mistakes != nullptr)
    *mistakes = std::move(errors);
  else if (session.format != OutputFormat::table)
    *session.surroundings.answer.out << view::validate_json({file}, false);
  return fail(ErrorKind::refused,
              fmt::format("{} has {} mistake{}; mend {} first", one_line(file.file), count,
                          count == 1 ? "" : "s", count == 1 ? "it" : "them"));
}

std::string stem_of(const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  return name.substr(0, name.find('.'));
}

/// For an observation the plan is the one that it runs: one phase, its own checks and steps.
planfile::LoadedScenarios load_cases(const std::string& text, const plan::Plan& plan,
                                     const std::string& name) {
  if (!plan::is_observation_only(plan))
    return planfile::load_scenarios(text, plan, name);
  return planfile::load_scenarios(text, core::observed_plan(plan, {}), name,
                                  planfile::ScenarioOf::observation);
}

} // namespace

Result<std::shared_ptr<const planfile::LoadedPlan>>
read_plan_to_rehearse(Session& session, const std::string& path, Observed observed,
                      view::FileDiagnostics* mistakes) {
  RELCTL_TRY_ASSIGN(const auto text, planfile::read_plan_text(path));
  auto loaded = std::make_shared<planfile::LoadedPlan>(
      load_with_stand_ins(text, session.surroundings.environment));
  RELCTL_TRY(tell(session, {path, {}, loaded->diagnostics}, false, redactor_of(*loaded), mistakes));
  if (observed == Observed::refused && plan::is_observation_only(loaded->plan))
    return fail(ErrorKind::refused,
                fmt::format("{} has no phases: it is only observed and releases nothing; name a "
                            "plan with phases",
                            one_line(path)));
  return std::shared_ptr<const planfile::LoadedPlan>(std::move(loaded));
}

Result<ScenarioFile> read_scenario_file(Session& session, const std::string& path,
                                        std::shared_ptr<const planfile::LoadedPlan> plan,
                                        view::FileDiagnostics* mistakes) {
  RELCTL_TRY_ASSIGN(const auto text, planfile::read_plan_text(path, "scenario"));
  const auto named = planfile::plan_path_in(text);
  RELCTL_TRY(tell(session, {path, {}, named.diagnostics}, false, {}, mistakes));
  if (!plan && !named.path)
    return fail(ErrorKind::refused,
                fmt::format("{} does not say which plan it is for; add 'plan: FILE', from the "
                            "folder of this file",
                            one_line(path)));
  const std::string plan_path =
      named.path
          ? (std::filesystem::path(path).parent_path() / *named.path).lexically_normal().string()
          : "";
  if (!plan) {
    RELCTL_TRY_ASSIGN(plan,
                      read_plan_to_rehearse(session, plan_path, Observed::accepted, mistakes));
  } else if (named.path) {
    RELCTL_TRY_ASSIGN(const auto own,
                      read_plan_to_rehearse(session, plan_path, Observed::accepted, mistakes));
    if (own->plan.name != plan->plan.name)
      return fail(ErrorKind::refused,
                  fmt::format("{}:{}:{}: it is for plan {} ({}), not for {}; rehearse {} with it, "
                              "or write the other plan here",
                              one_line(path), named.mark.line, named.mark.column, own->plan.name,
                              one_line(plan_path), plan->plan.name, shell_word(plan_path)));
  }
  auto loaded = load_cases(text, plan->plan, stem_of(path));
  RELCTL_TRY(tell(session, {path, {}, loaded.diagnostics}, true, redactor_of(*plan), mistakes));
  return ScenarioFile{path, plan_path, std::move(plan), std::move(loaded.scenarios)};
}

Result<Rehearsing> rehearse(const plan::Plan& plan, const plan::Scenario& scenario,
                            const plan::Environment& environment) {
  if (!plan::is_observation_only(plan) && scenario.version == scenario.stable)
    return fail(ErrorKind::refused,
                fmt::format("v{} is the stable version already; there is nothing to release; say "
                            "with --from, or 'from' in the scenario, which one it goes back to",
                            scenario.version));
  RELCTL_TRY_ASSIGN(auto vars, plan::pin_variables(plan, scenario.vars, environment));
  Rehearsing rehearsing;
  rehearsing.log = audit::open_memory_log();
  if (plan::is_observation_only(plan)) {
    RELCTL_TRY_ASSIGN(const auto opened, sim::opened_observation(plan, scenario, vars));
    const plan::Plan observed = core::observed_plan(plan, opened);
    sim::Rehearsal rehearsal(observed, scenario, opened.vars, *rehearsing.log);
    rehearsal.observe(opened);
    RELCTL_TRY_ASSIGN(rehearsing.rehearsed, rehearsal.run());
    return rehearsing;
  }
  sim::Rehearsal rehearsal(plan, scenario, std::move(vars), *rehearsing.log);
  rehearsal.pass_over_quiet();
  RELCTL_TRY_ASSIGN(rehearsing.rehearsed, rehearsal.run());
  return rehearsing;
}

} // namespace relctl::cli
