// SPDX-License-Identifier: Apache-2.0
#include "core/approvals.hpp"

#include <algorithm>

namespace relctl::core {

const ApprovalGiven* find_approval(const std::vector<ApprovalGiven>& approvals,
                                   const std::string& subject, const std::string& role) {
  const auto found =
      std::find_if(approvals.begin(), approvals.end(), [&](const ApprovalGiven& given) {
        return given.subject == subject && given.role == role;
      });
  return found == approvals.end() ? nullptr : &*found;
}

std::optional<std::string> signed_as(const std::vector<ApprovalGiven>& approvals,
                                     const ApprovalGiven& approval, Instant now) {
  const auto in_the_way =
      std::find_if(approvals.begin(), approvals.end(), [&](const ApprovalGiven& given) {
        return given.subject == approval.subject && given.role != approval.role &&
               given.as == approval.as && (!given.until || now < *given.until);
      });
  return in_the_way == approvals.end() ? std::nullopt : std::optional(in_the_way->role);
}

} // namespace relctl::core
