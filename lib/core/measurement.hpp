// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/quantity.hpp"
#include "core/reading.hpp"
#include "plan/metric.hpp"
#include "plan/source.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace relctl::core {

/// What to ask a source: one metric's series on grid times `from`, `from + every`, … `to`. A live
/// poll asks for one grid time (from == to); a backfill for several. All templates are rendered.
struct MeasurementRequest {
  std::string metric;
  std::string series;
  Instant from;
  Instant to;
  Duration every;
  Duration window;
  plan::SourceKind source_kind = plan::SourceKind::prometheus;
  std::string source; ///< Id, for messages.
  std::string url;
  Duration timeout;
  plan::Credentials credentials;
  Unit unit; ///< Of the source's numbers.
  std::string query;
  std::string volume_query;   ///< Empty: not asked for.
  double volume_at_least = 0; ///< Below it the reading is `thin`.
  std::string baseline_query; ///< Empty: not asked for.
  std::string fresh_query;    ///< Empty: not asked for; answers with a Unix time in seconds.
  Duration max_age;
  std::map<std::string, std::string> reference_queries;
  std::vector<Reading>
      earlier; ///< Readings of this series with samples, oldest first, reaching back one window.

  /// `metric[series]@at`: what makes two requests the same.
  [[nodiscard]] std::string key() const {
    return metric + "[" + series + "]@" + std::to_string(from.ms) + "-" + std::to_string(to.ms);
  }
};

} // namespace relctl::core
