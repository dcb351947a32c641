// SPDX-License-Identifier: Apache-2.0
#include "view/progress.hpp"

#include "base/text.hpp"
#include "core/wording.hpp"
#include "view/phrase.hpp"
#include "view/status_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::view {
namespace {

std::string rollback_text(const core::RollbackState& rollback, Instant now) {
  std::string text = "rolling back to " + version_text(rollback.request.to);
  if (rollback.settled)
    return fmt::format("rolled back to {}, observed {}", version_text(rollback.request.to),
                       short_duration(now - rollback.watched_since));
  if (rollback.started)
    text += rollback.started->deadline_at < now
                ? ", overdue"
                : ", deadline in " + short_duration(rollback.started->deadline_at - now);
  return text;
}

std::string phase_text(const plan::Plan& plan, const core::PhaseState& visit, Instant now) {
  const plan::Phase* phase = plan::find_phase(plan, visit.track, visit.id);
  std::string text = plan::phase_name(visit.track, visit.id) + " " + share_text(visit.traffic);
  if (!visit.started_at)
    return text + " entering";
  text += " observed " + short_duration(now - *visit.started_at);
  if (phase != nullptr && phase->observe.ms > 0)
    text += " of " + short_duration(phase->observe);
  return text;
}

std::string where_text(const plan::Plan& plan, const core::State& state, Instant now) {
  if (state.rollback)
    return rollback_text(*state.rollback, now);
  std::vector<std::string> phases;
  for (const core::PhaseState* visit : core::current_phases(state))
    phases.push_back(phase_text(plan, *visit, now));
  return phases.empty() ? words_of(core::stage_name(state.stage)) : join(phases, " · ");
}

std::string finding_text(const plan::Plan& plan, const core::Finding& finding) {
  std::string text =
      fmt::format("{} {}", mark_text(mark_of(finding.status)), finding_name(finding));
  if (finding.status == core::Status::unknown)
    return text + (finding.cause ? " " + std::string(core::word_cause(*finding.cause)) : "");
  text += " " + value_text(plan, finding);
  return finding.status == core::Status::pass ? text : text + " " + limit_text(plan, finding);
}

} // namespace

std::string progress_line(const plan::Plan& plan, const core::State& state,
                          const std::vector<core::Finding>& findings, Instant now, Instant wake,
                          int width) {
  std::string line = std::string(mark_text(Mark::active)) + " " + where_text(plan, state, now);
  for (const core::StepState* step : core::running_steps(state))
    line += " · " + step->address.step + " " + step_text(*step, now);
  std::vector<core::Finding> worst_first = findings;
  std::stable_sort(worst_first.begin(), worst_first.end(),
                   [](const auto& a, const auto& b) { return a.status > b.status; });
  for (const core::Finding& finding : worst_first)
    line += " · " + finding_text(plan, finding);
  if (wake != k_never && wake > now)
    line += " · looks again in " + short_duration(wake - now);
  return fit(one_line(line, 2000), width);
}

} // namespace relctl::view
