// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "core/gate.hpp"
#include "core/standing_parts.hpp"
#include "core/wording.hpp"
#include "view/phrase.hpp"
#include "view/status_parts.hpp"
#include "view/table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::view {
namespace {

constexpr int k_bar_columns = 10;

/// Until the observation is over, what is merely due by then holds nothing.
bool is_held(const core::State& state, const plan::Phase& phase) {
  const core::VerdictState* verdict = core::verdict_of(state, phase.track);
  if (verdict == nullptr || verdict->reached.verdict != core::Verdict::hold ||
      verdict->reached.phase != phase.id)
    return false;
  const auto reasons = core::reasons_on(state, phase.track);
  const bool is_over = std::none_of(reasons.begin(), reasons.end(), [](const auto& reason) {
    return reason.cause == plan::Cause::observing;
  });
  return is_over || std::any_of(reasons.begin(), reasons.end(), [&](const auto& reason) {
           return core::is_worrying(state, phase, reason);
         });
}

std::string observation_text(const plan::Phase& phase, const core::PhaseState& visit, Instant now) {
  const Duration spent = now - *visit.started_at;
  if (phase.observe.ms == 0)
    return short_duration(spent);
  const double done = static_cast<double>(spent.ms) / static_cast<double>(phase.observe.ms);
  return fmt::format("{} {} of {}", bar(done, k_bar_columns), short_duration(spent),
                     short_duration(phase.observe));
}

/// How far the number has come that may end the observation before its time.
std::string enough_text(const StatusSubject& subject, const plan::Phase& phase,
                        const core::PhaseState& visit) {
  if (!phase.enough)
    return {};
  const core::EnoughNow now =
      core::enough_now(subject.plan, phase, core::window_of(subject.windows, visit.track),
                       {*visit.started_at, subject.now});
  return ", or until " + core::word_enough(subject.plan, *phase.enough, now.value);
}

std::string phase_text(const StatusSubject& subject, const plan::Phase& phase,
                       const core::PhaseState* visit) {
  const core::State& state = subject.state;
  const Instant now = subject.now;
  if (visit == nullptr)
    return phase.observe.ms == 0 ? "" : "observes " + format_duration(phase.observe);
  if (const core::TakenBack* taken = taken_back_with(state, phase.track))
    return fmt::format("to {} {}", version_text(taken->request.to), time_text(taken->at));
  if (visit->passed_at)
    return "took " + short_duration(*visit->passed_at - visit->entered_at);
  if (state.rollback)
    return "after " + short_duration(state.rollback->requested_at - visit->entered_at);
  if (!visit->started_at)
    return "for " + short_duration(now - visit->entered_at);
  return observation_text(phase, *visit, now) + enough_text(subject, phase, *visit);
}

std::string traffic_text(const StatusSubject& subject, const plan::Phase& phase,
                         const core::PhaseState* visit) {
  if (visit != nullptr)
    return share_text(visit->traffic);
  const auto share = planned_share(subject.plan, phase, subject.state.opened.vars);
  return share ? share_text(*share) : "";
}

} // namespace

Mark mark_of_hold(core::Standing standing) {
  if (standing == core::Standing::breached)
    return Mark::bad;
  return standing == core::Standing::unknown || standing == core::Standing::in_doubt ? Mark::unknown
                                                                                     : Mark::active;
}

const core::PhaseState* find_visit(const core::State& state, const plan::Phase& phase) {
  for (auto visit = state.phases.rbegin(); visit != state.phases.rend(); ++visit)
    if (visit->id == phase.id && visit->track == phase.track)
      return &*visit;
  return nullptr;
}

const core::TakenBack* taken_back_with(const core::State& state, const std::string& track) {
  for (const auto& [scope, taken] : state.taken_back)
    if (const auto& tracks = taken.request.tracks;
        std::find(tracks.begin(), tracks.end(), track) != tracks.end())
      return &taken;
  return nullptr;
}

std::string taken_back_text(const core::State& state) {
  std::vector<std::string> parts;
  for (const auto& [scope, taken] : state.taken_back)
    parts.push_back(fmt::format("{} back at {} since {}", scope, version_text(taken.request.to),
                                time_text(taken.at)));
  return join(parts, ", ");
}

PhaseStanding standing_of_phase(const core::State& state, const plan::Phase& phase) {
  const core::PhaseState* visit = find_visit(state, phase);
  const bool is_taken_back = taken_back_with(state, phase.track) != nullptr;
  if (visit == nullptr)
    return {Mark::idle,
            core::is_over(state) || state.rollback || is_taken_back ? "not entered" : "to come"};
  if (is_taken_back)
    return {Mark::bad, "taken back"};
  if (visit->passed_at)
    return {Mark::good, "passed"};
  if (state.stage != core::Stage::in_phase)
    return {Mark::bad, "left"};
  if (!visit->started_at)
    return {Mark::active, "entering"};
  return is_held(state, phase)
             ? PhaseStanding{mark_of_hold(core::standing_of(state, phase.track)), "held"}
             : PhaseStanding{Mark::active, "observing"};
}

std::string phases_part(const StatusSubject& subject, const Style& style) {
  Table table({{""},
               {"PHASE", Align::left, true},
               {"TRAFFIC", Align::right},
               {"STATUS"},
               {"", Align::left, true}});
  for (const plan::Phase& phase : subject.plan.phases) {
    const core::PhaseState* visit = find_visit(subject.state, phase);
    const PhaseStanding standing = standing_of_phase(subject.state, phase);
    table.add({mark_cell(standing.mark), plan::phase_name(phase),
               traffic_text(subject, phase, visit),
               Cell(std::string(standing.name), tone_of(standing.mark)),
               phase_text(subject, phase, visit)});
  }
  return table.aligned(style);
}

} // namespace relctl::view
