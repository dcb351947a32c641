// SPDX-License-Identifier: Apache-2.0
#include "cli/scenarios.hpp"

#include "audit/sqlite_log.hpp"
#include "base/text.hpp"
#include "cli/stand_ins.hpp"
#include "core/observed_plan.hpp"
#include "sim/observed.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace relctl::cli {

namespace {

using Mistakes = std::vector<std::string>;

/// Tells of every diagnostic; how many are errors.
std::size_t tell(Session& session, const std::string& path,
                 const std::vector<plan::Diagnostic>& diagnostics, bool warnings,
                 Mistakes* mistakes) {
  std::size_t errors = 0;
  for (const plan::Diagnostic& diagnostic : diagnostics) {
    const bool is_error = diagnostic.severity == plan::Severity::error;
    errors += is_error ? 1 : 0;
    if (is_error && mistakes != nullptr)
      mistakes->push_back(plan::format_diagnostic(path, diagnostic));
    if (is_error || (warnings && !session.quiet))
      *session.surroundings.message.out << plan::format_diagnostic(path, diagnostic) << "\n";
  }
  return errors;
}

auto mistaken(const std::string& path, std::size_t errors) {
  return fail(ErrorKind::refused, fmt::format("{} has {} mistake{}; nothing of it was rehearsed",
                                              one_line(path), errors, errors == 1 ? "" : "s"));
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

Result<std::shared_ptr<const planfile::LoadedPlan>> read_plan_to_rehearse(Session& session,
                                                                          const std::string& path,
                                                                          Observed observed,
                                                                          Mistakes* mistakes) {
  RELCTL_TRY_ASSIGN(const auto text, planfile::read_plan_text(path));
  auto loaded = std::make_shared<planfile::LoadedPlan>(
      load_with_stand_ins(text, session.surroundings.environment));
  if (const auto errors = tell(session, path, loaded->diagnostics, false, mistakes); errors > 0)
    return mistaken(path, errors);
  if (observed == Observed::refused && plan::is_observation_only(loaded->plan))
    return fail(ErrorKind::refused,
                fmt::format("{} has no phases: it is only observed and releases nothing; name a "
                            "plan with phases",
                            one_line(path)));
  return std::shared_ptr<const planfile::LoadedPlan>(std::move(loaded));
}

Result<ScenarioFile> read_scenario_file(Session& session, const std::string& path,
                                        std::shared_ptr<const planfile::LoadedPlan> plan,
                                        Mistakes* mistakes) {
  RELCTL_TRY_ASSIGN(const auto text, planfile::read_plan_text(path, "scenario"));
  const auto named = planfile::plan_path_in(text);
  if (const auto errors = tell(session, path, named.diagnostics, false, mistakes); errors > 0)
    return mistaken(path, errors);
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
      return fail(ErrorKind::refused, fmt::format("{} is for plan {}, not for {}", one_line(path),
                                                  own->plan.name, plan->plan.name));
  }
  auto loaded = load_cases(text, plan->plan, stem_of(path));
  if (const auto errors = tell(session, path, loaded.diagnostics, true, mistakes); errors > 0)
    return mistaken(path, errors);
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
