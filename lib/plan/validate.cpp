// SPDX-License-Identifier: Apache-2.0
#include "plan/validate.hpp"

#include "plan/findings.hpp"

namespace relctl::plan {

std::vector<Diagnostic> validate(const Plan& plan) {
  Findings findings;
  for (const auto part :
       {validate_ids,          validate_references, validate_limits,   validate_limit_sense,
        validate_limit_bounds, validate_overtaken,  validate_promql,   validate_windows,
        validate_metrics,      validate_queries,    validate_volumes,  validate_tracks,
        validate_phases,       validate_enough,     validate_holds,    validate_rollback,
        validate_scopes,       validate_otherwise,  validate_checks,   validate_reconcile,
        validate_start,        validate_templates,  validate_channels, validate_observation,
        validate_names})
    part(plan, findings);
  std::vector<Diagnostic> diagnostics = findings.take();
  sort_diagnostics(diagnostics);
  return diagnostics;
}

} // namespace relctl::plan
