// SPDX-License-Identifier: Apache-2.0
#include "view/gate.hpp"

#include "core/check_answer.hpp"
#include "core/exposure.hpp"
#include "core/judge.hpp"
#include "core/measure.hpp"
#include "core/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace relctl::view {
namespace {

/// Where a check's answer and its step stand on record.
struct Place {
  std::string track;
  std::string phase;
};

CheckRow answered_by_person(const plan::Check& check, const Place& place,
                            const core::State& state) {
  CheckRow row{check.id, check.ask, check.role, {}, {}, {}};
  const auto answer =
      state.answers.find(plan::phase_name(place.track, place.phase) + "/" + check.id);
  if (answer == state.answers.end())
    return row;
  row.ok = answer->second.answered.ok;
  row.by = answer->second.answered.as;
  row.detail = core::word_answer(answer->second.answered);
  return row;
}

bool is_of_a_check(const std::string& stage) {
  return stage == "before" || stage == "readmit" || stage == "check" || stage == "after";
}

/// The newest step that ran for the check; a phase's check may have run under two stages.
const core::StepState* step_of(const plan::Check& check, const Place& place,
                               const core::State& state) {
  const core::StepState* newest = nullptr;
  for (const auto& [key, step] : state.steps)
    if (step.address.track == place.track && step.address.phase == place.phase &&
        step.address.step == check.id && is_of_a_check(step.address.stage) &&
        (newest == nullptr || newest->started_at < step.started_at))
      newest = &step;
  return newest;
}

CheckRow run_by_relctl(const plan::Check& check, const Place& place, const core::State& state) {
  CheckRow row = answered_by_person(check, place, state);
  const core::StepState* step = step_of(check, place, state);
  if (row.ok || step == nullptr)
    return row;
  row.detail = step->detail;
  if (step->status == core::StepState::Status::succeeded)
    row.ok = true;
  else if (step->status == core::StepState::Status::failed ||
           step->status == core::StepState::Status::waiting)
    row.ok = false;
  return row;
}

/// The comparison was made; whether it has passed is what its differences say.
void put_open_items(CheckRow& row, const Place& place, const core::State& state) {
  const std::string phase = plan::phase_name(place.track, place.phase);
  row.open_items = static_cast<int>(
      std::count_if(state.items.begin(), state.items.end(), [&](const auto& entry) {
        const core::ItemState& item = entry.second;
        return !item.closed && item.opened.phase == phase && item.opened.check == row.id;
      }));
  if (row.open_items > 0)
    row.ok = false;
}

bool is_about(const core::ApprovalGiven& approval, const plan::Phase& phase) {
  return approval.subject == plan::phase_name(phase);
}

std::optional<Instant> newest_of(const plan::Metric& metric, const core::Window& window) {
  std::optional<Instant> newest;
  for (const std::string& series : plan::series_of(metric))
    if (const auto& readings = window.series(metric.id, series);
        !readings.empty() && (!newest || *newest < readings.rbegin()->first))
      newest = readings.rbegin()->first;
  return newest;
}

std::vector<CheckRow> rows_of(const plan::Plan& plan, const std::vector<plan::Check>& checks,
                              const Place& place, const core::State& state) {
  std::vector<CheckRow> rows;
  for (const plan::Check& check : checks) {
    rows.push_back(check.step ? run_by_relctl(check, place, state)
                              : answered_by_person(check, place, state));
    rows.back().question = core::question_of(plan, state, check);
    put_open_items(rows.back(), place, state);
  }
  return rows;
}

} // namespace

std::string open_items_text(const CheckRow& row) {
  return fmt::format("{} open item{}", row.open_items, row.open_items == 1 ? "" : "s");
}

std::vector<CheckRow> check_rows(const plan::Plan& plan, const plan::Phase* phase,
                                 const core::State& state) {
  const Place place = phase == nullptr ? Place{"", "before"} : Place{phase->track, phase->id};
  return rows_of(plan, phase == nullptr ? plan.before : phase->checks, place, state);
}

std::vector<CheckRow> after_rows(const plan::Plan& plan, const core::State& state) {
  return rows_of(plan, plan.after, {"", "after"}, state);
}

std::vector<CheckRow> readmission_rows(const plan::Plan& plan, const core::State& state) {
  return rows_of(plan, plan.rollback.readmit, {"", "before"}, state);
}

std::vector<ApprovalRow> approval_rows(const plan::Plan& plan, const plan::Phase& phase,
                                       const core::State& state) {
  std::vector<ApprovalRow> rows;
  for (const plan::Approval& needed : phase.approve) {
    const plan::Role* role = plan::find_role(plan, needed.role);
    ApprovalRow row{needed.role, role == nullptr ? "" : role->title, false, {}};
    for (const core::ApprovalGiven& given : state.approvals)
      if (given.role == needed.role && is_about(given, phase)) {
        row.given = true;
        row.by = given.as;
      }
    rows.push_back(std::move(row));
  }
  return rows;
}

Exposure exposure_of(const plan::Plan& plan, const core::State& state, const std::string& track,
                     const core::Window& window) {
  Exposure exposure;
  exposure.track = track;
  const core::PhaseState* observed = core::observed_phase(state, track);
  const plan::Phase* phase =
      core::plan_phase(plan, observed == nullptr ? core::current_phase(state, track) : observed);
  if (phase == nullptr)
    return exposure;
  if (!state.rollback)
    exposure.wanted = core::share_in(plan, state, *phase);
  for (const core::Exposure& each : core::exposures_in(plan, state, *phase, window)) {
    exposure.differs |= exposure.wanted && core::is_elsewhere(each);
    if (each.read_back.value && exposure.read_at <= each.read_back.at) {
      exposure.read_back = each.read_back.value;
      exposure.read_at = each.read_back.at;
    }
  }
  return exposure;
}

std::vector<Exposure> exposures_of(const plan::Plan& plan, const core::State& state,
                                   const core::Windows& windows) {
  std::vector<Exposure> exposures;
  for (const core::PhaseState* phase : core::current_phases(state))
    exposures.push_back(
        exposure_of(plan, state, phase->track, core::window_of(windows, phase->track)));
  return exposures;
}

std::optional<Instant> newest_reading_at(const plan::Plan& plan, const core::Windows& windows) {
  std::optional<Instant> newest;
  for (const auto& [track, window] : windows)
    for (const plan::Metric& metric : plan.metrics)
      if (const auto at = newest_of(metric, window); at && (!newest || *newest < *at))
        newest = at;
  return newest;
}

std::optional<Instant> unattended_since(const plan::Plan& plan, const core::State& state,
                                        const core::Windows& windows, Instant now) {
  if (state.stage != core::Stage::in_phase)
    return std::nullopt;
  const std::optional<Instant> newest = newest_reading_at(plan, windows);
  for (const core::Watched& watched : core::watched_now(state)) {
    const auto is_late = [&](const plan::Metric* metric) {
      // Nothing is due before the first whole window. A reading of any metric shows that somebody
      // was there.
      const Instant before = core::grid_of(*metric, {watched.since, now}).first - metric->every;
      return now - std::max(before, newest.value_or(before)) > 2 * metric->every;
    };
    const auto metrics =
        core::metrics_of(plan, state, plan::find_phase(plan, watched.track, watched.phase));
    if (std::any_of(metrics.begin(), metrics.end(), is_late))
      return std::max(watched.since, newest.value_or(Instant{}));
  }
  return std::nullopt;
}

bool is_unasked(const core::Finding& finding, const core::Window::Series& readings) {
  return finding.status == core::Status::unknown && finding.cause == plan::Cause::nodata &&
         finding.at && (readings.empty() || readings.times().back() < *finding.at);
}

std::string sparkline(const core::Window::Series& readings, std::size_t most) {
  static constexpr std::array<const char*, 8> k_heights{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::vector<std::optional<double>> values;
  for (auto at = readings.rbegin(); at != readings.rend() && values.size() < most; ++at)
    values.insert(values.begin(), at->second.value);
  std::optional<double> low;
  std::optional<double> high;
  long known = 0;
  for (const std::optional<double>& value : values)
    if (value) {
      low = low ? std::min(*low, *value) : *value;
      high = high ? std::max(*high, *value) : *value;
      ++known;
    }
  if (known < 2)
    return {};
  const double span = *high - *low;
  std::string line;
  for (const std::optional<double>& value : values) {
    const double height = value && span > 0 ? (*value - *low) / span : 0.0;
    line += value ? k_heights[static_cast<std::size_t>(std::lround(height * 7))] : "?";
  }
  return line;
}

} // namespace relctl::view
