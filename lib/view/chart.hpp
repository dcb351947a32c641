// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/quantity.hpp"
#include "view/style.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace relctl::view {

/// Numbers over time with the limits that they were judged by.
struct Chart {
  enum class Kind { value, baseline, limit, target };
  struct Line {
    std::string name;
    Kind kind = Kind::value;
    /// In order of time; without a number the line has a gap there.
    std::vector<std::pair<Instant, std::optional<double>>> points;
    bool stepped = false; ///< A value stands until the next one.
  };
  /// A phase in the background.
  struct Band {
    std::string name;
    Instant from;
    Instant to;
    Tone tone = Tone::plain; ///< bad for a rollback.
  };

  std::string title;
  std::string note; ///< The limit in words.
  Dimension dimension = Dimension::none;
  Instant from;
  Instant to;
  std::vector<Line> lines;
  std::vector<Band> bands;
  std::optional<Instant> cut; ///< When the rollback was asked for.
};

/// An inline SVG whose colours are the CSS classes `value`, `baseline`, `limit`, `target`, `grid`,
/// `band`, `cut`, `unknown`. Long series are thinned to the least and the greatest value of each
/// column of pixels. Empty without any number.
[[nodiscard]] std::string chart_svg(const Chart& chart);

} // namespace relctl::view
