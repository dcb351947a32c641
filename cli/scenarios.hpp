// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"
#include "planfile/scenario_yaml.hpp"
#include "sim/expectations.hpp"
#include "sim/rehearsal.hpp"
#include "view/diagnostics.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace relctl::cli {

/// A scenario file with the plan that it is for.
struct ScenarioFile {
  std::string path;
  std::string plan_path; ///< That its `plan` key names; empty without one.
  std::shared_ptr<const planfile::LoadedPlan> plan;
  std::vector<plan::Scenario> scenarios;
};

/// Reads a scenario file, and the plan that its `plan` key names unless one is given.
/// Diagnostics go to standard error. Those of a file or plan with errors, which is `refused`, are
/// the answer where a document is asked for, or the errors go into `mistakes` where the command has
/// a document of its own. A file that cannot be read is `usage`.
[[nodiscard]] Result<ScenarioFile>
read_scenario_file(Session& session, const std::string& path,
                   std::shared_ptr<const planfile::LoadedPlan> plan,
                   view::FileDiagnostics* mistakes = nullptr);

/// Whether a plan that is only observed will do.
enum class Observed { accepted, refused };

/// Reads a plan to be rehearsed: variables of the environment that are not set get a value that
/// leads nowhere, since nothing is asked. Mistakes as for a scenario file.
[[nodiscard]] Result<std::shared_ptr<const planfile::LoadedPlan>>
read_plan_to_rehearse(Session& session, const std::string& path, Observed observed,
                      view::FileDiagnostics* mistakes = nullptr);

/// A finished rehearsal and the log it left.
struct Rehearsing {
  std::unique_ptr<ports::AuditLog> log; ///< In memory.
  sim::Rehearsed rehearsed;
};
[[nodiscard]] Result<Rehearsing> rehearse(const plan::Plan& plan, const plan::Scenario& scenario,
                                          const plan::Environment& environment);

} // namespace relctl::cli
