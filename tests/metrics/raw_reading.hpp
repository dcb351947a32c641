// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "metrics/given.hpp"

#include <span>
#include <vector>

namespace relctl::metrics {

/// What a source has for one grid time, and how it answers: all that says whether the reading is
/// evidence. Written to bodies here, judged by who made it.
struct Raw {
  enum class Reply { whole, timed_out, refused, page, cut, failed };
  Reply reply = Reply::whole;
  int series = 1;
  double value = 0.001;      ///< May be NaN or infinite.
  std::int64_t shift_ms = 0; ///< The time of the sample less the time that was asked for.
  double volume = 500;       ///< Likewise; of interest where a volume is due.
  double age_s = 1;          ///< Negative: from a clock that is ahead. Likewise.
  bool has_volume = true;    ///< Else no series.
  bool has_age = true;
};

/// The replies to the queries of `request` (value, volume, fresh; those that it has) for its grid,
/// one raw reading a grid time. How the first of them is answered counts for all, since a range is
/// one answer.
[[nodiscard]] std::vector<ports::HttpReply> replies_of(const core::MeasurementRequest& request,
                                                       std::span<const Raw> raws);

} // namespace relctl::metrics
