// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace relctl::test {

/// The limit of that text; a text that does not parse ends the test program.
plan::Limit a_limit(std::string_view text);

/// A ratio metric from source `prom`: every 30 s, window 1 m.
plan::Metric a_metric(const std::string& id);

/// A plain threshold on `metric` that rolls back everywhere.
plan::Threshold a_threshold(const std::string& id, const std::string& metric,
                            std::string_view breach);

/// A phase that runs step `shift` to that share and is observed for exactly `observe`.
plan::Phase a_phase(const std::string& id, const std::string& traffic, Duration observe);

/// A command step with these words as its argument vector.
plan::Step a_step(const std::string& id, const std::vector<std::string>& argv);

/// A valid plan without warnings: source `prom`; metric `error_rate`; threshold `error-rate`
/// (breach
/// `> 1%`, target `< 0.5%`, for 10 m, rollback); phases p5, p20, p50 and full of 30 m each behind
/// step `shift` (HAProxy), the last three approved by role `owner`; bake of 24 h; a rollback with
/// step `shift-back` to 0%, verification `smoke`, deadline and observation of 30 m; comms
/// `started`, `promoted`, `held`, `rolled_back`, `rollback_incomplete`.
plan::Plan a_plan();

} // namespace relctl::test
