// SPDX-License-Identifier: Apache-2.0
#include "sim/look_ahead.hpp"

#include "core/decide.hpp"
#include "core/judge.hpp"
#include "core/measure.hpp"
#include "core/readings_taken.hpp"
#include "engine/engine.hpp"
#include "plan/history.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace relctl::sim {
namespace {

constexpr Duration k_moment = milliseconds(1);
/// What is passed over has to be asked for at once, which a source may limit (see
/// core/measure.cpp).
constexpr std::int64_t k_looks_max = 10'000;

/// Times that follow each other at the same distance.
struct Looks {
  Instant first;
  Duration every;

  [[nodiscard]] std::optional<Instant> last_until(Instant at) const {
    if (at < first)
      return std::nullopt;
    return first + (at - first).ms / every.ms * every;
  }
  [[nodiscard]] Instant next_after(Instant at) const {
    const auto last = last_until(at);
    return last ? *last + every : first;
  }
};

/// When whoever waits for the release looks at it: whenever a reading is due.
std::vector<Looks> looks_at(const plan::Plan& plan, const core::State& state) {
  std::vector<Looks> looks;
  for (const core::Watched& watched : core::watched_now(state)) {
    const plan::Phase* phase = plan::find_phase(plan, watched.track, watched.phase);
    for (const plan::Metric* metric : core::metrics_of(plan, state, phase))
      looks.push_back(
          {core::grid_of(*metric, {watched.since, watched.since}).first, metric->every});
    if (phase != nullptr && !core::exposing_steps(plan, *phase).empty())
      looks.push_back({watched.since, core::exposure_interval(plan)});
  }
  return looks;
}

std::optional<Instant> last_look(const std::vector<Looks>& looks, Instant until) {
  std::optional<Instant> last;
  for (const Looks& some : looks)
    if (const auto at = some.last_until(until))
      last = std::max(last.value_or(*at), *at);
  return last;
}

Instant next_look(const std::vector<Looks>& looks, Instant after) {
  Instant next = k_never;
  for (const Looks& some : looks)
    next = std::min(next, some.next_after(after));
  return next;
}

/// Whether the phase is held, and only the limits of its thresholds, which are read of what can be
/// read afterwards, can change what holds it.
bool is_foreseeable(const plan::Plan& plan, const core::State& state,
                    const core::Watched& watched) {
  const plan::Phase* phase = plan::find_phase(plan, watched.track, watched.phase);
  const core::VerdictState* verdict = core::verdict_of(state, watched.track);
  if (phase == nullptr || phase->enough || verdict == nullptr)
    return false;
  const core::VerdictReached& reached = verdict->reached;
  if (reached.phase != watched.phase || reached.verdict != core::Verdict::hold)
    return false;
  const auto metrics = core::metrics_of(plan, state, phase);
  return std::all_of(metrics.begin(), metrics.end(), [&](const plan::Metric* metric) {
    const plan::Source* source = plan::find_source(plan, metric->source);
    return source != nullptr && plan::keeps_history(*metric, *source);
  });
}

core::Decision decision_at(const plan::Plan& plan, const engine::ReleaseView& view,
                           const core::Windows& windows, Instant at) {
  const core::Inputs nothing;
  core::Mandate mandate;
  mandate.measures = false; // What it would ask for is there.
  return core::decide(
      {plan, view.state, view.ledger, windows, nothing, at, mandate, engine::k_no_anchor});
}

} // namespace

LookAhead::Foreseen& LookAhead::foreseen(const core::Watched& watched, const core::Windows& known) {
  const auto [found, is_new] = m_foreseen.try_emplace(watched.track);
  Foreseen& track = found->second;
  if (is_new || track.since != watched.since) {
    track = {watched.since, watched.since, watched.since, std::nullopt};
    m_windows[watched.track] = core::window_of(known, watched.track);
  }
  return track;
}

void LookAhead::read_until(const core::State& state, const core::Watched& watched, Instant to) {
  Foreseen& track = m_foreseen.at(watched.track);
  if (to <= track.read_to)
    return;
  track.read_to = to;
  const plan::Phase* phase = plan::find_phase(m_plan, watched.track, watched.phase);
  const core::Ledger ledger;
  const core::Inputs nothing;
  // A source that is asked for at most so many points at once is asked again.
  for (bool is_any_new = true; std::exchange(is_any_new, false);) {
    const auto due = core::due_now({m_plan, state, ledger, m_windows, nothing, to, {}, {}},
                                   {phase, watched.since, watched.track});
    core::Inputs inputs;
    for (const core::MeasurementRequest& request : due.measurements)
      m_measure(request, inputs);
    core::ReadingsTaken taken{watched.track, watched.phase, std::move(inputs.readings),
                              std::move(inputs.runs)};
    is_any_new = core::add_readings(m_windows[watched.track], taken, 0);
  }
}

std::optional<Instant> LookAhead::next_breach(const core::State& state, Instant from, Instant to) {
  std::optional<Instant> next;
  for (const core::Watched& watched : core::watched_now(state)) {
    const plan::Phase* phase = plan::find_phase(m_plan, watched.track, watched.phase);
    if (phase == nullptr)
      continue; // The observation after a rollback.
    foreseen(watched, {});
    read_until(state, watched, to);
    const auto breach = core::next_breach(m_plan, *phase, state, m_windows[watched.track],
                                          {watched.since, to}, from);
    if (breach)
      next = std::min(next.value_or(*breach), *breach);
  }
  return next;
}

/// Until when nothing that is read in the track's phase can add a reason to those that hold it.
Instant LookAhead::good_until(const engine::ReleaseView& view, const core::Watched& watched,
                              Instant look, Instant to) {
  constexpr std::int64_t k_first_steps = 64; // What is read ahead in vain costs as much.
  constexpr std::int64_t k_more = 4;
  const plan::Phase* phase = plan::find_phase(m_plan, watched.track, watched.phase);
  Foreseen& track = foreseen(watched, view.windows);
  if (track.notable && *track.notable < look)
    track.notable.reset();
  track.good_to = std::max(track.good_to, look - k_moment);
  for (Duration ahead = k_first_steps * core::exposure_interval(m_plan);
       !track.notable && track.good_to < to; ahead = k_more * ahead) {
    const Instant until = std::min(to, track.good_to + ahead);
    read_until(view.state, watched, until);
    track.notable = core::next_notable(m_plan, *phase, view.state, m_windows[watched.track],
                                       {watched.since, until}, track.good_to);
    track.good_to = track.notable.value_or(until);
  }
  return track.notable ? std::min(to, *track.notable - k_moment) : to;
}

Instant LookAhead::quiet_until(const engine::ReleaseView& view, Instant look, Instant to) {
  const core::State& state = view.state;
  const auto all = core::watched_now(state);
  const bool is_quiet_now = state.stage == core::Stage::in_phase && !all.empty() &&
                            std::all_of(all.begin(), all.end(), [&](const core::Watched& watched) {
                              return is_foreseeable(m_plan, state, watched);
                            });
  const auto looks = is_quiet_now ? looks_at(m_plan, state) : std::vector<Looks>();
  if (last_look(looks, look) != look)
    return look;
  for (const Looks& some : looks)
    to = std::min(to, look + k_looks_max * some.every);
  const auto are_good_until = [&](Instant until) {
    for (const core::Watched& watched : all)
      until = std::min(until, good_until(view, watched, look, until));
    return until;
  };
  const Instant next = next_look(looks, look);
  if (next > to || are_good_until(next) < next)
    return look;
  const auto decided_at = [&](Instant at) { return decision_at(m_plan, view, m_windows, at); };
  const auto changes_at = [&](Instant at) { return !decided_at(at).events.empty(); };
  const core::Decision first = decided_at(look);
  if (!first.events.empty())
    return look;
  to = are_good_until(std::min(to, first.wake - k_moment));
  Instant changed = last_look(looks, to).value_or(look);
  if (changed <= look || !changes_at(changed))
    return std::max(changed, look);
  // Reasons only go until there, and do not come back: half of it, and half of the half.
  for (Instant quiet = look;;) {
    const auto middle = last_look(looks, quiet + (changed - quiet).ms / 2 * k_moment);
    const Instant at = middle && *middle > quiet ? *middle : next_look(looks, quiet);
    if (at >= changed)
      return changed;
    (changes_at(at) ? changed : quiet) = at;
  }
}

} // namespace relctl::sim
