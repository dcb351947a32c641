// SPDX-License-Identifier: Apache-2.0
#include "core/stops.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

/// A phase that is observed is decided all the same; only what comes next can be kept back.
bool stands_before_entry(const State& state) {
  const auto current = current_phases(state);
  return state.stage == Stage::ready ||
         (state.stage == Stage::in_phase && !current.empty() &&
          std::all_of(current.begin(), current.end(),
                      [&](const PhaseState* phase) { return is_passed(state, phase->track); }));
}

template <class Fact>
Stop stop_of(const Fact& fact, const char* what, const char* command) {
  return {fmt::format("{}{} by {}: {}", what,
                      fact.until ? " until " + format_instant(*fact.until) : "", fact.as,
                      fact.reason.empty() ? "no reason given" : fact.reason),
          fact.as, command, fact.until};
}

/// Both have to end.
Stop joined(Stop first, const Stop& second) {
  first.why += "; " + second.why;
  first.until = first.until && second.until ? std::optional(std::max(*first.until, *second.until))
                                            : std::nullopt;
  return first;
}

} // namespace

std::optional<Stop> stop_ahead(const State& state, const Ledger& ledger, Instant now) {
  std::optional<Stop> stop;
  if (!stands_before_entry(state))
    return stop;
  if (holds(state.paused, now))
    stop = stop_of(*state.paused, "this release is paused", "resume");
  if (holds(ledger.frozen, now)) {
    const Stop freeze = stop_of(*ledger.frozen, "all releases are frozen", "unfreeze");
    stop = stop ? joined(*stop, freeze) : freeze;
  }
  return stop;
}

Standing standing_of(const State& state, const Ledger& ledger, Instant now) {
  const Standing standing = standing_of(state);
  return standing == Standing::ok && stop_ahead(state, ledger, now) ? Standing::pending : standing;
}

Advice advise(const plan::Plan& plan, const State& state, const Ledger& ledger, Instant now,
              const std::string& program) {
  Advice advice = advise(plan, state, program);
  if (const auto stop = stop_ahead(state, ledger, now)) {
    advice.why += ", but " + stop->why;
    advice.who = stop->who;
    advice.command = program + " " + stop->command;
    advice.remark = stop->until ? "or wait until " + format_instant(*stop->until) : "";
  }
  return advice;
}

} // namespace relctl::core
