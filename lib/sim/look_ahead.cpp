// SPDX-License-Identifier: Apache-2.0
#include "sim/look_ahead.hpp"

#include "core/judge.hpp"
#include "core/measure.hpp"
#include "core/readings_taken.hpp"

#include <algorithm>
#include <utility>

namespace relctl::sim {

void LookAhead::read_until(const core::State& state, const core::Watched& watched,
                           const plan::Phase& phase, Instant to) {
  core::Window& window = m_windows[watched.track];
  if (std::exchange(m_starts[watched.track], watched.since) != watched.since)
    window.clear();
  const core::Ledger ledger;
  const core::Inputs nothing;
  // A source that is asked for at most so many points at once is asked again.
  for (bool is_any_new = true; std::exchange(is_any_new, false);) {
    const auto due = core::due_now({m_plan, state, ledger, m_windows, nothing, to, {}, {}},
                                   {&phase, watched.since, watched.track});
    core::Inputs inputs;
    for (const core::MeasurementRequest& request : due.measurements)
      m_measure(request, inputs);
    core::ReadingsTaken taken{watched.track, watched.phase, std::move(inputs.readings),
                              std::move(inputs.runs)};
    is_any_new = core::add_readings(window, taken, 0);
  }
}

std::optional<Instant> LookAhead::next_breach(const core::State& state, Instant from, Instant to) {
  std::optional<Instant> next;
  for (const core::Watched& watched : core::watched_now(state)) {
    const plan::Phase* phase = plan::find_phase(m_plan, watched.track, watched.phase);
    if (phase == nullptr)
      continue; // The observation after a rollback.
    read_until(state, watched, *phase, to);
    const auto breach = core::next_breach(m_plan, *phase, state, m_windows[watched.track],
                                          {watched.since, to}, from);
    if (breach)
      next = std::min(next.value_or(*breach), *breach);
  }
  return next;
}

} // namespace relctl::sim
