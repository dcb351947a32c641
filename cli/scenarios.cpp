// SPDX-License-Identifier: Apache-2.0
#include "cli/scenarios.hpp"

#include "audit/sqlite_log.hpp"
#include "base/text.hpp"
#include "cli/stand_ins.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace relctl::cli {

namespace {

/// Tells of every diagnostic; how many are errors.
std::size_t tell(Session& session, const std::string& path,
                 const std::vector<plan::Diagnostic>& diagnostics, bool warnings) {
  std::size_t errors = 0;
  for (const plan::Diagnostic& diagnostic : diagnostics) {
    const bool is_error = diagnostic.severity == plan::Severity::error;
    errors += is_error ? 1 : 0;
    if (is_error || (warnings && !session.quiet))
      *session.surroundings.message.out << plan::format_diagnostic(path, diagnostic) << "\n";
  }
  return errors;
}

auto mistaken(const std::string& path, std::size_t errors) {
  return fail(ErrorKind::refused, fmt::format("{} has {} mistake{}; nothing was rehearsed",
                                              one_line(path), errors, errors == 1 ? "" : "s"));
}

std::string stem_of(const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  return name.substr(0, name.find('.'));
}

} // namespace

Result<std::shared_ptr<const planfile::LoadedPlan>> read_plan_to_rehearse(Session& session,
                                                                          const std::string& path) {
  RELCTL_TRY_ASSIGN(const auto text, planfile::read_plan_text(path));
  auto loaded = std::make_shared<planfile::LoadedPlan>(
      load_with_stand_ins(text, session.surroundings.environment));
  if (const auto errors = tell(session, path, loaded->diagnostics, false); errors > 0)
    return mistaken(path, errors);
  if (plan::is_observation_only(loaded->plan))
    return fail(ErrorKind::refused,
                fmt::format("{} has no phases, and an observation releases nothing: there is "
                            "nothing to rehearse",
                            one_line(path)));
  return std::shared_ptr<const planfile::LoadedPlan>(std::move(loaded));
}

Result<ScenarioFile> read_scenario_file(Session& session, const std::string& path,
                                        std::shared_ptr<const planfile::LoadedPlan> plan) {
  RELCTL_TRY_ASSIGN(const auto text, planfile::read_plan_text(path));
  const auto named = planfile::plan_path_in(text);
  if (!plan && !named)
    return fail(ErrorKind::refused,
                fmt::format("{} does not say which plan it is for; add 'plan: FILE', from the "
                            "folder of this file",
                            one_line(path)));
  const std::string plan_path =
      named ? (std::filesystem::path(path).parent_path() / *named).string() : "";
  if (!plan) {
    RELCTL_TRY_ASSIGN(plan, read_plan_to_rehearse(session, plan_path));
  } else if (named) {
    RELCTL_TRY_ASSIGN(const auto own, read_plan_to_rehearse(session, plan_path));
    if (own->plan.name != plan->plan.name)
      return fail(ErrorKind::refused, fmt::format("{} is for plan {}, not for {}", one_line(path),
                                                  own->plan.name, plan->plan.name));
  }
  auto loaded = planfile::load_scenarios(text, plan->plan, stem_of(path));
  if (const auto errors = tell(session, path, loaded.diagnostics, true); errors > 0)
    return mistaken(path, errors);
  return ScenarioFile{path, std::move(plan), std::move(loaded.scenarios)};
}

Result<Rehearsing> rehearse(const plan::Plan& plan, const plan::Scenario& scenario,
                            const plan::Environment& environment) {
  RELCTL_TRY_ASSIGN(auto vars, plan::pin_variables(plan, scenario.vars, environment));
  Rehearsing rehearsing;
  rehearsing.log = audit::open_memory_log();
  sim::Rehearsal rehearsal(plan, scenario, std::move(vars), *rehearsing.log);
  RELCTL_TRY_ASSIGN(rehearsing.rehearsed, rehearsal.run());
  return rehearsing;
}

} // namespace relctl::cli
