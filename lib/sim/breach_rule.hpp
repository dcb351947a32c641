// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"

#include <cstdint>
#include <optional>

namespace relctl::sim {

/// A chance, and how far it may be off where it is simulated: with 95 % certainty by no more.
struct Chance {
  double value = 0.0;
  std::optional<double> margin = {}; ///< None: exact.
};

/// When a threshold on a share of failures breaches in a phase, in numbers alone. A limit on
/// successes is one on failures above the rest.
struct BreachRule {
  /// The mean over both windows must be beyond the limit; what lies before the phase is zero.
  struct Burn {
    std::int64_t short_readings = 1;
    std::int64_t long_readings = 1;
  };

  Duration every;
  Duration window;
  std::int64_t readings = 0; ///< Grid times of the phase, its end included, whose window is in it.
  double limit = 0.0;        ///< The share of failures beyond which a reading is.
  bool includes_limit = false;
  std::int64_t count = 1; ///< Readings beyond the limit that complete it,
  std::int64_t of = 1;    ///< of so many in a row.
  std::optional<Burn> burn = {};
};

/// Grid times of a phase that long whose window lies in it.
[[nodiscard]] std::int64_t readings_in(Duration observe, Duration every, Duration window);

/// The rule of a shape other than a trend.
[[nodiscard]] BreachRule rule_of(const plan::Metric& metric, const plan::Threshold& threshold,
                                 const plan::Phase& phase, double limit);

/// The most failures among so many requests that are not beyond the limit.
[[nodiscard]] std::int64_t most_within(const BreachRule& rule, std::int64_t requests);

/// Whether it can be complete before the phase is over.
[[nodiscard]] bool can_breach(const BreachRule& rule);

/// Whether chances of it are exact: no two windows overlap, and few outcomes are to be told apart.
[[nodiscard]] bool is_exact(const BreachRule& rule);

enum class Precision { rough, fine };

/// The chance of a breach in the phase, with so many requests a reading of which each fails with
/// chance `rate`.
[[nodiscard]] Chance breach_chance(const BreachRule& rule, std::int64_t requests, double rate,
                                   Precision precision);

} // namespace relctl::sim
