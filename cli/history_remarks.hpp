// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/backtest_request.hpp"

#include <string>
#include <vector>

namespace relctl::cli {

/// What a person should know of a history that can be judged all the same: readings farther apart
/// than the plan reads them, and a flag that changes nothing.
[[nodiscard]] std::vector<std::string> remarks_on(const History& history,
                                                  const BacktestRequest& request);

/// Of the times without one reading, of which there are some.
[[nodiscard]] std::string empty_remark(const std::vector<Period>& empty);

} // namespace relctl::cli
