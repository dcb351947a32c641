// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace relctl::test {

/// What validate() says about the plan, as `error: rule` and `warning: rule`, in its order.
std::vector<std::string> rules_of(const plan::Plan& plan);

/// The one finding as `message; remedy`; empty when there is none or more than one.
std::string only_finding(const plan::Plan& plan);

using Rules = std::vector<std::string>;

} // namespace relctl::test
