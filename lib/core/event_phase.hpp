// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clock.hpp"
#include "core/fields.hpp"
#include "core/reading_run.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::core {

/// The phase's steps begin; its exposure is about to change.
struct PhaseEntered {
  static constexpr std::string_view kind = "PhaseEntered";
  std::string track;
  std::string phase;
  double traffic = 0.0; ///< Wanted share, in [0, 1].
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("track", self.track);
    visit("phase", self.phase);
    visit("traffic", self.traffic);
  }
};

/// The last entering step is verified; the observation and the grid begin now. Or they begin anew,
/// since the wall clock was set meanwhile, so that nobody can say how long the phase was observed;
/// in phase `rollback` those after a way back.
struct PhaseStarted {
  static constexpr std::string_view kind = "PhaseStarted";
  std::string track;
  std::string phase;
  std::optional<Clock> clock = {};
  std::optional<Duration> clock_set_by = {}; ///< Set exactly when they begin anew.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("track", self.track);
    visit("phase", self.phase);
    visit("clock", self.clock);
    visit("clock_set_by_ms", self.clock_set_by);
  }
};

/// The gate has been found to hold.
struct PhasePassed {
  static constexpr std::string_view kind = "PhasePassed";
  std::string track;
  std::string phase;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("track", self.track);
    visit("phase", self.phase);
  }
};

/// What a tick measured; the fold skips it, verdicts cite its position.
struct ReadingsTaken {
  static constexpr std::string_view kind = "ReadingsTaken";
  std::string track;
  std::string phase;
  std::vector<Reading> readings;
  std::optional<std::vector<ReadingRun>> runs; ///< Further ones; absent where there are none.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("phase", self.phase); // In the order that a log wants, as in ReadingRun.
    visit("readings", self.readings);
    visit("runs", self.runs);
    visit("track", self.track);
  }
};

/// Appended when the verdict or the set of its reasons changes.
struct VerdictReached {
  static constexpr std::string_view kind = "VerdictReached";
  std::string track;
  std::string phase;
  Verdict verdict = Verdict::hold;
  std::vector<Reason> reasons;   ///< All of them, worst first.
  std::vector<Finding> findings; ///< Each threshold and series with its numbers.
  std::optional<Instant>
      retry_at; ///< Earliest time at which it can change by itself; none when only a person can.
  std::int64_t readings_position = 0; ///< The newest ReadingsTaken that it rests on; 0 for none.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("track", self.track);
    visit("phase", self.phase);
    visit("verdict", self.verdict);
    visit("reasons", self.reasons);
    visit("findings", self.findings);
    visit("retry_at_ms", self.retry_at);
    visit("readings_position", self.readings_position);
  }
};

/// The last good live baseline of a phase that passed, kept for when the stable version has no
/// traffic left to measure one; or, in phase `before`, a recorded one, which the release is judged
/// by from its start on.
struct BaselinePinned {
  static constexpr std::string_view kind = "BaselinePinned";
  std::string track;
  std::string phase;
  std::string metric;
  std::string series;
  double value = 0.0;
  Instant measured_at;
  std::string recorded = {}; ///< BaselineRecorded::id; empty for a live baseline.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("track", self.track);
    visit("phase", self.phase);
    visit("metric", self.metric);
    visit("series", self.series);
    visit("value", self.value);
    visit("measured_at_ms", self.measured_at);
    visit("recorded", self.recorded);
  }
};

/// A hold has outlasted its `within`.
struct HoldEscalated {
  static constexpr std::string_view kind = "HoldEscalated";
  std::string track;
  std::string phase;
  std::string cause;
  std::string subject;
  std::string then; ///< ask or rollback.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("track", self.track);
    visit("phase", self.phase);
    visit("cause", self.cause);
    visit("subject", self.subject);
    visit("then", self.then);
  }
};

} // namespace relctl::core
