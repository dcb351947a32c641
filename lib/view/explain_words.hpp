// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "plan/threshold.hpp"

#include <string_view>

namespace relctl::view {

/// What an event of this kind says about the release, in one sentence.
[[nodiscard]] std::string_view meaning_of(const core::Event& event);

/// What ends a hold for this cause, in one clause.
[[nodiscard]] std::string_view way_out_of(plan::Cause cause);

} // namespace relctl::view
