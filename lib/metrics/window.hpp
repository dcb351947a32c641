// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "metrics/series.hpp"

#include <vector>

namespace relctl::metrics {

/// What one successful scrape gave.
struct Scrape {
  Instant at; ///< When its numbers were true.
  std::vector<Sample> samples;
};

/// The scrapes that one reading looks back on, oldest first; the last one is the reading's own.
struct Window {
  Duration length;
  std::vector<Scrape> scrapes;
  bool is_beginning = false; ///< It reaches back before the phase, and nothing was scraped in it.
};

} // namespace relctl::metrics
