// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"
#include "core/answer_request.hpp"

#include <map>
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
  std::map<std::string, std::string> values; ///< Handed over with it; a number under `value`.
};

/// The values of `--value`: `NAME=TEXT`, and one without a name, which is the number.
[[nodiscard]] Result<std::map<std::string, std::string>>
values_given(const std::vector<std::string>& settings);

/// core::answer_check(), refused to a person outside the role.
[[nodiscard]] Result<core::Statement> answer_check(const Session& session, const plan::Plan& plan,
                                                   const core::State& state,
                                                   const CheckPlace& place, const Answer& answer);

} // namespace relctl::cli
