// SPDX-License-Identifier: Apache-2.0
// A file of scenarios for a small plan.
#include "planfile/scenario_yaml.hpp"

#include "fuzz/claims.hpp"
#include "fuzz/plans.hpp"
#include "fuzz/target.hpp"

namespace relctl::fuzz {

RELCTL_FUZZ_TARGET(scenario_yaml) {
  const auto loaded = planfile::load_scenarios(input, sound_plan(), "case");
  must_be_clear(loaded.diagnostics, input);
  must(plan::has_errors(loaded.diagnostics) || !loaded.scenarios.empty(),
       "a file without a mistake holds a scenario");
  (void)planfile::plan_path_in(input);
}

} // namespace relctl::fuzz
