// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fields.hpp"
#include "core/ledger.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"

#include <vector>

namespace relctl::core {

/// Why no phase may be entered now: an incident, a part taken back, paused, frozen, outside the
/// change windows, before the train leaves. Blocks entry only; what is exposed is observed, judged
/// and rolled back all the same.
struct EntryBlocks {
  std::vector<Reason> reasons;
  Instant ends_at =
      k_never; ///< When they end by the calendar alone; k_never: not without a person.
};

/// Of entering `phase`. A bake changes no exposure: the calendar lets it pass.
[[nodiscard]] EntryBlocks entry_blocks(const plan::Plan& plan, const State& state,
                                       const Ledger& ledger, const plan::Phase* phase, Instant now);

/// Until when the change windows stand open by special approval; none without one that holds.
[[nodiscard]] std::optional<Instant> opened_until(const plan::Plan& plan, const State& state,
                                                  Instant now);

/// Until when a special approval given now would hold: up to the end of the next time that the
/// windows are closed. k_never where they never open again.
[[nodiscard]] Instant special_approval_ends(const plan::ChangeWindows& windows, Instant now);

} // namespace relctl::core
