// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace relctl::plan {

/// `RELCTL_` and the id in capitals, `_` for what no variable of the environment may hold.
[[nodiscard]] std::string environment_name(const std::string& id);

} // namespace relctl::plan
