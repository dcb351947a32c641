// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/decide.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace relctl::test {

/// Noon of an ordinary day: where the given events begin.
inline constexpr Instant k_noon{1'795'348'800'000};

/// A release as a list of events: given these, when decide() is asked, then those follow.
class Given {
public:
  explicit Given(plan::Plan plan);

  /// The event happens at noon + `after`.
  Given& event(core::Event event, Duration after = {});
  /// Opened, and a go.
  Given& ready();
  /// Entered, steps done, started: `after` is when the observation begins.
  Given& started(const std::string& phase, Duration after = {});
  /// One reading of the plan's first metric in the current window; no value is a cause.
  Given& reading(Duration at, double value);
  Given& reading(Duration at, plan::Cause cause);
  /// A reading on every grid time from `first` to `last`.
  Given& readings(Duration first, Duration last, double value);
  Given& add(core::Reading reading);

  [[nodiscard]] core::Decision decide_at(Duration after);
  /// The readings of a track.
  core::Window& window(const std::string& track = plan::k_main_track) { return windows[track]; }

  plan::Plan plan;
  core::State state;
  core::Ledger ledger;
  core::Windows windows;
  core::Inputs inputs;
  core::Mandate mandate{true, false, true};
};

/// The kinds of the events, in order.
/// Two phases of ten minutes, to 5 % and to all; one breach is enough.
plan::Plan short_plan();

std::vector<std::string> kinds(const std::vector<core::Event>& events);

/// The first event of that type; the test fails without one.
template <class T>
T first_of(const std::vector<core::Event>& events) {
  for (const core::Event& event : events)
    if (const T* found = std::get_if<T>(&event))
      return *found;
  FAIL("there is no " << T::kind);
  return {};
}

template <class T>
bool has(const std::vector<core::Event>& events) {
  for (const core::Event& event : events)
    if (std::holds_alternative<T>(event))
      return true;
  return false;
}

} // namespace relctl::test
