// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/observe_request.hpp"

namespace relctl::cli {

/// Whether the observation can go on as the request says: what the flags repeat is as it is pinned,
/// and so is the plan file, unless the observation is to be stopped. `release` is that of
/// --release; `program` how relctl is called. Refused with the flag, the pinned value and a remedy.
[[nodiscard]] Result<void> meets_pins(const ObserveRequest& request,
                                      const std::optional<std::string>& release,
                                      const core::State& state, const std::string& program);

} // namespace relctl::cli
