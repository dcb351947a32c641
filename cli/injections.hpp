// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/history.hpp"
#include "sim/injection.hpp"

#include <string>
#include <utility>
#include <vector>

namespace relctl::cli {

/// The faults of `--inject`, in the order given. Refuses one that begins outside of the range, one
/// that changes nothing, and two that change the same series from the same time on.
[[nodiscard]] Result<std::vector<sim::Injection>>
read_injections(const std::vector<std::string>& texts, const plan::Plan& plan,
                const History& history, const Period& range);

} // namespace relctl::cli
