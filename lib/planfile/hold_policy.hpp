// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/threshold.hpp"
#include "planfile/field.hpp"

#include <map>
#include <string>
#include <vector>

namespace relctl::planfile {

/// `{ cause: { within: 1h, then: rollback } }`; both keys are due.
[[nodiscard]] std::map<plan::Cause, plan::HoldPolicy> read_hold_policies(const Field& field,
                                                                         Findings& findings);

/// `P0`, `P1`, `P2`.
[[nodiscard]] const std::vector<std::string>& incident_severities();

} // namespace relctl::planfile
