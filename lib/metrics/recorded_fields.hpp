// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/recording.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::metrics {

/// The fields of a recording by name, as far as the plan gives them a meaning.
class RecordedFields {
public:
  /// The plan outlives it.
  explicit RecordedFields(const plan::Plan& plan);

  /// `own` is a metric's label or reference: which of them, each line's metric says.
  enum class Meaning { time, metric, value, volume, baseline, own };
  /// Refuses a name that neither recordings nor the plan know.
  [[nodiscard]] Result<Meaning> meaning_of(const std::string& name) const;

  struct Field {
    std::string_view name;
    Meaning meaning = Meaning::value;
    std::string_view text; ///< Empty: nothing is recorded.
  };
  /// Makes `sample` that of one line; it is used again, since lines are many. Refuses a metric that
  /// the plan does not have, a time or number that is none, a field that its metric does not have,
  /// and a value of `each` that the plan does not name.
  [[nodiscard]] Result<void> read_sample(std::span<const Field> fields, RecordedSample& sample);

private:
  [[nodiscard]] Result<const plan::Metric*> metric_named(std::string_view name);
  /// Metrics mostly take turns, or come one after the other; null where neither finds it.
  [[nodiscard]] const plan::Metric* likely_metric(std::string_view name);
  /// Lines of one time mostly come together.
  [[nodiscard]] Result<Instant> read_time(std::string_view text);

  const plan::Plan& m_plan;
  std::size_t m_newest_metric = 0;
  std::string m_time_text; ///< Read last.
  Instant m_time;
};

/// RFC 3339, or Unix seconds with up to three decimals.
[[nodiscard]] Result<Instant> parse_recorded_time(std::string_view text);

} // namespace relctl::metrics
