// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "engine/release_log.hpp"
#include "plan/scenario.hpp"

#include <string>
#include <vector>

namespace relctl::sim {

/// What a person's command appends.
struct PersonCommand {
  std::string as;
  std::vector<core::Event> events;
  std::string name;    ///< Of the command, for who reads why it was refused.
  std::string refused; ///< Why the command would refuse now; empty: it does not.
  bool closes = false; ///< It wants the completed release closed.
};

/// What a person does in an event of a scenario, by the rules of the command. None for what is done
/// by nobody, a crash or an outage.
[[nodiscard]] PersonCommand command_of(const plan::Plan& plan, const plan::Scenario& scenario,
                                       const engine::ReleaseView& view, Instant now,
                                       const plan::HappeningKind& what);

} // namespace relctl::sim
