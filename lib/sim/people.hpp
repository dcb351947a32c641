// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"
#include "plan/template_text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::sim {

/// What willing people would say now: every question answered with yes, every approval given, the
/// way back drilled where a question asks for it. They do not settle failed steps, close incidents
/// or take anything back: that is for the scenario to say.
[[nodiscard]] std::vector<core::Event> due_answers(const plan::Plan& plan, const core::State& state,
                                                   Instant now);

/// What they would say to the checks that are due after completion.
[[nodiscard]] std::vector<core::Event> answers_afterwards(const plan::Plan& plan,
                                                          const core::State& state);

/// The values with what they would have filled in.
[[nodiscard]] plan::Values filled_in(const plan::Plan& plan, plan::Values values);

/// Who acts in a role: its first member, else the role itself.
[[nodiscard]] std::string member_of(const plan::Plan& plan, const std::string& role);

/// Who of the role can still approve it: the first member who has not done so in another role. None
/// where every member has.
[[nodiscard]] std::optional<std::string>
signer_of(const plan::Plan& plan, const std::vector<core::ApprovalGiven>& approvals,
          const std::string& subject, const std::string& role, Instant now);

} // namespace relctl::sim
