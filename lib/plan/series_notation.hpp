// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"
#include "plan/threshold.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::plan {

/// What a series says at one grid time: a number, or the cause why there is none.
struct SeriesPoint {
  std::optional<double> value;
  Cause cause = Cause::nodata; ///< Without a value.
};

/// A stretch of a series: `count` points, the first `start`, each `step` more than the one before;
/// what grows beyond all numbers is `nan`, as it is of a source.
struct SeriesRun {
  std::optional<double> start; ///< None: no value, for `cause`.
  double step = 0.0;
  Cause cause = Cause::nodata;
  std::int64_t count = 1; ///< k_for_ever: to the end of time.
};

inline constexpr std::int64_t k_for_ever = INT64_MAX;

/// The points of a series, one for each grid time.
struct SeriesValues {
  std::vector<SeriesRun> runs;

  /// The point at grid time `index` from 0; none where the series has ended before.
  [[nodiscard]] std::optional<SeriesPoint> at(std::int64_t index) const;
  /// How many points from there on say what the point at `index` says, itself among them;
  /// k_for_ever when all do. At least 1.
  [[nodiscard]] std::int64_t same_from(std::int64_t index) const;
  /// How many points there are; k_for_ever when they never end.
  [[nodiscard]] std::int64_t size() const;
};

struct SeriesError {
  std::size_t offset = 0; ///< Byte in the text.
  std::string message;
  std::string remedy;
};

/// Reads the notation of `promtool test rules` (prometheus.io, "Unit Testing for Rules", series
/// notation): `1 2 3`, `0.01+0x20` (a value and 20 more, each by 0 greater), `5-1x3`, `0.2x3` (a
/// value and 3 more like it), `_` and `_x2` (so often nothing there), `NaN`, `stale`. Beyond
/// promtool the other causes of a reading without a value may stand by name (`timeout`, `thinx4`),
/// and a count of `*` goes on for ever: `0.001x*`.
[[nodiscard]] tl::expected<SeriesValues, SeriesError> parse_series(std::string_view text);

} // namespace relctl::plan
