// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/threshold.hpp"
#include "planfile/field.hpp"

#include <optional>

namespace relctl::planfile {

/// `rollback`, `rollback/SCOPE`, `hold`, `warn` or the id of a step.
[[nodiscard]] std::optional<plan::Consequence> read_consequence(const Field& field,
                                                                Findings& findings);

} // namespace relctl::planfile
