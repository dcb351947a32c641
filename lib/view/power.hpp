// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "view/json_form.hpp"
#include "view/style.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace relctl::view {

/// What one threshold can see in one phase; see sim::PowerRow.
struct PowerLine {
  std::string phase;
  std::string threshold;
  double share = 0.0;
  std::int64_t requests = 0;
  double limit = 0.0;
  std::optional<double> smallest;
  bool is_simulated = false; ///< `smallest`.
  double false_alarm = 0.0;
  std::optional<double> false_alarm_margin; ///< Where it is simulated.
  std::optional<Duration> needed_window;
  std::optional<double> needed_share;
  std::string warning;
};

/// A threshold without a line, and why.
struct PowerGap {
  std::string threshold;
  std::string reason;
};

/// The table, and below it what its signs mean and a line for each warning. `wanted` adds what it
/// would take.
[[nodiscard]] std::string power_text(const std::vector<PowerLine>& lines, bool wanted,
                                     const Style& style);
/// `relctl.power/1`
[[nodiscard]] std::string power_json(const std::vector<PowerLine>& lines,
                                     const std::vector<PowerGap>& not_judged,
                                     JsonForm form = JsonForm::document);

} // namespace relctl::view
