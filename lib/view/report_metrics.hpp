// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/window.hpp"
#include "view/report.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::view {

/// What a metric's series did over the release.
struct ComparisonRow {
  const plan::Metric* metric = nullptr; ///< Never null.
  std::string series;
  std::optional<double> baseline; ///< Mean of what the readings were compared with.
  std::optional<double> first;    ///< The first value of the release.
  std::optional<double> last;     ///< The last one before the way back, if any.
  std::optional<double> low;
  std::optional<double> mean;
  std::optional<double> high;
  std::optional<double> after_rollback; ///< The last one after it.
  std::string curve;
};
/// The series with at least one value, in the plan's order.
[[nodiscard]] std::vector<ComparisonRow> comparison_rows(const ReportSubject& subject);

/// One chart for each series with values, against its limits, and one of the traffic share.
[[nodiscard]] std::vector<Chart> report_charts(const ReportSubject& subject);

} // namespace relctl::view
