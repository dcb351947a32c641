// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"

#include <string>

namespace relctl::cli {

/// A check of the plan and where it stands: `before` or a phase's id.
struct CheckPlace {
  const plan::Check* check = nullptr;
  std::string phase;
};

/// The check by its name: in `phase` where given, else in the current phase, else before the start,
/// else in the only place that has it. not_found with the nearest otherwise.
[[nodiscard]] Result<CheckPlace> find_check(const plan::Plan& plan, const core::State& state,
                                            const std::string& name, const std::string& phase);

/// What a person says to a check.
struct Answer {
  std::string check;
  bool ok = false;
  std::string note;
};

/// The event of an answer. Refuses a check that relctl runs itself, and a person outside the role.
[[nodiscard]] Result<core::CheckAnswered> answer_check(const Session& session,
                                                       const plan::Plan& plan,
                                                       const CheckPlace& place,
                                                       const Answer& answer);

/// The same person has given the same answer before.
[[nodiscard]] bool stands_already(const core::State& state, const core::CheckAnswered& answered);

} // namespace relctl::cli
