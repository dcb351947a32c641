// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace relctl::sim {

/// A threshold's limit, or its span, tried at several values.
struct Sweep {
  std::string threshold;
  std::string key; ///< breach, target or for.
  struct Value {
    std::string text; ///< As the plan would say it: `> 0.5%`, `5m`.
    plan::Threshold threshold;
  };
  std::vector<Value> values;
};

/// Reads `error-rate.breach=0.5%..5% by 0.5%` (or `.target`, `.for=1m..10m by 1m`). A limit keeps
/// all of itself but its number, so it must have exactly one.
[[nodiscard]] Result<Sweep> parse_sweep(const plan::Plan& plan, const std::string& text);

} // namespace relctl::sim
