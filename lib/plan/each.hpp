// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/diagnostic.hpp"

#include <string>
#include <vector>

namespace relctl::plan {

/// One label with its values, `each: { endpoint: [a, b] }`: of a metric, the series that are judged
/// one by one; of a step, where it is done.
struct Each {
  std::string label;
  std::vector<std::string> values;
  Mark mark = {};
};

} // namespace relctl::plan
