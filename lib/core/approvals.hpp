// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::core {

/// The approval of it in the role, given at any time; null for none.
[[nodiscard]] const ApprovalGiven* find_approval(const std::vector<ApprovalGiven>& approvals,
                                                 const std::string& subject,
                                                 const std::string& role);

/// The other role in which the person's approval of the same holds already; none where nothing
/// stands in the way. Several parties have to agree: one person cannot be all of them.
[[nodiscard]] std::optional<std::string> signed_as(const std::vector<ApprovalGiven>& approvals,
                                                   const ApprovalGiven& approval, Instant now);

} // namespace relctl::core
