// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"

namespace relctl::plan {

/// How long a release of the plan is observed at the least, all its tracks together: nothing holds
/// it and no `enough` shortens it.
[[nodiscard]] Duration least_duration(const Plan& plan);

} // namespace relctl::plan
