// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"

#include <random>

namespace relctl::test {

using Random = std::mt19937_64;

/// A whole number in [least, most].
int pick(Random& random, int least, int most);
/// True in `percent` of a hundred cases.
bool chance(Random& random, int percent);

/// A valid plan of one to three tracks of one to four phases with random shapes, consequences,
/// approvals, checks, steps and rollback.
plan::Plan random_plan(Random& random);

} // namespace relctl::test
