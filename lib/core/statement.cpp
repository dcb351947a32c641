// SPDX-License-Identifier: Apache-2.0
#include "core/statement.hpp"

#include <fmt/format.h>

namespace relctl::core {

Statement Statement::standing(std::string how) {
  Statement statement;
  statement.said = std::move(how);
  return statement;
}

Result<void> still_open(const State& state) {
  if (!is_over(state))
    return {};
  return fail(ErrorKind::refused,
              fmt::format("release {} is over ({})", state.release, stage_name(state.stage)));
}

std::string owner_role(const plan::Plan& plan) {
  return plan.roles.empty() ? "" : plan.roles.front().id;
}

} // namespace relctl::core
