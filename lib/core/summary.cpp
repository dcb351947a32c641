// SPDX-License-Identifier: Apache-2.0
#include "core/summary.hpp"

#include "base/text.hpp"
#include "core/names.hpp"
#include "plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace relctl::core {

namespace {

using Field = std::pair<std::string, std::string>;

std::vector<Field> fields_of(const Summary& summary) {
  std::vector<Field> fields;
  Summary::fields(summary, [&]<class Value>(const char* name, const Value& value) {
    if constexpr (std::is_same_v<Value, Instant>)
      fields.emplace_back(name, std::to_string(value.ms));
    else if constexpr (std::is_same_v<Value, std::optional<std::string>>)
      fields.emplace_back(name, value.value_or(""));
    else
      fields.emplace_back(name, fmt::format("{}", value));
  });
  return fields;
}

} // namespace

Summary summarise(const State& state) {
  Summary summary;
  summary.plan = state.opened.plan;
  summary.title = state.opened.title;
  summary.version = state.opened.version;
  summary.stable = state.opened.stable;
  summary.stage = stage_name(state.stage);
  const bool is_back =
      state.rollback && state.rollback->settled && state.rollback->settled->complete;
  std::optional<Verdict> verdict;
  std::vector<std::string> phases;
  for (const PhaseState* phase : current_phases(state)) {
    phases.push_back(plan::phase_name(phase->track, phase->id));
    summary.traffic = is_back ? 0.0 : std::max(summary.traffic, phase->traffic);
    if (const VerdictState* known = verdict_of(state, phase->track))
      verdict = std::max(verdict.value_or(Verdict::promote), known->reached.verdict);
  }
  summary.phase = join(phases, " ");
  if (verdict)
    summary.verdict = name_of(*verdict);
  summary.opened_at = state.opened_at;
  summary.updated_at = state.last_event_at;
  summary.over = is_over(state);
  if (state.observation)
    summary.kind = "observation";
  std::vector<std::string> doubts;
  for (const StepState* step : doubts_left(state))
    doubts.push_back(step->address.step);
  if (!doubts.empty())
    summary.doubts = join(doubts, ", ");
  return summary;
}

std::optional<std::string> difference_of(const Summary& stored, Summary due) {
  // Written since 2026-11-28; `kind` is as old as observations are.
  if (!stored.doubts)
    due.doubts.reset();
  const auto said = fields_of(stored);
  const auto meant = fields_of(due);
  const auto [first, second] = std::ranges::mismatch(said, meant);
  if (first == said.end())
    return std::nullopt;
  return fmt::format("says {} '{}', its events say '{}'", first->first, one_line(first->second, 60),
                     one_line(second->second, 60));
}

} // namespace relctl::core
