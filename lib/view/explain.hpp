// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "core/state.hpp"
#include "core/window.hpp"
#include "plan/plan.hpp"
#include "view/style.hpp"

#include <string>
#include <vector>

namespace relctl::view {

/// One event and what it rested on. The references outlive the call.
struct ExplainSubject {
  std::string release;    ///< Empty for an event of the ledger.
  const plan::Plan& plan; ///< The pinned one; an empty plan where it cannot be read any more.
  const core::Recorded& event;
  const core::State& state;   ///< As it stood when the event had happened.
  const core::Window& window; ///< For a verdict: the phase's readings up to the one it cites.
  const std::vector<core::Recorded>& around; ///< Events before and after it, in order.
  Instant now;
  bool is_closed = false; ///< By now nothing more happens to the release.
};

/// A verdict: its reasons, each finding with the numbers and the readings behind it, what would
/// change it and when. Any other event: what it means, what it says, and the events around it.
[[nodiscard]] std::string explain_text(const ExplainSubject& subject, const Style& style);

/// The readings that a finding rested on: of its threshold's metric and series, from where the run
/// beyond the limit began (else the last few), up to the deciding one; at most `most`, oldest
/// first.
[[nodiscard]] std::vector<core::Reading> readings_behind(const plan::Plan& plan,
                                                         const core::Finding& finding,
                                                         const core::Window& window,
                                                         std::size_t most);

} // namespace relctl::view
