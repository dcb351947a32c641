// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace relctl::core {

/// Readings of one series on grid times next to each other that say nothing but their numbers, as
/// history has them by the thousand. On record one number takes the place of some 300 bytes.
struct ReadingRun {
  std::string track = "main"; ///< As in Reading; not repeated on record.
  std::string metric;
  std::string series;
  Instant from;                  ///< Grid time of the first.
  Duration every;                ///< Above zero.
  std::vector<double> values;    ///< Finite, in canonical units; at least one.
  std::vector<double> volumes;   ///< One for each value, or none at all.
  std::vector<double> baselines; ///< Likewise.

  [[nodiscard]] std::size_t size() const { return values.size(); }
  [[nodiscard]] Instant at(std::size_t i) const {
    return from + static_cast<std::int64_t>(i) * every;
  }
  [[nodiscard]] Instant last() const { return at(size() - 1); }
  [[nodiscard]] Reading reading(std::size_t i) const {
    Reading reading;
    reading.track = track;
    reading.metric = metric;
    reading.series = series;
    reading.at = at(i);
    reading.value = values[i];
    if (!volumes.empty())
      reading.volume = volumes[i];
    if (!baselines.empty())
      reading.baseline = baselines[i];
    return reading;
  }

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    // In the order that a log wants, so that they are written straight away.
    visit("baselines", self.baselines);
    visit("every_ms", self.every);
    visit("from_ms", self.from);
    visit("metric", self.metric);
    visit("series", self.series);
    visit("values", self.values);
    visit("volumes", self.volumes);
  }
};

/// Whether the run is as its description says, and of times that can be counted: what a log says is
/// not trusted.
[[nodiscard]] bool is_sound(const ReadingRun& run);

} // namespace relctl::core
