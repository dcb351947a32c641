// SPDX-License-Identifier: Apache-2.0
// A file of values, `start --vars`, for a small plan.
#include "fuzz/claims.hpp"
#include "fuzz/plans.hpp"
#include "fuzz/target.hpp"
#include "plan/variables.hpp"
#include "planfile/manifest.hpp"

#include <algorithm>

namespace relctl::fuzz {

RELCTL_FUZZ_TARGET(manifest_yaml) {
  const auto loaded = planfile::load_manifest(input);
  must_be_clear(loaded.diagnostics, input);
  if (plan::has_errors(loaded.diagnostics))
    return;
  for (const auto& [name, value] : loaded.values)
    must(value.find('\n') == value.npos, "a value is one line");
  const auto pinned = plan::pin_variables(sound_plan(), {}, environment(), loaded.values);
  if (!pinned)
    must_be_one_clear_line(pinned.error().message);
  else
    must(std::all_of(pinned->begin(), pinned->end(),
                     [&](const auto& one) {
                       const auto given = loaded.values.find(one.first);
                       return given == loaded.values.end() || given->second == one.second;
                     }),
         "what is handed in is what is pinned");
}

} // namespace relctl::fuzz
