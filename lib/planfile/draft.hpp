// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"
#include "plan/variables.hpp"
#include "planfile/findings.hpp"

#include <string>
#include <vector>

namespace relctl::planfile {

/// A plan while it is read. A part with a mistake is kept as far as it could be read, so that what
/// refers to it is not reported as well.
struct Draft {
  const plan::Environment& environment;
  plan::Plan plan;
  Findings findings;
  std::vector<std::string> secrets;
};

} // namespace relctl::planfile
