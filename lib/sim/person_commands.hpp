// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "engine/release_log.hpp"
#include "plan/happening.hpp"
#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace relctl::sim {

/// What a person's command appends.
struct PersonCommand {
  std::string as;
  std::vector<core::Event> events;
  std::string name;      ///< Of the command, for who reads the objection.
  std::string objection; ///< It would refuse now, or change nothing, and why; empty: it does.
  bool closes = false;   ///< It wants the completed release closed.
};

/// What a person does in an event of a scenario, by the rules of the command. None for what is done
/// by nobody, a crash or an outage.
[[nodiscard]] PersonCommand command_of(const plan::Plan& plan, const engine::ReleaseView& view,
                                       Instant now, const plan::HappeningKind& what);

} // namespace relctl::sim
