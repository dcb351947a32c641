// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"
#include "plan/variables.hpp"

namespace relctl::fuzz {

/// A small plan that scenarios, manifests and recordings are held against.
[[nodiscard]] const plan::Plan& sound_plan();

/// Some variables are set, one is empty, one is hostile.
[[nodiscard]] const plan::Environment& environment();

} // namespace relctl::fuzz
