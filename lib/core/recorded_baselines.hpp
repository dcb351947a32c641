// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/decide.hpp"

#include <vector>

namespace relctl::core {

/// A BaselinePinned for every series of the plan that is judged by a recorded baseline which the
/// ledger has and the release has not pinned yet: it keeps what it started with.
[[nodiscard]] std::vector<Event> pin_recorded_baselines(const Situation& situation);

/// One reason for each series whose recorded baseline is neither pinned nor in the ledger.
[[nodiscard]] std::vector<Reason> missing_baselines(const Situation& situation);

} // namespace relctl::core
