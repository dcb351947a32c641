// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/statement.hpp"

#include <string>

namespace relctl::core {

/// Refused once nothing happens to the release any more, apart from what is asked after completion.
[[nodiscard]] Result<void> may_answer(const State& state, const std::string& phase);

/// Puts a person's answer on record. Refuses a check that relctl runs itself, what is no number
/// where one is asked for, and a yes without the number, the values or the drill that the check
/// asks for. A number outside the limit is a no.
[[nodiscard]] Result<Statement> answer_check(const plan::Check& check, const State& state,
                                             CheckAnswered answered);

} // namespace relctl::core
