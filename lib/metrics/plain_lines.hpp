// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/recording.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::metrics {

/// Lines `TIME,METRIC,NUMBER` without a quote or a blank. A recording has them by the million: each
/// is looked at once, and what it most likely begins with is compared with what it begins with.
class PlainLines {
public:
  explicit PlainLines(const plan::Plan& plan);

  /// See RecordingReader::take_plain().
  [[nodiscard]] bool take(std::string_view& text, PlainSample& sample);

private:
  [[nodiscard]] bool take_time(std::string_view& text, Instant& at);
  [[nodiscard]] bool take_metric(std::string_view& text, std::size_t& metric);

  std::vector<std::string> m_names; ///< `METRIC,` by place; empty for one with `each`.
  std::size_t m_newest = 0;         ///< Place of the metric of the line before.
  std::string m_time_text;          ///< `TIME,` of the line before; lines of a time come together.
  Instant m_time;
};

} // namespace relctl::metrics
