// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/event.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"

#include <string>
#include <utility>
#include <vector>

namespace relctl::core {

/// What a person's command puts on record; nothing, where it stands already.
struct Statement {
  std::vector<Event> events;
  std::string said; ///< What is said of it; may be empty where there are events.

  Statement() = default;
  // Events are a statement wherever one is due. NOLINTNEXTLINE(google-explicit-constructor)
  Statement(std::vector<Event> stated) : events(std::move(stated)) {}
  /// Of what stands already: how, and by whom.
  [[nodiscard]] static Statement standing(std::string how);
};

/// Refused where nothing happens to the release any more.
[[nodiscard]] Result<void> still_open(const State& state);

/// The plan's first role, its owner, which answers for what the plan gives to no other; empty where
/// it has none, and anybody may.
[[nodiscard]] std::string owner_role(const plan::Plan& plan);

} // namespace relctl::core
