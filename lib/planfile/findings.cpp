// SPDX-License-Identifier: Apache-2.0
#include "planfile/findings.hpp"

#include <utility>

namespace relctl::planfile {

void Findings::error(plan::Mark mark, std::string rule, std::string message, std::string remedy) {
  if (!full())
    m_diagnostics.push_back(
        {plan::Severity::error, mark, std::move(rule), std::move(message), std::move(remedy)});
}

} // namespace relctl::planfile
