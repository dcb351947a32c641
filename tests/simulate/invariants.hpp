// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace relctl::test {

/// What is wrong with a release's history; empty when nothing is.
std::string broken_invariant(const plan::Plan& plan, const std::vector<core::Recorded>& events);

/// Everything in a state as text, to compare two by.
std::string fingerprint(const core::State& state);

} // namespace relctl::test
