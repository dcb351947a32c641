// SPDX-License-Identifier: Apache-2.0
// The text of a plan, and behind a line `%%` changes to be tried in it.
#include "planfile/plan_yaml.hpp"

#include "fuzz/claims.hpp"
#include "fuzz/plans.hpp"
#include "fuzz/target.hpp"

#include <algorithm>
#include <string>

namespace relctl::fuzz {
namespace {

bool is_clean(const planfile::LoadedPlan& loaded) {
  return !plan::has_errors(loaded.diagnostics);
}

void check_plan(const planfile::LoadedPlan& loaded) {
  const plan::Plan& plan = loaded.plan;
  for (const plan::Metric& metric : plan.metrics)
    must(plan::find_source(plan, metric.source) != nullptr, "a metric has its source");
  for (const plan::Phase& phase : plan.phases) {
    must(plan::find_track(plan, phase.track) != nullptr, "a phase has its track");
    for (const std::string& step : phase.enter)
      must(plan::find_step(plan, step) != nullptr, "a phase has its steps");
  }
  must(!plan.phases.empty() || plan::is_observation_only(plan), "a plan has a phase");
}

} // namespace

RELCTL_FUZZ_TARGET(plan_yaml) {
  const auto [text, second] = two_parts(input);
  const planfile::LoadedPlan loaded = planfile::load_plan(text, environment());
  must_be_clear(loaded.diagnostics, text);
  const bool is_written_out = text.find("correct-horse") != std::string_view::npos;
  for (const plan::Diagnostic& diagnostic : loaded.diagnostics)
    must(is_written_out || (diagnostic.message.find("correct-horse") == std::string::npos &&
                            diagnostic.remedy.find("correct-horse") == std::string::npos),
         "no secret stands in a message");
  if (is_clean(loaded))
    check_plan(loaded);
  if (second.empty())
    return;
  std::vector<std::string> changes;
  for (const std::string_view line : lines_of(second))
    changes.emplace_back(line);
  const planfile::LoadedPlan changed = planfile::load_plan(text, environment(), changes);
  must_be_clear(changed.diagnostics, text);
  if (is_clean(changed))
    check_plan(changed);
}

} // namespace relctl::fuzz
